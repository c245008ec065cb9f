"""Which grammatical role fills which slot of a claim, frame by frame.

A frame is named in `data/triggers.toml`; the function registered here says who took, lost, left or
fired, and where. What a clause does not say is left open for `discourse`.
"""

from collections.abc import Callable

from whoholds.base.records import Event
from whoholds.extract import frames_fight, frames_hold, frames_people, frames_strike, frames_take
from whoholds.extract.clauses import Parsed
from whoholds.extract.memory import Kind
from whoholds.extract.roles import Slots
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words


def fill(parsed: Parsed, trigger: Trigger) -> Slots:
    """Return what the clause of `trigger` says; `drop` is set where the words name no event."""
    if trigger.form is Form.NOUN and _in_a_work(parsed, trigger):
        return Slots(trigger.entry.event, drop=True)
    slots = Slots(trigger.entry.event, passive=trigger.form in (Form.PASSIVE, Form.REDUCED))
    _FRAMES[trigger.entry.frame](parsed, trigger, slots)
    if slots.event in _BY_ARMS:
        slots.actors = [n for n in slots.actors if n.kind is not Kind.SPEAKER]
    return slots


_BY_ARMS = (Event.TAKE, Event.HOLD, Event.REPEL, Event.ADVANCE)
"""What those who only speak ("the Observatory") never do."""


def _in_a_work(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether a noun only says what a work is about: "a film about the battle of"."""
    for k in range(max(0, trigger.first - 6), trigger.first):
        after = [parsed.lower(j) for j in range(k + 1, min(k + 3, trigger.first))]
        if parsed.lower(k) in _WORKS and {"about", "on", "of"} & set(after):
            return True
    return False


_WORKS = words("frames", "works")


_FRAMES: dict[str, Callable[[Parsed, Trigger, Slots], None]] = {
    "take": frames_take.take,
    "take_noun": frames_take.take_noun,
    "lose": frames_take.lose,
    "lose_noun": frames_take.lose_noun,
    "fall": frames_take.fall,
    "pass": frames_take.pass_over,
    "fall_noun": frames_take.fall_noun,
    "bring": frames_take.bring,
    "change": frames_take.change,
    "shift": frames_take.shift,
    "raise": frames_take.raise_flag,
    "oust": frames_take.oust,
    "withdraw": frames_hold.withdraw,
    "abandon": frames_hold.abandon,
    "hand": frames_hold.hand_over,
    "hold": frames_hold.hold,
    "hold_out": frames_hold.hold_out,
    "hold_noun": frames_hold.hold_noun,
    "under": frames_hold.under_control,
    "advance": frames_hold.advance,
    "enter": frames_hold.enter,
    "attack": frames_fight.attack,
    "repel": frames_fight.repel,
    "clash": frames_fight.clash,
    "fight": frames_fight.fight,
    "strike": frames_strike.strike,
    "blast": frames_strike.blast,
    "fire": frames_strike.fire,
    "besiege": frames_fight.besiege,
    "abuse": frames_people.abuse,
    "destroy": frames_strike.destroy,
    "fired": frames_strike.fired,
    "responsibility": frames_strike.responsibility,
    "kill": frames_people.kill,
    "deploy": frames_people.deploy,
    "agree": frames_people.agree,
    "release": frames_people.release,
}
