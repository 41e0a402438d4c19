"""Compile the work in hand when a run begins: each place where cases are is a stream that comes at the first tick."""

from collections.abc import Iterator

from reengineer.annotations import Arrivals, ArrivalTable
from reengineer.processmap import Node, ProcessMap
from reengineer.simulation.compiling._context import Context
from reengineer.simulation.compiling._demand import Stream
from reengineer.simulation.compiling._layout import Layout


def streams_in_hand(context: Context, streams: tuple[Stream, ...]) -> tuple[Stream, ...]:
    """Return a stream for each kind of case and place of the map where some are in hand when the run begins.

    Parameters
    ----------
    context : Context
    streams : tuple of Stream
        Those of the kinds of case.
    """
    return tuple(found for stream in streams for found in _of_kind(context, stream))


def _of_kind(context: Context, stream: Stream) -> Iterator[Stream]:
    # What is due when a case arrives was due before the run.
    notes = stream.notes.model_copy(update={"population": None, "cost": None})
    places = {context.map.node(ref): count for ref, count in stream.notes.initial_work.items()}
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
