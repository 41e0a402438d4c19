"""Turn an annotated map and settings into a program.

The parts stand in ``_compile_demand``, ``_compile_flows``, ``_compile_people`` and ``_compile_elements``; all of them
add what they find wrong to one `Context`, and it is told at once.
"""

from reengineer.annotations import AnnotatedMap
from reengineer.errors import Problem
from reengineer.processmap import Node
from reengineer.simulation._compile_demand import Stream, find_nodes, find_streams, stream_fields
from reengineer.simulation._compile_elements import element_fields
from reengineer.simulation._compile_flows import flow_fields
from reengineer.simulation._compile_people import People, find_people, people_fields, working_time
from reengineer.simulation._context import Context, new_context
from reengineer.simulation._program import Names, Program
from reengineer.simulation._refusals import refusals
from reengineer.simulation._settings import RunSettings

TICKS_A_SECOND = 1_000_000


def compile_model(annotated: AnnotatedMap, settings: RunSettings) -> Program:
    """Return the program of an annotated map.

    Parameters
    ----------
    annotated : AnnotatedMap
        Complete: durations, shares, people and demand are there. Of a number with a range the stated value counts.
    settings : RunSettings

    Returns
    -------
    Program

    Raises
    ------
    ModelError
        With everything that is missing, impossible or not simulated.
    """
    context = new_context(annotated, settings)
    streams = find_streams(context)
    context.stop()
    nodes = find_nodes(context, streams)
    context.problems.extend(refusals(annotated, nodes))
    return _program(context, streams, nodes)


def refused_elements(annotated: AnnotatedMap) -> tuple[Problem, ...]:
    """Return what of a map is not simulated, whatever else is still missing: told before anybody fills in numbers."""
    starts = [annotated.map.find(notes.start) for notes in annotated.notes.cases.values() if notes.start]
    processes = {node.process for node in starts or annotated.map.starts if node is not None}
    nodes = tuple(node for node in annotated.map.nodes if node.parent == node.process and node.process in processes)
    return tuple(dict.fromkeys(refusals(annotated, nodes)))


def _program(context: Context, streams: tuple[Stream, ...], nodes: tuple[Node, ...]) -> Program:
    numbers = {node.id: number for number, node in enumerate(nodes)}
    demand = context.demand_calendar(streams[0].notes)
    flows = flow_fields(context, nodes, numbers)
    people = find_people(context)
    members = people_fields(context, people)
    elements = element_fields(context, nodes, people, demand)
    arrivals = stream_fields(context, streams, numbers)
    context.stop()
    working, day_s = working_time(context, people, demand)
    settings = context.settings
    return Program(
        names=_names(context, streams, nodes, people),
        **flows,
        **members,
        **elements,
        **arrivals,
        **context.distributions.arrays(),
        open_calendar=context.calendars.weekly(demand),
        working_calendar=working,
        open_day_s=demand.hours_per_day * 3600,
        working_day_s=day_s,
        calendars=tuple(context.calendars.laid_out),
        horizon=-1 if settings.horizon_s is None else round(settings.horizon_s * TICKS_A_SECOND),
        cases=settings.cases or -1,
        cut=settings.end == "cut",
    )


def _names(context: Context, streams: tuple[Stream, ...], nodes: tuple[Node, ...], people: People) -> Names:
    return Names(
        process=streams[0].start.process,
        elements=tuple(node.id for node in nodes),
        element_labels=tuple(node.label for node in nodes),
        groups=tuple(people.groups),
        members=tuple(member.name for _, member in people.members),
        streams=tuple(stream.name for stream in streams),
        classes=tuple(stream.name for stream in streams),
        currency=context.notes.currency or "",
        start=context.start,
    )
