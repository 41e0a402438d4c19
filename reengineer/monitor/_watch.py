"""Watch a change: guardrails, adoption, signals, work that moved elsewhere; each says at once what is to be done."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from reengineer._records import dataclass
from reengineer.control_charts import ControlChart
from reengineer.monitor._observed import ADOPTION, LOAD, Observed, ObservedPoint
from reengineer.monitor._trial import Guardrail

Action = Literal["stop", "adjust", "review", "support", "listen", "simulate again", "look wider"]
LEAST_ADOPTION = 0.8
_ADOPTED_BY_WEEK = 3
_FULL = 0.9
_DRIFT = 0.2
_PULSE_FALL = 10.0
_PULSE_N = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Say that something calls for action.

    Parameters
    ----------
    action : str
        What is to be done: stop, adjust, review, support, listen, simulate again, look wider.
    what : str
        What was seen, in words, with the value and the limit.
    on : date or None
        The period in which it was seen.
    then : str
        Who does what.
    """

    action: Action
    what: str
    on: date | None = None
    then: str = ""

    def as_dict(self) -> dict[str, object]:
        """Return the trigger as plain values."""
        on = None if self.on is None else self.on.isoformat()
        return {"action": self.action, "what": self.what, "on": on, "then": self.then}


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardrailStanding:
    """Say how a guardrail stands.

    Parameters
    ----------
    guardrail : Guardrail
    status : {"kept", "stop", "adjust", "not measured"}
    last : float or None
        The latest value after the start.
    broken_on : tuple of date
        Every period in which it was broken.
    """

    guardrail: Guardrail
    status: Literal["kept", "stop", "adjust", "not measured"]
    last: float | None = None
    broken_on: tuple[date, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """Return the standing as plain values."""
        return {
            "id": self.guardrail.id,
            "what": self.guardrail.what,
            "limit": self.guardrail.limit,
            "better": self.guardrail.better,
            "hard": self.guardrail.hard,
            "status": self.status,
            "last": self.last,
            "broken_on": [day.isoformat() for day in self.broken_on],
        }


def guardrail_standings(
    guardrails: Sequence[Guardrail], observed: Observed, go_live: date
) -> tuple[GuardrailStanding, ...]:
    """Return how each guardrail stands after a date; one value beyond the limit is a breach at once."""
    return tuple(_standing(each, observed.of(each.id), go_live) for each in guardrails)


def _standing(guardrail: Guardrail, points: Sequence[ObservedPoint], go_live: date) -> GuardrailStanding:
    after = [point for point in points if point.day >= go_live]
    if not after:
        return GuardrailStanding(guardrail=guardrail, status="not measured")
    broken = tuple(point.day for point in after if guardrail.is_broken_by(point.value))
    status: Literal["kept", "stop", "adjust"] = "kept"
    if broken:
        status = "stop" if guardrail.hard else "adjust"
    return GuardrailStanding(guardrail=guardrail, status=status, last=after[-1].value, broken_on=broken)


def guardrail_triggers(standings: Sequence[GuardrailStanding]) -> Iterator[Trigger]:
    """Give what each broken guardrail calls for, on the first day it was broken."""
    for each in standings:
        if each.broken_on and each.status in ("stop", "adjust"):
            rail = each.guardrail
            side = "above" if rail.better == "lower" else "below"
            often = f", in {len(each.broken_on)} periods" if len(each.broken_on) > 1 else ""
            yield Trigger(
                action="stop" if each.status == "stop" else "adjust",
                what=f"{rail.what} {side} {rail.limit:g} {rail.unit}".rstrip() + often,
                on=each.broken_on[0],
                then=rail.action or ("stop and go back" if rail.hard else "adjust, with a dated entry"),
            )


def adoption_trigger(observed: Observed, go_live: date) -> Trigger | None:
    """Return what low adoption calls for: below 80 % in the third week or later."""
    since = go_live + timedelta(weeks=_ADOPTED_BY_WEEK - 1)
    late = [point for point in observed.of(ADOPTION) if point.day >= since]
    if not late or late[-1].value >= LEAST_ADOPTION:
        return None
    what = f"{late[-1].value:.0%} of the cases go the new way; 80 % are wanted from week {_ADOPTED_BY_WEEK}"
    return Trigger(action="support", what=what, on=late[-1].day, then="support; do not judge the effect yet")


def load_triggers(observed: Observed, go_live: date) -> Iterator[Trigger]:
    """Give the groups that are busy for more than 90 % of their time after a date."""
    for (measure, arm), points in observed.series.items():
        after = [point for point in points if point.day >= go_live]
        if arm == "trial" and measure.startswith(LOAD) and after and after[-1].value > _FULL:
            group = measure.removeprefix(LOAD)
            what = f"{group} is busy {after[-1].value:.0%} of the time: work may have moved there"
            yield Trigger(action="look wider", what=what, on=after[-1].day, then="open the consequences again")


def signal_trigger(chart: ControlChart, days: Sequence[date], better: str, name: str) -> Trigger | None:
    """Return what an unfavourable signal after the baseline calls for; None where there is none."""
    for at, point in enumerate(chart.points):
        is_worse = point.value > point.centre if better == "lower" else point.value < point.centre
        if point.signals and not point.is_baseline and is_worse:
            what = f"{name}: {point.signals[0]}, on the wrong side"
            return Trigger(action="review", what=what, on=days[at], then="review within 5 working days")
    return None


def drift_triggers(assumed: Mapping[str, tuple[float, float]]) -> Iterator[Trigger]:
    """Give the assumptions from which what was observed lies more than 20 % away.

    Parameters
    ----------
    assumed : mapping of str to (float, float)
        By name, the value planned with and the value observed.
    """
    for name, (planned, seen) in assumed.items():
        if planned and abs(seen / planned - 1) > _DRIFT:
            what = f"{name}: {seen:.3g} observed, {planned:.3g} planned with, {seen / planned - 1:+.0%}"
            yield Trigger(action="simulate again", what=what, then="simulate again with what was observed")


def pulse_trigger(speaker: str, before: float, after: float, n: int, on: date | None) -> Trigger | None:
    """Return what a fall of colleagues' pulse by ten points or more calls for, from ten answers on."""
    if speaker != "colleague" or n < _PULSE_N or before - after < _PULSE_FALL:
        return None
    what = f"the pulse of colleagues fell by {before - after:.0f} points to {after:.0f} (n = {n})"
    return Trigger(action="listen", what=what, on=on, then="listen first")


def overall(triggers: Sequence[Trigger]) -> Literal["go on", "adjust", "stop"]:
    """Return what all triggers together call for."""
    actions = {each.action for each in triggers}
    return "stop" if "stop" in actions else "adjust" if "adjust" in actions else "go on"
