"""Change when and how often cases come."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from reengineer.annotations import AnnotatedMap, Arrivals
from reengineer.options._change import Change
from reengineer.options._times import rounded
from reengineer.quantities import Estimate

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?")
_DAY = 24 * 60

Span = tuple[int, int]
Table = dict[str, dict[Span, float]]
"""Cases an hour by day and by span of minutes from midnight."""


def kinds_named(change: Change, as_is: AnnotatedMap, name: str | None) -> tuple[str, ...]:
    """Return the kinds of case with arrivals, or the one named.

    Raises
    ------
    ChangeError
        RE405 there is no such kind of case; RE407 it is not known when cases come.
    """
    known = as_is.notes.cases
    if name is not None and name not in known:
        message = f'there is no kind of case "{name}"'
        raise change.refuse("RE405", message, f"Those known are: {', '.join(known) or 'none'}.")
    found = tuple(kind for kind in known if name in (None, kind) and known[kind].arrivals is not None)
    if not found:
        raise change.refuse("RE407", "it is not known when cases come", "State arrivals in the annotations.")
    return found


def arrivals_of(change: Change, as_is: AnnotatedMap, kind: str) -> Arrivals:
    """Return the arrivals of a kind of case; raise ChangeError RE623 where they are a list of instants."""
    arrivals = as_is.notes.cases[kind].arrivals
    assert arrivals is not None  # noqa: S101 - kinds_named gives only those that have some
    if arrivals.file is not None:
        message = f"the arrivals of {kind} are the instants of a file, and each has happened"
        raise change.refuse("RE623", message, "State a gap or hourly rates, fitted to the file, in the annotations.")
    return arrivals


def scaled(change: Change, kind: str, arrivals: Arrivals, factor: float) -> Arrivals:
    """Return arrivals at a rate times a factor; raise ChangeError RE408 where nobody would come any more."""
    if factor <= 0:
        raise change.refuse("RE408", f"no {kind} would come any more", "Leave some demand.")
    if factor == 1:
        return arrivals
    if arrivals.every is not None:
        return arrivals.model_copy(update={"every": rounded(arrivals.every.scaled(1 / factor))})
    table = {
        day: {span: rate.scaled(factor) for span, rate in hours.items()}
        for day, hours in (arrivals.per_hour or {}).items()
    }
    return arrivals.model_copy(update={"per_hour": table})


def table_of(change: Change, as_is: AnnotatedMap, arrivals: Arrivals) -> Table:
    """Return arrivals as rates by day and hours, none where the calendar is closed; ranges are left out.

    Raises
    ------
    ChangeError
        RE623 gaps that are not exponential have no rate that could differ from hour to hour.
    """
    calendar = as_is.calendar(arrivals.calendar)
    week = [(day, _spans_of_day(calendar.weekly, number)) for number, day in enumerate(_DAYS)]
    if arrivals.per_hour is not None:
        stated = {
            day: {_minutes(span): rate.value for span, rate in hours.items()}
            for day, hours in arrivals.per_hour.items()
        }
        return {day: _cut(stated.get(day, {}), spans) for day, spans in week if _cut(stated.get(day, {}), spans)}
    every = arrivals.every
    if every is None or every.family != "exponential":
        message = f"gaps of {every} between cases have no rate that could differ from hour to hour"
        raise change.refuse("RE623", message, "State per_hour in the annotations, or exponential gaps.")
    return {day: dict.fromkeys(spans, 3600 / every.mean) for day, spans in week if spans}


def at_rates(arrivals: Arrivals, table: Table) -> Arrivals:
    """Return arrivals at the rates of a table."""
    written = {
        day: {_text(span): Estimate(round(rate, 9)) for span, rate in sorted(hours.items())}
        for day, hours in table.items()
    }
    return arrivals.model_copy(update={"every": None, "per_hour": written})


def with_profile(
    change: Change, as_is: AnnotatedMap, arrivals: Arrivals, profile: Sequence[float] | Mapping[str, float]
) -> Arrivals:
    """Return arrivals that follow the weights of hours, with as many cases a day as before.

    Raises
    ------
    ChangeError
        RE623 a weight has no hour, or the weights are all 0 on a day with cases.
    """
    table = table_of(change, as_is, arrivals)
    made: Table = {}
    for day, hours in table.items():
        weights = _weights(change, profile, hours)
        total = sum(_cases(hours).values())
        cut = {piece: weights[span] for span in weights for piece in _overlaps(span, hours)}
        weighed = sum(weight * (end - start) / 60 for (start, end), weight in cut.items())
        if weighed <= 0:
            message = f"the profile leaves no hour for the cases of {day}"
            raise change.refuse("RE623", message, "Give an open hour a weight above 0.")
        made[day] = {span: weight * total / weighed for span, weight in cut.items()}
    return at_rates(arrivals, made)


def _weights(
    change: Change, profile: Sequence[float] | Mapping[str, float], hours: Mapping[Span, float]
) -> dict[Span, float]:
    if isinstance(profile, Mapping):
        return {hours_of(change, span): weight for span, weight in profile.items()}
    first, last = min(start for start, _ in hours), max(end for _, end in hours)
    if len(profile) * 60 < last - first:
        message = f"the profile has {len(profile)} hours, and cases come in {(last - first) / 60:g}"
        raise change.refuse("RE623", message, "Give each open hour a weight, from the first on.")
    return {(first + 60 * number, first + 60 * number + 60): weight for number, weight in enumerate(profile)}


def between_hours(
    change: Change, as_is: AnnotatedMap, arrivals: Arrivals, hours: tuple[str, str], share: float
) -> Arrivals:
    """Return arrivals of which a share has moved from some hours of each day to others.

    Raises
    ------
    ChangeError
        RE623 the hours overlap, or a day with cases in the first is closed in the second.
    """
    away, to = (hours_of(change, text) for text in hours)
    if max(away[0], to[0]) < min(away[1], to[1]):
        raise change.refuse("RE623", f"{hours[0]} and {hours[1]} overlap", "Name hours that are apart.")
    table = table_of(change, as_is, arrivals)
    made: Table = {}
    for day, then in table.items():
        pieces = _split(then, (*away, *to))
        moved = share * sum(_cases({span: rate for span, rate in pieces.items() if _within(span, away)}).values())
        room = sum(end - start for start, end in pieces if _within((start, end), to)) / 60
        if moved and not room:
            message = f"nobody can come between {hours[1]} on {day}"
            raise change.refuse("RE623", message, "Name hours in which the calendar of the demand is open.")
        made[day] = {
            span: rate * (1 - share) if _within(span, away) else rate + moved / room if _within(span, to) else rate
            for span, rate in pieces.items()
        }
    return at_rates(arrivals, made)


def hours_of(change: Change, text: str) -> Span:
    """Return hours such as ``09:00-12:00`` or ``9-12`` in minutes from midnight; raise ChangeError RE623."""
    match = _HOURS.fullmatch(text.strip())
    if match is not None:
        start, end = int(match[1]) * 60 + int(match[2] or 0), int(match[3]) * 60 + int(match[4] or 0)
        if start < end <= _DAY:
            return start, end
    raise change.refuse("RE623", f'"{text}" is not hours of a day', "Write them as 09:00-12:00.")


def _minutes(text: str) -> Span:
    first, _, last = text.partition("-")
    hours, minutes = first.split(":"), last.split(":")
    return int(hours[0]) * 60 + int(hours[1]), int(minutes[0]) * 60 + int(minutes[1])


def _text(span: Span) -> str:
    return "-".join(f"{minutes // 60:02d}:{minutes % 60:02d}" for minutes in span)


def _spans_of_day(weekly: Iterable[Span], number: int) -> list[Span]:
    """Return the open minutes of one day of a week, from midnight."""
    first = number * _DAY
    found = [(max(start, first) - first, min(end, first + _DAY) - first) for start, end in weekly]
    return [(start, end) for start, end in found if start < end]


def _overlaps(span: Span, hours: Iterable[Span]) -> list[Span]:
    found = [(max(span[0], start), min(span[1], end)) for start, end in hours]
    return [(start, end) for start, end in found if start < end]


def _cut(rates: Mapping[Span, float], spans: Iterable[Span]) -> dict[Span, float]:
    spans = list(spans)
    return {piece: rate for span, rate in rates.items() for piece in _overlaps(span, spans)}


def _cases(rates: Mapping[Span, float]) -> dict[Span, float]:
    return {span: rate * (span[1] - span[0]) / 60 for span, rate in rates.items()}


def _split(rates: Mapping[Span, float], at: Iterable[int]) -> dict[Span, float]:
    """Return rates by spans that none of some minutes lies within."""
    edges = sorted({*at, *(minute for span in rates for minute in span)})
    return {
        (start, end): rate
        for (first, last), rate in rates.items()
        for start, end in pairwise(edges)
        if first <= start and end <= last
    }


def _within(span: Span, hours: Span) -> bool:
    return hours[0] <= span[0] and span[1] <= hours[1]
