"""Whether a claim says that the thing happened, was tried, is still to come, or is denied."""

from whoholds.base.records import Event, Status, TimeFrame
from whoholds.extract.clauses import Parsed
from whoholds.extract.triggers import Form, Trigger
from whoholds.extract.words import words

REACH = 9
"""How many tokens before a trigger may bear on its status."""

_STOP = words("status", "stop")
_NO_ATTEMPT = words("status", "no_attempt")
_GOVERNS_GERUND = words("status", "governs_gerund")
_MADE = frozenset((Event.ATTACK, Event.STRIKE))
_DENY_NOUN = frozenset(
    (
        "any",
        "no",
        "without",
    )
)


def find_status(parsed: Parsed, trigger: Trigger) -> Status:
    """Return the status of the event that `trigger` names, as its own clause tells it."""
    if trigger.entry.lemma == "yet to join":
        return Status.EXPECTED
    if _belied(parsed, trigger) or _falsely(parsed, trigger):
        return Status.DENIED
    if _unconfirmed(parsed, trigger):
        return Status.EXPECTED
    if trigger.form is Form.NOUN and trigger.entry.lemma.startswith(("in ", "under ")):
        before = [parsed.lower(k) for k in range(max(0, trigger.first - 4), trigger.first)]
        if any(w in parsed.lexicon.status["negations"] for w in before):
            return Status.DENIED  # "is not in control of"
    if trigger.form is Form.NOUN:
        return _noun_status(parsed, trigger)
    return _verb_status(parsed, trigger.group, trigger.first, trigger.form)


def time_frame(parsed: Parsed, trigger: Trigger, status: Status) -> TimeFrame:
    """Return how the clause looks at its event: pluperfect and participles tell of older ones."""
    if status is Status.EXPECTED:
        return TimeFrame.FUTURE
    group = [parsed.lower(k) for k in range(max(0, trigger.group - 1), trigger.first)]
    around = [parsed.lower(k) for k in range(max(0, trigger.first - 4), trigger.first)]
    if trigger.form is Form.NOUN and trigger.entry.event is Event.HOLD and "had" in around:
        return TimeFrame.BACKGROUND
    if "had" in group or "previously" in around or "formerly" in around or "since" in around[-2:]:
        return TimeFrame.BACKGROUND
    if "after" in around[-2:] and trigger.form in (Form.GERUND, Form.NOUN):
        return TimeFrame.BACKGROUND
    if "following" in around[-3:]:
        return TimeFrame.BACKGROUND
    return TimeFrame.RECENT


def _belied(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether the sentence calls what it reports untrue: "reports that X took P are false"."""
    told = next((k for k in range(trigger.first) if parsed.lower(k) in _REPORTS), None)
    if told is None or trigger.first - told > 2 * REACH:
        return False
    if any(w in _UNTRUE for w in (parsed.lower(told - 1), parsed.lower(told - 2))):
        return parsed.lower(told + 1) in ("that", "of", "about")
    for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 2 * REACH)):
        if parsed.lower(k) in (";", "but") or parsed.lower(k) in _REPORTS:
            return False  # what follows is about another report
        if parsed.lower(k) in _UNTRUE:
            return any(parsed.lower(j) in _COPULA for j in range(max(trigger.last, k - 3), k))
    return False


def _falsely(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether the report itself calls what it cites untrue: "falsely claimed that X took P"."""
    for k in range(max(0, trigger.first - 2 * REACH), trigger.first - 1):
        if parsed.lower(k) in _WRONGLY and (
            parsed.lower(k + 1) in parsed.lexicon.speech_verbs
            or parsed.lower(k - 1) in parsed.lexicon.speech_verbs
        ):
            return True
    return False


def _unconfirmed(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether a speaker only says that the thing is not confirmed."""
    for k in range(max(0, trigger.first - 2 * REACH), trigger.first):
        if parsed.lower(k) in _CONFIRM:
            before = [parsed.lower(j) for j in range(max(0, k - 4), k)]
            if "," not in before and any(w in _NOT_ABLE for w in before):
                return not any(parsed.lower(j) in (";", "but") for j in range(k, trigger.first))
    return False


_REPORTS = words("status", "reports")
_UNTRUE = words("status", "untrue")
_COPULA = words("triggers", "be")
_CONFIRM = words("status", "confirm")
_WRONGLY = frozenset(("falsely", "wrongly", "erroneously", "mistakenly", "incorrectly"))
_NOT_ABLE = frozenset(("not", "n't", "cannot", "unable", "impossible", "yet"))


def is_remembered(parsed: Parsed, trigger: Trigger) -> bool:
    """Tell whether an event is only remembered: "on the anniversary of the capture of P"."""
    ahead = range(max(0, trigger.first - 6), trigger.first)
    return trigger.form is Form.NOUN and any(parsed.lower(k) in _REMEMBERING for k in ahead)


_REMEMBERING = words("status", "remembering")


def _verb_status(parsed: Parsed, group: int, verb: int, form: Form) -> Status:
    words = parsed.lexicon.status
    inside = [parsed.lower(k) for k in range(group, verb)]
    negated = any(w in words["negations"] for w in inside) or any(
        parsed.lower(k) in words["negations"] for k in range(max(0, group - 2), group)
    )
    if form is Form.ACTIVE or form is Form.PASSIVE:
        if any(w in words["modals_expected"] for w in inside) or any(
            parsed.lower(k) in words["modals_expected"] for k in range(max(0, group - 2), group)
        ):
            return Status.DENIED if negated else Status.EXPECTED
        if negated:
            return Status.DENIED
        if _under_if(parsed, group):
            return Status.EXPECTED
        if "to" in inside and _ranked(parsed, group):
            return Status.HAPPENED  # "the first city to be occupied"
        if "to" in inside:
            return _governed(parsed, group + inside.index("to"), gerund=False)
        return Status.HAPPENED
    if form is Form.INFINITIVE:
        return _governed(parsed, group, gerund=False)
    if form is Form.GERUND:
        before = parsed.lower(group - 1)
        if before == "out" and parsed.lower(group - 2) in _RULE:
            return Status.DENIED
        if before in ("begin", "start", "continue", "resume", "stop"):
            ahead = [parsed.lower(j) for j in range(max(0, group - 4), group - 1)]
            if any(w in words["modals_expected"] or w in words["expected"] for w in ahead):
                return Status.EXPECTED
            return Status.HAPPENED
        if before in _GOVERNS_GERUND or before in words["expected"] or before in words["attempted"]:
            return _governed(parsed, group, gerund=True)
        if before == "without":
            return Status.DENIED
    return Status.HAPPENED


_RULE = frozenset(("rule", "rules", "ruled", "ruling"))


def _ranked(parsed: Parsed, group: int) -> bool:
    """Tell whether "first", "last" or "only" stands before the noun that "to be VERBed" follows."""
    for k in range(group - 1, max(-1, group - 7), -1):
        if parsed.lower(k) in ("first", "second", "third", "last", "latest", "only"):
            return True
        if parsed.lower(k) in _STOP or k in parsed.trigger_at:
            return False
    return False


def _under_if(parsed: Parsed, i: int) -> bool:
    return any(parsed.lower(k) in ("if", "unless") for k in range(max(0, i - 8), i))


def _governed(parsed: Parsed, to: int, *, gerund: bool) -> Status:
    """Return the status of "to VERB" or "of VERBing" from the words that govern it."""
    words = parsed.lexicon.status
    k = to - 1
    if not gerund and parsed.lower(k) == "only" and parsed.lower(k - 1) in (",", "and", "-", "—"):
        return Status.HAPPENED  # "took P, only to lose it again"
    if gerund and parsed.lower(k) in _GOVERNS_GERUND:
        k -= 1
    steps = 0
    first = True
    while k >= 0 and steps < 6:
        lower = parsed.lower(k)
        if lower in words["refusals"] or lower == "unlikely":
            return Status.DENIED
        inner = parsed.trigger_at.get(k)
        if (
            not gerund
            and inner is not None
            and inner.form is not Form.NOUN
            and lower not in words["attempted"]
        ):
            return Status.ATTEMPTED
        if lower in words["achieved"]:
            if lower == "able" and any(
                parsed.lower(j) in words["negations"] for j in range(max(0, k - 4), k)
            ):
                return Status.ATTEMPTED
            negated = any(parsed.lower(j) in words["negations"] for j in range(max(0, k - 3), k))
            if any(parsed.lower(j) in words["modals_expected"] for j in range(max(0, k - 3), k)):
                return Status.EXPECTED
            return (
                Status.ATTEMPTED
                if negated and lower in ("managed", "able", "manage", "succeeded")
                else Status.HAPPENED
            )
        if lower in words["attempted"] and not (lower == "close" and not gerund):
            future = any(
                parsed.lower(j) in words["modals_expected"] or parsed.lower(j) in words["expected"]
                for j in range(max(0, k - 4), k)
            )
            return Status.EXPECTED if future else Status.ATTEMPTED
        if lower in words["expected"]:
            return Status.EXPECTED
        if gerund and first:
            # "accused of shelling", "by capturing", "resulted in retaking": it is told as a fact
            if lower in (
                "prevent",
                "prevented",
                "preventing",
                "stop",
                "stopped",
                "stopping",
                "block",
                "blocked",
            ):
                return Status.ATTEMPTED
            return Status.HAPPENED if not _near_expected(parsed, k) else Status.EXPECTED
        if lower in _STOP and not first:
            break
        first = False
        k -= 1
        steps += 1
    return Status.HAPPENED if gerund else Status.ATTEMPTED


def _near_expected(parsed: Parsed, k: int) -> bool:
    nouns = (
        "goal",
        "objective",
        "plan",
        "plans",
        "threat",
        "intention",
        "possibility",
        "risk",
        "aim",
        "hopes",
        "purpose",
    )
    return any(parsed.lower(j) in nouns for j in range(max(0, k - 2), k + 1))


def _noun_status(parsed: Parsed, trigger: Trigger) -> Status:
    words = parsed.lexicon.status
    first = trigger.first
    near = [parsed.lower(k) for k in range(max(0, first - 4), first)]
    for w in near:
        if w in words["future_adjectives"]:
            return Status.EXPECTED
        if w in words["failed_adjectives"] and not (
            trigger.entry.event in _MADE and w != "attempted"
        ):
            return Status.ATTEMPTED  # "an unsuccessful attack" was made all the same
    if (near and near[-1] in _DENY_NOUN) or (len(near) > 1 and near[-2] in ("no",)):
        return Status.DENIED
    after = [
        parsed.lower(k) for k in range(trigger.last, min(len(parsed.tokens), trigger.last + 6))
    ]
    k = first - 1
    steps = 0
    while k >= 0 and steps < REACH:
        lower = parsed.lower(k)
        if lower in _STOP:
            break
        if (
            lower in words["negations"]
            and lower != "no"
            and steps < 6
            and _verb_follows(parsed, k, first)
        ):
            return Status.DENIED
        if lower in words["modals_expected"] and lower != "can" and _verb_follows(parsed, k, first):
            return Status.EXPECTED
        if lower == "to" and parsed.lower(k + 1) in _CARRIERS and steps < 7:
            return _governed(parsed, k, gerund=False)
        if (
            lower in words["expected"]
            and lower
            not in (
                "calls",
                "call",
                "about",
                "next",
                "yet",
                "due",
                "set",
                "order",
                "approval",
                "order",
                "wants",
                "soon",
                "fear",
                "fears",
                "feared",
                "agree",
                "agrees",
                "committed",
                "warn",
                "warned",
            )
            and steps < 6
        ):
            return Status.EXPECTED
        if (
            lower in words["attempted"]
            and lower not in _NO_ATTEMPT
            and lower not in ("close", "effort", "efforts")
            and steps < 4
        ):
            return Status.ATTEMPTED
        k -= 1
        steps += 1
    if "for" in after[:2] and "control" in after[:4]:
        return Status.ATTEMPTED
    return Status.HAPPENED


_CARRIERS = words("status", "carriers")


def _verb_follows(parsed: Parsed, k: int, first: int) -> bool:
    """Tell whether the modal or negation at `k` belongs to the verb that carries the noun at `first`."""
    return any(
        parsed.lower(j) in _CARRIERS
        or parsed.lower(j)
        in ("see", "face", "suffer", "be", "launched", "conducted", "made", "carried")
        for j in range(k + 1, min(first, k + 4))
    )
