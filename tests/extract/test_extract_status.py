from collections.abc import Callable

import pytest

from whoholds.base.records import Claim

ReadText = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    ("text", "event", "status"),
    [
        ("The army tried to capture Dorvel.", "take", "attempted"),
        ("The army was unable to capture Dorvel.", "take", "attempted"),
        ("The army attacked in a bid to capture Dorvel.", "take", "attempted"),
        ("The army launched an operation to capture Dorvel.", "take", "attempted"),
        ("The army has not been able to capture Dorvel.", "take", "attempted"),
        ("The army managed to capture Dorvel.", "take", "happened"),
        ("The army was able to capture Dorvel.", "take", "happened"),
        ("The army began to withdraw from Dorvel.", "leave", "happened"),
        ("The army was forced to withdraw from Dorvel.", "leave", "happened"),
        ("The army plans to capture Dorvel.", "take", "expected"),
        ("The army is expected to capture Dorvel.", "take", "expected"),
        ("The army may capture Dorvel.", "take", "expected"),
        ("The army is preparing to storm Dorvel.", "attack", "expected"),
        ("The army announced a planned offensive in Dorvel.", "attack", "expected"),
        ("The army never captured Dorvel.", "take", "denied"),
        ("The army refused to withdraw from Dorvel.", "leave", "denied"),
        ("The army threatened to launch an offensive in Dorvel.", "attack", "expected"),
        ("If the army captures Dorvel, the war ends.", "take", "expected"),
        ("Fighting for control of Dorvel went on.", "take", "attempted"),
    ],
)
def test_status(read_text: ReadText, text: str, event: str, status: str) -> None:
    found = [c for c in read_text(text) if c.event.value == event]
    assert [c.status.value for c in found] == [status]
