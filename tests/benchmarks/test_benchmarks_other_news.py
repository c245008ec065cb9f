"""Which documents of a treebank are read as texts about no war."""

import lzma
from pathlib import Path

from benchmarks.reader_other_news import documents

ROWS = """# newdoc id = reviews-1
# text = The soup captured my heart.
1\tThe\t_

# text = Prices fell.
# newdoc id = newsgroup-2
# text = The army shelled Tarba.
# newdoc id = answers-3
# text = We agreed.
"""


def test_documents_of_the_genres_come_with_a_sentence_a_line(tmp_path: Path) -> None:
    plain, packed = tmp_path / "t.conllu", tmp_path / "t.conllu.xz"
    plain.write_text(ROWS, "utf-8")
    with lzma.open(packed, "wt", encoding="utf-8") as file:
        file.write(ROWS)
    for path in (plain, packed):
        found = list(documents(path, ("reviews", "answers")))
        assert [doc["id"] for doc in found] == ["reviews-1", "answers-3"]
        assert found[0]["text"] == "The soup captured my heart.\nPrices fell."
    assert list(documents(plain, ("weblog",))) == []
