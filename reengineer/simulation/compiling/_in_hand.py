"""Compile the work in hand when a run begins: each place where cases are is a stream that comes at the first tick."""

from collections.abc import Iterator, Mapping
from typing import TypedDict

from reengineer.annotations import Arrivals, ArrivalTable, WorkInHand, work_in_hand
from reengineer.processmap import Node, ProcessMap
from reengineer.simulation._program import CATCH
from reengineer.simulation._tables import Ints
from reengineer.simulation.compiling._context import TICKS_A_SECOND, Context, ints
from reengineer.simulation.compiling._demand import Stream
from reengineer.simulation.compiling._layout import Layout
from reengineer.simulation.compiling._rows import Row


def streams_in_hand(context: Context, streams: tuple[Stream, ...]) -> tuple[Stream, ...]:
    """Return a stream for each kind of case and place of the map where some are in hand when the run begins.

    Parameters
    ----------
    context : Context
    streams : tuple of Stream
        Those of the kinds of case.
    """
    found = [each for stream in streams for each in _of_kind(context, stream)]
    return tuple(sorted(found, key=lambda each: -age_of(each)))


def work_of(stream: Stream) -> WorkInHand:
    """Return what is said of the work in hand that a stream stands for."""
    return work_in_hand(stream.notes.initial_work[stream.start.id])


def age_of(stream: Stream) -> int:
    """Return how many ticks before the run the cases of a stream in hand arrived; 0 where that is not stated."""
    age = work_of(stream).age
    return 0 if age is None else round(age.seconds.value * TICKS_A_SECOND)


class HandFields(TypedDict):
    """Fields of a program that hold work in hand."""

    streams_in_hand: int
    hand_begun: Ints
    hand_left: Ints
    hand_age: Ints


def hand_fields(context: Context, streams: tuple[Stream, ...], rows: Mapping[str, Row]) -> HandFields:
    """Return the fields of a program that hold work in hand; `rows` are those of the elements, by id."""
    in_hand = tuple(stream for stream in streams if stream.kind)
    _check_left(context, in_hand, rows)
    work = [(stream, work_of(stream)) for stream in in_hand]
    return {
        "streams_in_hand": len(in_hand),
        "hand_begun": ints(each.under_way for _, each in work),
        "hand_left": ints(
            -1 if each.left is None else context.distribution(each.left, stream.start.source) for stream, each in work
        ),
        "hand_age": ints(age_of(stream) for stream in in_hand),
    }


def _check_left(context: Context, in_hand: tuple[Stream, ...], rows: Mapping[str, Row]) -> None:
    """Note what is left of work, or of a wait, where none is stated that something could be left of."""
    for stream in in_hand:
        work, row = work_of(stream), rows[stream.start.id]
        durations = [row.own.duration, row.own.delay, *(each.duration for each in row.request.alternatives)]
        is_event = row.own.opcode == CATCH and (row.own.release >= 0 or row.event.timer_tick >= 0)
        if work.left is not None and (max(durations) < 0 or is_event):
            context.refuse(
                "RE557",
                f"nothing can be left of what {stream.start.label} takes: no time is stated of it that a case is there",
                "State its duration or delay, or leave out begun and left.",
                stream.start.source,
            )


def _of_kind(context: Context, stream: Stream) -> Iterator[Stream]:
    # What is due when a case arrives was due before the run.
    work = {context.map.node(ref).id: each for ref, each in stream.notes.initial_work.items()}
    notes = stream.notes.model_copy(update={"population": None, "cost": None, "initial_work": work})
    places = {context.map.node(ref): work_in_hand(each).cases for ref, each in work.items()}
    for node, count in sorted(places.items(), key=lambda each: each[0].index):
        if stream.notes.population is not None:
            _refuse(context, node, f'the customers of "{stream.name}", which has a population, all begin outside')
        arrivals = Arrivals(file="in hand").with_table(ArrivalTable(ticks=(0,) * count, columns={}))
        name = f"initial: {stream.name} at {node.id}"
        yield Stream(name=name, notes=notes, arrivals=arrivals, start=node, kind=stream.name)


def check_in_hand(context: Context, layout: Layout, in_hand: tuple[Stream, ...]) -> None:
    """Note work in hand where a case cannot begin: without what is around it, it could not go on as it should."""
    for node in dict.fromkeys(stream.start for stream in in_hand):
        join = _starved_join(context.map, node)
        if node.parent != node.process:
            _refuse(context, node, "it lies inside a sub-process")
        elif node.process in layout.called.values():
            _refuse(context, node, "it lies in a process that is called")
        elif join is not None:
            _refuse(context, node, f"{join.label} behind it waits for other branches, in which nothing of the case is")


def _starved_join(map_: ProcessMap, node: Node) -> Node | None:
    """Return a parallel join that a token at a node reaches by some of its flows and never by the others."""
    for join in map_.nodes:
        sources = {flow.source for flow in map_.incoming(join.id)}
        if join.type == "parallelGateway" and len(sources) > 1:
            reached = sources & map_.reachable(node.id, (join.id,))
            if reached and reached != sources:
                return join
    return None


def _refuse(context: Context, node: Node, why: str) -> None:
    context.refuse(
        "RE555",
        f"no case can be in hand at {node.label}: {why}",
        "State it under initial_work at a step before, or leave it out.",
        node.source,
    )
