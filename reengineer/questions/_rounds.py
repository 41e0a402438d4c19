"""Evaluate the trigger of a rule over many pairs of steps, judging only once what is said of one step alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from reengineer.expressions import Outcome
from reengineer.questions._evidence import Context
from reengineer.questions._pairs import ACROSS
from reengineer.questions._records import Trigger

_NO = Outcome(value=False)
_YES = Outcome(value=True)


@dataclass(kw_only=True)
class PairTrigger:
    """Hold a trigger in three parts: what it says of a, of b, and of both.

    A map of a hundred steps has five thousand pairs, and most of a trigger speaks of one step of the two.
    """

    order: tuple[str, ...]
    alone: tuple[tuple[Trigger, ...], tuple[Trigger, ...]]
    both: tuple[tuple[Trigger, tuple[str, ...]], ...]
    _judged: tuple[dict[str, Outcome], dict[str, Outcome]] = field(default_factory=lambda: ({}, {}))
    _seen: dict[tuple[object, ...], Outcome] = field(default_factory=dict)
    _joined: dict[tuple[Outcome, ...], Outcome] = field(default_factory=dict)

    @classmethod
    def of(cls, trigger: Trigger) -> "PairTrigger":
        """Return a trigger in its parts."""
        parts = trigger.parts
        first, second = (tuple(part for part in parts if _only(part) == letter) for letter in "ab")
        both = tuple((part, _varying(part)) for part in parts if _only(part) is None)
        return cls(order=trigger.order, alone=(first, second), both=both)

    def examine(self, context: Context) -> Outcome:
        """Return what the trigger comes to, as the whole of it would."""
        first = self._of_step(0, context)
        second = _NO if first is _NO else self._of_step(1, context)
        if second is _NO:
            return _NO
        unknown = [first, second]
        for place, (part, names) in enumerate(self.both):
            # What a part comes to depends on these values alone, and most pairs of steps share them.
            key = (place, *[context[name] for name in names])
            outcome = self._seen.get(key)
            if outcome is None:
                outcome = self._seen[key] = part.examine(context)
            if outcome.value is False:
                return _NO
            if outcome.value is not True:
                unknown.append(outcome)
        return self._join(tuple(unknown))

    def _of_step(self, place: int, context: Context) -> Outcome:
        judged, step = self._judged[place], context.subject.elements[place]
        if step not in judged:
            outcomes = tuple(part.examine(context) for part in self.alone[place])
            denied = any(outcome.value is False for outcome in outcomes)
            judged[step] = _NO if denied else self._join(outcomes)
        return judged[step]

    def _join(self, outcomes: tuple[Outcome, ...]) -> Outcome:
        """Join outcomes of which none is false by ``and``."""
        found = self._joined.get(outcomes)
        if found is None:
            found = self._joined[outcomes] = self._and([each for each in outcomes if each.value is not True])
        return found

    def _and(self, unknown: list[Outcome]) -> Outcome:
        if not unknown:
            return _YES
        missing = {name for outcome in unknown for name in outcome.missing}
        return Outcome(
            value=None,
            missing=tuple(name for name in self.order if name in missing),
            reasons=_each_once(reason for outcome in unknown for reason in outcome.reasons),
        )


def _varying(part: Trigger) -> tuple[str, ...]:
    return tuple(name for name in part.order if not name.startswith("th."))


def _only(part: Trigger) -> str | None:
    """Return the one letter that a part speaks of besides thresholds; None where it needs the pair."""
    names = [name.split(".") for name in part.names if not name.startswith("th.")]
    letters = {letter for letter, _ in names}
    across = any(rest in ACROSS for _, rest in names)
    return letters.pop() if len(letters) == 1 and letters <= {"a", "b"} and not across else None


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))
