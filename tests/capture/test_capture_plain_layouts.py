"""Plain-text copies as real pages leave them, in our own words: ten layouts, many wordings.

Each layout is a renderer of a body and a thread. The body must come back whole and alone, whatever
its last sentence is, whoever speaks, and whether it has lists, quotes and subheads of its own.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from whoholds.capture.plain_page import split_plain

Thread = list[tuple[str, str]]
"""Names and words; an empty name where the page shows none."""
Layout = Callable[[str, Thread], str]

TITLE = "Government Troops Enter Two Towns South Of The Lake"

SHORT = (
    "Government troops entered the towns of Varn and Oskel on 3 May, the defence ministry said.\n\n"
    "The rebels confirmed the loss of Varn only.\n\n"
    "Oskel lies eight kilometres south of the lake."
)
LISTED = (
    "The alliance said on Tuesday that its fighters had taken the following positions:\n\n"
    "  • Hill 412, north of the river\n\n"
    "  • The brick factory at Temna\n\n"
    "  • Two checkpoints on the ring road\n\n"
    "The general staff has not commented.\n\n"
    "It was the third advance in a week."
)
QUOTED = (
    "Fighting resumed at dawn around the airport, residents told reporters.\n\n"
    "“We heard shelling all night and I saw them leave,” said Amina, a teacher who fled.\n\n"
    "The governor said:\n\n"
    "“The airport is ours and will stay ours.”\n\n"
    "A spokesman for the rebels says:\n\n"
    "“Our men hold the runway.”\n\n"
    "Neither account could be verified."
)
HEADED = (
    "Clashes spread to three districts on Sunday, according to the provincial council.\n\n"
    "Northern front\n\n"
    "The Third Brigade withdrew from Kesra after two days of shelling. Its commander blamed a lack of "
    "supplies and said that a new line had been set up at the canal.\n\n"
    "Southern front\n\n"
    "Rebels attacked the garrison of Dolma and were pushed back.\n\n"
    "Casualties\n\n"
    "At least 14 people were killed. The council expects the number to rise."
)
LONG = "\n\n".join(
    f"On day {n} of the offensive the front moved {n} kilometres to the east, the army said. "
    "Local officials reported shelling in the suburbs and counted several wounded civilians."
    for n in range(2, 14)
)
BODIES = {"short": SHORT, "listed": LISTED, "quoted": QUOTED, "headed": HEADED, "long": LONG}

ENGLISH: Thread = [
    ("Karl Bergmann", "I said it last week, they would lose Varn as well."),
    ("steppe_wolf", "Oskel is next, you will see!"),
    ("Karl Bergmann", "Maybe, but not before winter."),
]
MIXED: Thread = [
    ("Олександр К.", "Glory to the defenders, they took Temna back already."),
    ("أبو خالد", "Fake news, my cousin lives there and nobody came."),
    ("Müller-Özdemir", "Thanks for the map, very helpful."),
    ("Nguyễn Văn An", "lol what a circus"),
]
THREADS = {"english": ENGLISH, "mixed": MIXED}


def top(body: str) -> str:
    return f"{TITLE}\n\n\n{body}\n\n"


def disqus(body: str, thread: Thread) -> str:
    lines = []
    for depth, (name, words) in enumerate(thread):
        indent = "  " * (1 + min(depth, 2))
        lines += [f"{indent}• {name}", "", f"{indent}  {words}", ""]
    return top(body) + "\n".join(lines)


def wpdiscuz(body: str, thread: Thread) -> str:
    head = f"Support Us\n\nSubscribe\nNotify of\nguest\n{len(thread)} Comments\n"
    head += "Oldest\nNewest Most Voted\n"
    head += "Inline Feedbacks\nView all comments\n"
    said = "".join(f"{name}\n\n{words}\n\n3\n0\nReply\n" for name, words in thread)
    return top(body) + head + said + "Would love your thoughts, please comment.x\n()\nx\n"


def numbered_says(body: str, thread: Thread) -> str:
    said = "".join(
        f"  {n}. {name} says:\n\n    {words}\n\n" for n, (name, words) in enumerate(thread, start=1)
    )
    return top(body) + said


def says_with_dates(body: str, thread: Thread) -> str:
    said = "".join(
        f"{name} says:\nMay 4, 2021 at {n}:15 pm\n{words}\nReply\n\n"
        for n, (name, words) in enumerate(thread, start=1)
    )
    return top(body) + f"{len(thread)} thoughts on “{TITLE}”\n\n" + said + "Leave a Reply\n"


def bare_names(body: str, thread: Thread) -> str:
    return top(body) + "\n\n".join(f"{name}\n\n{words}" for name, words in thread) + "\n"


def names_twice(body: str, thread: Thread) -> str:
    said = "".join(
        f"{name}\n{name}\n{words}\n\n04/05/2021 1{n}:31\n" for n, (name, words) in enumerate(thread)
    )
    return top(body) + f'{len(thread)} Comments on "{TITLE}"\n\n' + said


def close_lines(body: str, thread: Thread) -> str:
    return top(body).rstrip("\n") + "\n" + "\n".join(words for _, words in thread) + "\n"


def blogger(body: str, thread: Thread) -> str:
    said = "".join(
        f"{name} said...\n{words}\nMay 4, 2021 at 11:1{n} AM\n"
        for n, (name, words) in enumerate(thread)
    )
    return (
        top(body)
        + f"Posted by Desk at 10:02\n\n{len(thread)} comments:\n\n{said}\nPost a Comment\n"
    )


def ages(body: str, thread: Thread) -> str:
    said = "".join(
        f"{name} • {n + 2} years ago\n\n{words}\n\n• Reply • Share ›\n\n"
        for n, (name, words) in enumerate(thread)
    )
    return top(body) + f"{len(thread)} Comments\n\nLogin\n\nSort by Best\n\n{said}"


def dated_names(body: str, thread: Thread) -> str:
    said = "".join(
        f"{name}\n0{n + 1}.05.2021 20:4{n}\n{words}\n\n" for n, (name, words) in enumerate(thread)
    )
    return top(body) + said


def replies_only(body: str, thread: Thread) -> str:
    return top(body) + "".join(f"{name}\n\n{words}\n\nReply\n\n" for name, words in thread)


NAMED: dict[str, Layout] = {
    "disqus": disqus,
    "wpdiscuz": wpdiscuz,
    "numbered says": numbered_says,
    "says with dates": says_with_dates,
    "bare names": bare_names,
    "names twice": names_twice,
    "blogger": blogger,
    "ages": ages,
    "dated names": dated_names,
    "replies only": replies_only,
}


@pytest.mark.parametrize("thread", THREADS.values(), ids=THREADS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("layout", NAMED.values(), ids=NAMED)
def test_body_whole_and_alone_and_every_comment_with_its_author(
    layout: Layout, body: str, thread: Thread
) -> None:
    parts = split_plain(layout(body, thread))
    assert parts.title == TITLE
    assert parts.text == body
    assert [(c.author, c.text) for c in parts.comments] == thread


@pytest.mark.parametrize("thread", THREADS.values(), ids=THREADS)
@pytest.mark.parametrize("name", ["short", "quoted", "long"])
def test_lines_set_close_after_the_last_paragraph_are_comments(name: str, thread: Thread) -> None:
    parts = split_plain(close_lines(BODIES[name], thread))
    assert parts.text == BODIES[name]
    assert [c.text for c in parts.comments] == [words for _, words in thread]
    assert {c.author for c in parts.comments} == {None}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_report_without_comments_is_left_whole(body: str) -> None:
    parts = split_plain(top(body))
    assert parts.text == body
    assert parts.comments == ()


TAILS = {
    "form": (
        "Share it:\n\nLeave a Reply\n\nYour email address will not be published. Required fields are "
        "marked *\n\nBack to top button\n"
    ),
    "moderation": (
        "141 17\n- 158Shares\nBe Civil\nThis is a Civilized Place for Public Discussion\n"
        "Please treat this discussion with the same respect you would a public park.\n"
    ),
    "money": (
        "0 $\n2,500 $\n5,000 $\n115 $\n\nSupport SouthFront\n\n"
        "Do you like this content? Consider helping us!\n"
    ),
    "related": (
        "Related Articles\n\nArmy shells the northern hills\n\nTen killed in market blast\n\n"
        "Rebels name a new chief\n"
    ),
    "read also": (
        "READ ALSO: Two officers killed near the dam\n\nTags: Varn, Oskel, offensive\n\n"
        "(Reporting by A. Desk; Editing by B. Desk)\n"
    ),
    "check also": (
        "Check Also\n\nQuiet night at the border\n\n"
        "Residents spoke of the first night without shelling since …\n"
    ),
    "logged in": "You must be logged in to post a comment.\n",
    "akismet": (
        "This site uses Akismet to reduce spam. Learn how your comment data is processed.\n"
    ),
}


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_furniture_after_the_report_goes_and_makes_no_comment(body: str, tail: str) -> None:
    parts = split_plain(top(body) + tail)
    assert parts.text == body
    assert parts.comments == ()


@pytest.mark.shared
@pytest.mark.parametrize("letter", list("ABCDEFGHI"))
def test_nine_layouts_are_cut_where_their_gold_says(shared: Path, letter: str) -> None:
    path = next((shared / "pages" / "plain_layouts").glob(f"{letter}_*.txt"))
    parts = split_plain(path.read_text("utf-8"))
    assert parts.title == "Army Retakes Two Villages East Of Maarat"
    assert parts.text == (
        "The army said on January 24 that it had retaken the villages of A and B from the rebels.\n\n"
        "Rebel sources denied that B had fallen.\n\n"
        "The situation is developing."
    )
    assert [caption.credit for caption in parts.captions] == ["(@somemapper) on Twitter"]
    assert (len(parts.comments) > 0) == (letter not in "HI")


@pytest.mark.shared
def test_the_tenth_layout_is_left_alone(shared: Path) -> None:
    path = next((shared / "pages" / "plain_layouts").glob("J_*.txt"))
    text = path.read_text("utf-8")
    parts = split_plain(text)
    assert parts.text == text.partition("\n\n\n")[2].rstrip("\n")
    assert parts.comments == ()
