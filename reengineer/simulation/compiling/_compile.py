"""Turn an annotated map and settings into a program.

The modules beside this one each make their own tables; all of them add what they find wrong to one `Context`,
and it is told at once.
"""

from collections.abc import Sequence

from reengineer.annotations import AnnotatedMap, work_in_hand
from reengineer.errors import Problem
from reengineer.processmap import ProcessMap
from reengineer.simulation._draws import hash32
from reengineer.simulation._program import Names, Program
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._tables import Scopes
from reengineer.simulation.compiling._context import TICKS_A_SECOND, Context, firsts, ints, new_context
from reengineer.simulation.compiling._demand import (
    Stream,
    attributes_of,
    check_reached,
    demand_table,
    find_streams,
    kinds_of,
    stream_fields,
)
from reengineer.simulation.compiling._elements import element_rows, words
from reengineer.simulation.compiling._expressions import ExpressionTable
from reengineer.simulation.compiling._flows import flow_fields
from reengineer.simulation.compiling._in_hand import check_in_hand, hand_fields, streams_in_hand
from reengineer.simulation.compiling._layout import Layout, entries, is_event_sub_process, lay_out
from reengineer.simulation.compiling._people import (
    People,
    find_components,
    find_people,
    people_fields,
    queues_table,
    requests_table,
    working_time,
)
from reengineer.simulation.compiling._refusals import refusals
from reengineer.simulation.compiling._rows import (
    Row,
    batches_table,
    beside,
    columns,
    events_table,
    repetition_table,
    work_table,
)
from reengineer.simulation.compiling._together import never_together


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
    in_hand = streams_in_hand(context, streams)
    layout = lay_out(annotated, tuple(stream.start for stream in (*streams, *in_hand)))
    check_reached(context, layout)
    check_in_hand(context, layout, in_hand)
    context.problems.extend(refusals(annotated, layout))
    program = _program(context, (*in_hand, *streams), layout)
    context.problems.extend(never_together(program, [node.source for node in layout.nodes]))
    context.stop()
    return program


def refused_elements(annotated: AnnotatedMap) -> tuple[Problem, ...]:
    """Return what of a map is not simulated, whatever else is still missing: told before anybody fills in numbers."""
    named = [annotated.map.find(notes.start) for notes in annotated.notes.cases.values() if notes.start]
    starts = tuple(node for node in named if node is not None) or annotated.map.starts
    layouts = [lay_out(annotated, (start,)) for start in starts]
    return tuple(dict.fromkeys(problem for layout in layouts for problem in refusals(annotated, layout)))


def _program(context: Context, streams: tuple[Stream, ...], layout: Layout) -> Program:
    demand = context.demand_calendar(next(stream.notes for stream in streams if not stream.kind))
    expressions = ExpressionTable(attributes_of(context, streams))
    flows = flow_fields(context, layout, expressions)
    people = find_people(context)
    members = people_fields(context, people)
    rows = element_rows(context, layout, people, demand, expressions)
    hand = hand_fields(context, streams, dict(zip(layout.numbers, rows, strict=True)))
    component = find_components(people, rows)
    queues = queues_table(context, people, rows, component)
    requests = requests_table(context, people, rows)
    arrivals = stream_fields(context, streams, layout.numbers)
    cases = demand_table(context, streams, expressions)
    context.stop()
    working, day_s = working_time(context, people, demand)
    settings = context.settings
    alternatives = [each for row in rows for each in row.request.alternatives]
    return Program(
        names=_names(context, streams, layout, people, expressions),
        **columns([row.own for row in rows]),
        word=ints(words(layout.nodes)),
        **flows,
        **members,
        **arrivals,
        **context.distributions.arrays(),
        alternative_first=firsts(len(row.request.alternatives) for row in rows),
        need_first=firsts(len(each.needs) for each in alternatives),
        need_group=ints(need[0] for each in alternatives for need in each.needs),
        need_quantity=ints(need[1] for each in alternatives for need in each.needs),
        component=component,
        open_calendar=context.calendars.weekly(demand),
        working_calendar=working,
        open_day_s=demand.hours_per_day * 3600,
        working_day_s=day_s,
        calendars=tuple(context.calendars.laid_out),
        horizon=-1 if settings.horizon_s is None else round(settings.horizon_s * TICKS_A_SECOND),
        cases=-1 if settings.cases is None else settings.cases + _in_hand(streams),
        cut=settings.end == "cut",
        events_at_most=settings.max_events or -1,
        **hand,
        scopes=_scopes(context.map, layout, rows),
        events=events_table(rows),
        repetition=repetition_table(rows),
        work=work_table(rows),
        queues=queues,
        requests=requests,
        batches=batches_table(rows),
        demand=cases,
        expressions=expressions.table(),
    )


def _in_hand(streams: tuple[Stream, ...]) -> int:
    """Return how many cases are in hand when the run begins."""
    stated = [work for stream in streams if not stream.kind for work in stream.notes.initial_work.values()]
    return sum(work_in_hand(work).cases for work in stated)


def _scopes(map_: ProcessMap, layout: Layout, rows: Sequence[Row]) -> Scopes:
    """Return what lies in what."""
    inside = [_entered(map_, layout, holder) for holder in layout.bodies]
    handlers = [_armed(map_, layout, holder) for holder in layout.bodies]
    boundary_first, boundaries = beside(row.scope.boundaries for row in rows)
    entry_first, entry = beside(inside)
    handler_first, handler = beside(handlers)
    return Scopes(
        **columns([row.scope for row in rows]),
        body_word=ints(hash32(holder) for holder in layout.bodies),
        entry_first=entry_first,
        entry_element=ints(entry),
        handler_first=handler_first,
        handler_start=ints(handler),
        boundary_first=boundary_first,
        boundary_element=ints(boundaries),
    )


def _entered(map_: ProcessMap, layout: Layout, holder: str) -> list[int]:
    return [layout.numbers[node.id] for node in entries(map_, holder) if node.id in layout.numbers]


def _armed(map_: ProcessMap, layout: Layout, holder: str) -> list[int]:
    """Return the start events of the event sub-processes of a body."""
    return [
        layout.numbers[each.id]
        for node in map_.children(holder)
        if is_event_sub_process(node)
        for start in map_.children(node.id)
        if start.position == "start" and start.id in layout.numbers
        for each in layout.singly(start)
    ]


def _names(
    context: Context, streams: tuple[Stream, ...], layout: Layout, people: People, expressions: ExpressionTable
) -> Names:
    return Names(
        process=layout.first,
        element_process=tuple(node.process for node in layout.nodes),
        elements=tuple(node.id for node in layout.nodes),
        element_labels=tuple(node.label for node in layout.nodes),
        groups=tuple(people.groups),
        members=tuple(member.name for _, member in people.members),
        streams=tuple(stream.name for stream in streams),
        classes=kinds_of(streams),
        currency=context.notes.currency or "",
        start=context.start,
        attributes=tuple(expressions.attributes),
        words=tuple(expressions.words),
    )
