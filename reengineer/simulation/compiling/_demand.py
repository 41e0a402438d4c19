"""Compile demand: the streams of cases, where they start, and which elements they can reach."""

import math
from collections.abc import Iterator, Mapping
from typing import TypedDict

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import Arrivals, CaseNotes, hours_minutes
from reengineer.calendars import OpenTime, WeeklyCalendar
from reengineer.expressions import ExpressionError
from reengineer.processmap import Node
from reengineer.quantities import Distribution
from reengineer.simulation._draws import hash32
from reengineer.simulation._tables import CHOOSE, CONSTANT, Demand, Floats, Ints
from reengineer.simulation.compiling._context import MICRO, Context, firsts, ints
from reengineer.simulation.compiling._expressions import ExpressionTable
from reengineer.simulation.compiling._layout import Layout
from reengineer.simulation.compiling._rows import beside, floats
from reengineer.simulation.compiling._steps import DAYS, attribute_distribution
from reengineer.source import Source

TICKS_AN_HOUR = 3_600_000_000
CASES_APART = 1 << 22
"""Numbers of two streams must not meet for so many cases, or as many as a run is limited to."""
CASES_OF_A_CUSTOMER = 1 << 16
WORDS = 1 << 32
WORDS_TRIED = 64
TRUTH = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
"""How a cell of a file says whether something holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Be one source of cases.

    Parameters
    ----------
    name : str
    notes : CaseNotes
    arrivals : Arrivals
    start : Node
        Where its cases begin.
    kind : str
        The kind of case; its name, where left out.
    """

    name: str
    notes: CaseNotes
    arrivals: Arrivals
    start: Node
    kind: str = ""


class StreamFields(TypedDict):
    """Fields of a program that hold demand."""

    stream_start: Ints
    stream_word: Ints
    stream_gap: Ints
    stream_calendar: Ints
    stream_class: Ints
    arrival_first: Ints
    arrival_tick: Ints


def find_streams(context: Context) -> tuple[Stream, ...]:
    """Return the streams of a model; what is missing is a problem of the context."""
    streams = [stream for name, notes in context.notes.cases.items() for stream in _stream(context, name, notes)]
    if not context.notes.cases:
        context.refuse(
            "RE504",
            "no cases arrive",
            "State under cases where they start and how often they come.",
            context.map.definitions.source,
        )
    return tuple(streams)


def _stream(context: Context, name: str, notes: CaseNotes) -> list[Stream]:
    if notes.start is not None and notes.arrivals is not None:
        return [Stream(name=name, notes=notes, arrivals=notes.arrivals, start=context.map.node(notes.start))]
    context.refuse(
        "RE504",
        f'the demand "{name}" lacks its start event or its arrivals',
        "State start and arrivals under cases.",
        Source(element_name=name),
    )
    return []


def kinds_of(streams: tuple[Stream, ...]) -> tuple[str, ...]:
    """Return the kinds of case that come by themselves."""
    return tuple(stream.name for stream in streams if not stream.kind)


def check_reached(context: Context, layout: Layout) -> None:
    """Note activities that no case can come to, in the bodies that take part."""
    for node in context.map.activities:
        if node.parent in layout.bodies and node.id not in layout.numbers:
            context.refuse(
                "RE502",
                "no case can reach this step",
                "Connect it, take it out, or start cases before it.",
                node.source,
            )


def attributes_of(context: Context, streams: tuple[Stream, ...]) -> dict[str, int]:
    """Return the numbers of the attributes of cases, those that only steps set among them."""
    names = dict.fromkeys(name for stream in streams for name in stream.notes.attributes)
    names |= dict.fromkeys(name for step in context.notes.steps.values() for name in step.updates)
    if any(stream.notes.priorities for stream in streams):
        names["priority"] = None
    return {name: number for number, name in enumerate(names)}


def demand_table(context: Context, streams: tuple[Stream, ...], expressions: ExpressionTable) -> Demand:
    """Return the table of what is special about demand."""
    count = len(expressions.attributes)
    values = np.full((len(streams), count), -1, dtype=np.int64)
    written = np.full((len(streams), count), -1, dtype=np.int64)
    for row, stream in enumerate(streams):
        place = Source(element_name=stream.name)
        for name, notes in stream.notes.attributes.items():
            values[row, expressions.attributes[name]] = context.distribution(
                attribute_distribution(notes, expressions), place
            )
        if "priority" in expressions.attributes:
            written[row, expressions.attributes["priority"]] = _priority(context, stream, expressions)
    rates = [_segments(context, stream) for stream in streams]
    first, segments = beside(rate.segments for rate in rates)
    return Demand(
        gap_of=np.full(len(streams), -1, dtype=np.int64),
        starts_first=ints(int(stream.arrivals.first == "start") for stream in streams),
        rate_first=first,
        rate_start=ints(start for start, _ in segments),
        rate=floats(rate for _, rate in segments),
        rate_fold=ints(rate.fold for rate in rates),
        rate_period=ints(rate.period for rate in rates),
        attribute_count=count,
        attribute_value=values,
        attribute_of=written,
        arrival_value=_stated_values(streams, expressions),
        case_cost=ints(
            0 if stream.notes.cost is None else round(stream.notes.cost.amount.value * MICRO) for stream in streams
        ),
        population=ints(stream.notes.population or 0 for stream in streams),
        away_calendar=ints(
            context.calendar(context.demand_calendar(stream.notes), Source(element_name=stream.name))
            if stream.notes.population and stream.arrivals.calendar
            else -1
            for stream in streams
        ),
    )


def _priority(context: Context, stream: Stream, expressions: ExpressionTable) -> int:
    """Return the expression of a case's priority: the level of the first condition that holds, else 0."""
    operations: tuple[tuple[int, float], ...] = ((CONSTANT, 0.0),)
    for level in reversed(stream.notes.priorities):
        own = ((CONSTANT, float(level.level)),)
        if level.when is None:
            operations = own
            continue
        try:
            condition = expressions.operations(level.when)
        except ExpressionError as error:
            context.refuse(
                "RE519",
                f'the condition "{level.when}" of a priority cannot be used: {error}',
                "Compare attributes of cases with numbers or texts, as in case.value > 500.",
                Source(element_name=stream.name),
            )
            continue
        operations = (*condition, *own, *operations, (CHOOSE, 0.0))
    return expressions.add(operations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Hold hourly rates laid out: (tick, cases a tick) where each segment begins, and how they repeat."""

    segments: tuple[tuple[int, float], ...] = ()
    fold: int = 0
    period: int = 0


def _segments(context: Context, stream: Stream) -> Rates:
    """Return the rates of a stream by tick; none where they do not change."""
    table = stream.arrivals.per_hour
    if table is None or _one_rate(stream) is not None:
        return Rates()
    demand = context.demand_calendar(stream.notes)
    zone = context.notes.clock.timezone
    edges: dict[int, float] = {}
    laid: list[tuple[OpenTime, float]] = []
    for day, hours in table.items():
        for span, rate in hours.items():
            start, end = hours_minutes(span)
            number = DAYS.index(day)
            weekly = ((number * 1440 + start, number * 1440 + end),)
            calendar = WeeklyCalendar(name=day, weekly=weekly, timezone=zone)
            laid.append((calendar.open_time(context.start, context.calendars.horizon_s), rate.value / TICKS_AN_HOUR))
    own = demand.open_time(context.start, context.calendars.horizon_s)
    fold, period = max((each.repeats() for each, _ in [*laid, (own, 0.0)]), key=lambda pair: pair[1])
    ticks = {0, fold} | {tick for each, _ in [*laid, (own, 0.0)] for tick in _changes(each, fold + period)}
    for tick in sorted(ticks):
        edges[tick] = sum(rate for each, rate in laid if each.is_open(tick)) if own.is_open(tick) else 0.0
    if not any(edges.values()):
        context.refuse(
            "RE594", "no case ever arrives: all of its hourly rates are 0", "State a rate above 0 in open hours.",
            Source(element_name=stream.name),
        )  # fmt: skip
    return Rates(segments=tuple(edges.items()), fold=fold, period=period)


def _changes(calendar: OpenTime, end: int) -> Iterator[int]:
    tick = calendar.next_change(0)
    while tick < end:
        yield tick
        tick = calendar.next_change(tick)


def stream_fields(context: Context, streams: tuple[Stream, ...], numbers: Mapping[str, int]) -> StreamFields:
    """Return the fields of a program that hold demand; `numbers` are those of the elements, by id."""
    words = _words(context, streams)
    calendars = [
        context.calendar(context.named_calendar(stream.arrivals.calendar), Source(element_name=stream.name))
        for stream in streams
    ]
    kinds = kinds_of(streams)
    return {
        "stream_start": ints(numbers[stream.start.id] for stream in streams),
        "stream_word": ints(words),
        "stream_gap": ints(_gap(context, stream) for stream in streams),
        "stream_calendar": ints(calendars),
        "stream_class": ints(kinds.index(stream.kind or stream.name) for stream in streams),
        "arrival_first": firsts(len(_ticks_of(stream)) for stream in streams),
        "arrival_tick": ints(tick for stream in streams for tick in _ticks_of(stream)),
    }


def _ticks_of(stream: Stream) -> tuple[int, ...]:
    """Return when cases come by a file."""
    table = stream.arrivals.table
    return () if table is None else table.ticks


def _stated_values(streams: tuple[Stream, ...], expressions: ExpressionTable) -> Floats:
    """Return what files of arrivals say of the attributes of their cases; no row where none says anything."""
    count = len(expressions.attributes)
    made = [np.full((len(_ticks_of(stream)), count), np.nan) for stream in streams]
    is_said = False
    for stream, values in zip(streams, made, strict=True):
        columns = {} if stream.arrivals.table is None else stream.arrivals.table.columns
        for name in (name for name in columns if name in stream.notes.attributes):
            is_said = True
            words = stream.notes.attributes[name].words is not None
            for row, text in enumerate(columns[name]):
                values[row, expressions.attributes[name]] = _value_of(text, expressions, words=words)
    return np.vstack(made) if is_said else np.zeros((0, count), dtype=np.float64)


def _value_of(text: str, expressions: ExpressionTable, *, words: bool) -> float:
    """Return what stands for a cell: a number, or that of a word; nothing for an empty one."""
    if not text:
        return math.nan
    if text.lower() in TRUTH and not words:
        return TRUTH[text.lower()]
    try:
        number = math.nan if words else float(text)
    except ValueError:
        number = math.nan
    return number if math.isfinite(number) else expressions.word(text)


def _words(context: Context, streams: tuple[Stream, ...]) -> list[int]:
    """Return the word of the first case of each stream; those of its further cases follow it.

    It is the hash of the name. A stream whose cases would share words with those of one before it takes the hash of
    its name and the first number with which they are apart. Each customer of a finite population has their own.
    """
    found: list[tuple[int, int]] = []
    for stream in streams:
        apart = context.settings.cases or CASES_APART
        if stream.notes.population:
            apart = stream.notes.population * CASES_OF_A_CUSTOMER
        names = (f"{stream.name}\0{number}" if number else stream.name for number in range(WORDS_TRIED))
        free = (word for word in map(hash32, names) if all(_are_apart((word, apart), other) for other in found))
        word = next(free, None) if apart < WORDS else None
        if word is None:
            context.refuse(
                "RE508",
                f'there is no room for the draws of {apart:,} cases of "{stream.name}" beside those of other demands',
                "Limit the run to fewer cases, or let fewer demands begin.",
                Source(element_name=stream.name),
            )
        found.append((hash32(stream.name) if word is None else word, apart))
    return [word for word, _ in found]


def _are_apart(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Say whether two streams share no word; of each its first word, and how many follow it."""
    (word, many), (before, others) = one, other
    return (word - before) % WORDS > others and (before - word) % WORDS > many


def _gap(context: Context, stream: Stream) -> int:
    """Return the row of the time between two cases; with changing rates, of gaps whose mean is one case."""
    arrivals, place = stream.arrivals, Source(element_name=stream.name)
    if arrivals.file is not None and arrivals.table is None:
        context.refuse(
            "RE516",
            f"the arrivals of {arrivals.file} were not read",
            "Put the file beside the annotations, and read these from their file.",
            place,
        )
    if stream.notes.population is not None and arrivals.every is None:
        context.refuse(
            "RE598",
            "how long each customer of its population stays away is not known",
            "State it as the time between cases: every: exponential(5 days).",
            place,
        )
        return -1
    if arrivals.file is not None:
        return -1
    if arrivals.every is not None:
        return context.distribution(arrivals.every, place)
    rate = _one_rate(stream)
    return context.distributions.add(Distribution.of("exponential", mean=3600 / rate if rate else 1.0))


def _one_rate(stream: Stream) -> float | None:
    """Return the one number of cases an hour that holds all week; None where there is no such."""
    table = stream.arrivals.per_hour or {}
    rates = {rate for hours in table.values() for rate in hours.values()}
    whole = len(table) == 7 and all(list(hours) == ["00:00-24:00"] for hours in table.values())
    rate = rates.pop().value if whole and len(rates) == 1 else 0.0
    return rate if rate > 0 else None
