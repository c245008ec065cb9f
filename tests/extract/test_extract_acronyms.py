import pytest

from whoholds.extract.acronyms import learn_acronyms
from whoholds.extract.memory import Memory
from whoholds.extract.segment import sentences


def learned(text: str) -> dict[str, str]:
    memory = Memory()
    learn_acronyms(sentences(text), memory)
    return memory.full


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("The National Front for Liberation (NFL) came.", {"NFL": "National Front for Liberation"}),
        ("The Azmari Arab Army (AAA) left.", {"AAA": "Azmari Arab Army"}),
        ("Hay’at Tahrir al-Sham (HTS) came.", {"HTS": "Hay’at Tahrir al-Sham"}),
        ("The Keshi People's Front (KPF) came.", {"KPF": "Keshi People's Front"}),
        ("They left (on Monday) for good.", {}),
        ("A hill (H) was taken.", {}),
    ],
)
def test_full_forms(text: str, full: dict[str, str]) -> None:
    assert learned(text) == full
