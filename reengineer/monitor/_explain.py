"""Go through what else may explain an effect, and grade what is known of it."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import sqrt
from statistics import fmean, stdev
from typing import Literal

from reengineer._records import dataclass
from reengineer.monitor._effects import Effect
from reengineer.monitor._trial import Happened

State = Literal["unlikely", "possible", "not known"]
Grade = Literal["strong", "moderate", "weak", "none"]
_CHANGED = 0.1
_LOW_RESPONSE = 0.3
_YEAR_WEEKS = 52


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """Hold one other explanation, and whether what is known speaks for it.

    Parameters
    ----------
    name : str
    state : {"unlikely", "possible", "not known"}
    why : str
    """

    name: str
    state: State
    why: str

    def as_dict(self) -> dict[str, object]:
        """Return it as plain values."""
        return {"name": self.name, "state": self.state, "why": self.why}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Hold what the checklist needs to know.

    Parameters
    ----------
    days : sequence of date
        Of the points.
    before, after : sequence of float
        Values of the series.
    volume_before, volume_after : float or None
        Cases a period.
    mix : mapping-like sequence of (str, float, float)
        Segments with their shares before and after.
    happened : sequence of Happened
        What else happened.
    effect : Effect
    response_rate : float or None
    go_live : date
    """

    days: Sequence[date]
    before: Sequence[float]
    after: Sequence[float]
    effect: Effect
    go_live: date
    volume_before: float | None = None
    volume_after: float | None = None
    mix: Sequence[tuple[str, float, float]] = ()
    happened: Sequence[Happened] = ()
    response_rate: float | None = None


def explanations(known: Known) -> tuple[Explanation, ...]:
    """Return the checklist: season, mix, volume, other change, regression to the mean, non-response."""
    return tuple(_all(known))


def _all(known: Known) -> Iterator[Explanation]:
    yield _season(known)
    yield _mix(known)
    yield _volume(known)
    yield _other(known)
    yield _regression(known)
    yield _response(known)


def _season(known: Known) -> Explanation:
    effect = known.effect
    if effect.controlled:
        why = "a control series lived through the same weeks"
        return Explanation(name="season", state="unlikely", why=why)
    if effect.seasonal:
        return Explanation(name="season", state="unlikely", why="a yearly wave is in the model, from two years")
    length = (known.days[-1] - known.days[0]).days / 7 if known.days else 0.0
    if length >= _YEAR_WEEKS:
        state: State = "not known"
        why = "a year is there and not two; compare the same weeks of last year by eye"
    else:
        state, why = "possible", f"{length:.0f} weeks are there, no control series and no year to compare with"
    return Explanation(name="season", state=state, why=why)


def _mix(known: Known) -> Explanation:
    if not known.mix:
        return Explanation(name="mix of cases", state="not known", why="no segments were recorded before and after")
    name, before, after = max(known.mix, key=lambda row: abs(row[2] - row[1]))
    state: State = "possible" if abs(after - before) > _CHANGED else "unlikely"
    return Explanation(
        name="mix of cases", state=state, why=f"the share of {name} went from {before:.0%} to {after:.0%}"
    )


def _volume(known: Known) -> Explanation:
    if not known.volume_before or known.volume_after is None:
        return Explanation(name="volume", state="not known", why="how many cases came is not recorded")
    change = known.volume_after / known.volume_before - 1
    state: State = "possible" if abs(change) > _CHANGED else "unlikely"
    why = f"{known.volume_before:.3g} cases a period before, {known.volume_after:.3g} after ({change:+.0%})"
    return Explanation(name="volume", state=state, why=why)


def _other(known: Known) -> Explanation:
    start, end = known.go_live - timedelta(weeks=4), known.days[-1] if known.days else known.go_live
    near = [each for each in known.happened if start <= each.on <= end]
    if near:
        what = "; ".join(f"{each.on}: {each.what}" for each in near)
        return Explanation(name="another change", state="possible", why=what)
    if known.happened:
        return Explanation(name="another change", state="unlikely", why="what else was recorded lies further off")
    return Explanation(name="another change", state="not known", why="nothing is recorded under happened; ask")


def _regression(known: Known) -> Explanation:
    name = "regression to the mean"
    if len(known.before) < 8:
        return Explanation(name=name, state="not known", why="fewer than eight points before")
    last, rest = known.before[-4:], known.before[:-4]
    spread = stdev(rest)
    apart = fmean(last) - fmean(rest)
    gain = fmean(known.after) - fmean(known.before) if known.after else 0.0
    # A change that was begun because the last weeks were bad looks good when they become ordinary again.
    if spread and abs(apart) > 2 * spread * sqrt(1 / 4 + 1 / len(rest)) and apart * gain < 0:
        return Explanation(
            name=name, state="possible", why="the last four points before lay off the rest, and went back"
        )
    return Explanation(name=name, state="unlikely", why="the last four points before were like the rest")


def _response(known: Known) -> Explanation:
    name = "who answers"
    if known.response_rate is None:
        return Explanation(
            name=name, state="not known", why="the measure is not asked, or nobody counted who was asked"
        )
    state: State = "possible" if known.response_rate < _LOW_RESPONSE else "unlikely"
    return Explanation(name=name, state=state, why=f"{known.response_rate:.0%} of those asked answered")


def grade_of(effect: Effect, found: Sequence[Explanation], placebo: float | None) -> tuple[Grade, str]:
    """Return how well the effect is known, and why in words.

    Parameters
    ----------
    effect : Effect
    found : sequence of Explanation
    placebo : float or None
        Share of false dates at which nothing was found; None where there are none.
    """
    if not effect.is_claimable:
        return "none", f"{effect.n_before} points before and {effect.n_after} after; eight on each side are needed"
    possible = [each.name for each in found if each.state == "possible"]
    if placebo is not None and placebo < 0.9:
        return "weak", f"at false dates an effect is found too: nothing at {placebo:.0%} of them, 90 % are wanted"
    if effect.controlled and not possible:
        return "strong", "a control series, false dates in order, and no other explanation at hand"
    if len(possible) > 1:
        return "weak", f"other explanations are possible: {', '.join(possible)}"
    if placebo is None:
        return "weak", "too few points before to try false dates"
    return "moderate", f"false dates are in order; {possible[0] if possible else 'what is not known'} remains open"
