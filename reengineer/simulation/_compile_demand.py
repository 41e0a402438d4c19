"""Compile demand: the streams of cases, where they start, and which elements they can reach."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from reengineer.annotations import Arrivals, CaseNotes
from reengineer.processmap import Node
from reengineer.quantities import Distribution
from reengineer.simulation._context import Context, ints
from reengineer.simulation._draws import hash32
from reengineer.simulation._program import Ints
from reengineer.source import Source

CASES_APART = 1 << 22
"""Numbers of two streams must not meet for so many cases, or as many as a run is limited to."""


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
    """

    name: str
    notes: CaseNotes
    arrivals: Arrivals
    start: Node


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
    if len({stream.start.process for stream in streams}) > 1:
        context.refuse(
            "RE501",
            "demand that starts in several processes is not simulated by this version",
            "Let all cases start in one process.",
            streams[0].start.source,
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


def find_nodes(context: Context, streams: tuple[Stream, ...]) -> tuple[Node, ...]:
    """Return what cases can reach, in document order; a step that none can reach is a problem."""
    reached: set[str] = set()
    for stream in streams:
        reached |= set(context.map.reachable(stream.start.id)) | {stream.start.id}
    process = streams[0].start.process
    for node in context.map.activities:
        if node.parent == process and node.id not in reached:
            context.refuse(
                "RE502",
                "no case can reach this step",
                "Connect it, take it out, or start cases before it.",
                node.source,
            )
    return tuple(node for node in context.map.nodes if node.id in reached and node.parent == process)


def stream_fields(context: Context, streams: tuple[Stream, ...], numbers: dict[str, int]) -> StreamFields:
    """Return the fields of a program that hold demand; `numbers` are those of the elements, by id."""
    words = [hash32(stream.name) for stream in streams]
    _check_words(context, streams, words)
    calendars = [
        context.calendar(context.demand_calendar(stream.notes), Source(element_name=stream.name)) for stream in streams
    ]
    return {
        "stream_start": ints(numbers[stream.start.id] for stream in streams),
        "stream_word": ints(words),
        "stream_gap": ints(_gap(context, stream) for stream in streams),
        "stream_calendar": ints(calendars),
        "stream_class": np.arange(len(streams), dtype=np.int64),
        "arrival_first": np.zeros(len(streams) + 1, dtype=np.int64),
        "arrival_tick": np.zeros(0, dtype=np.int64),
    }


def _check_words(context: Context, streams: tuple[Stream, ...], words: list[int]) -> None:
    """Refuse streams whose cases would share the word by which they enter draws."""
    apart = context.settings.cases or CASES_APART
    ordered = sorted(zip(words, streams, strict=True), key=lambda pair: pair[0])
    for place, (word, stream) in enumerate(ordered if len(ordered) > 1 else []):
        following = ordered[(place + 1) % len(ordered)][0]
        if (following - word) % 2**32 <= apart:
            context.refuse(
                "RE508",
                f'the draws of the demand "{stream.name}" would run into those of another',
                "Change the name of one of them.",
                Source(element_name=stream.name),
            )


def _gap(context: Context, stream: Stream) -> int:
    """Return the row of the time between two cases."""
    arrivals, place = stream.arrivals, Source(element_name=stream.name)
    if stream.notes.priorities:
        context.refuse(
            "RE501",
            "the key priorities of a kind of case is not simulated by this version",
            "Take it out of the annotations.",
            place,
        )
    if arrivals.first == "start":
        context.refuse(
            "RE501",
            "a first case at the very start is not simulated by this version",
            "Leave out first: start; the first case then comes after one gap.",
            place,
        )
    if arrivals.every is not None:
        return context.distribution(arrivals.every, place)
    rate = _one_rate(context, stream)
    return -1 if rate is None else context.distributions.add(Distribution.of("exponential", mean=3600 / rate))


def _one_rate(context: Context, stream: Stream) -> float | None:
    """Return the one number of cases an hour that holds all week; None, and a problem, where there is no such."""
    table = stream.arrivals.per_hour or {}
    rates = {rate for hours in table.values() for rate in hours.values()}
    whole = len(table) == 7 and all(list(hours) == ["00:00-24:00"] for hours in table.values())
    rate = rates.pop().value if whole and len(rates) == 1 else 0.0
    if rate > 0:
        return rate
    context.refuse(
        "RE501",
        "arrivals from a file, or at changing hourly rates, are not simulated by this version",
        "Write every: exponential(12 min), or one rate per_hour and a calendar.",
        Source(element_name=stream.name),
    )
    return None
