"""Run a replication in the loop, from a program to what measures are computed from."""

from array import array
from typing import NoReturn

import numpy as np

from reengineer.errors import InternalError, Problem
from reengineer.simulation._case_sums import MOST_KEPT, CaseSummer, CaseSums
from reengineer.simulation._checks import REMEDY, little_broken, sojourn_of, tokens_broken
from reengineer.simulation._limits import LIMITS, NO_LIMIT, Watch
from reengineer.simulation._packed import PackedLog
from reengineer.simulation._program import Program
from reengineer.simulation._replication import STEP_COLUMNS, Replication, duty_of, week_edges
from reengineer.simulation._tables import Ints
from reengineer.simulation._trouble import (
    bad_duration,
    endless_instant,
    no_way_out,
    nobody_may,
    too_many_rounds,
    too_many_visits,
)
from reengineer.simulation.loop._codes import (
    DONE,
    IN_TROUBLE,
    NEEDS_ROOM,
    NO_WAY_OUT,
    NOBODY_MAY,
    TOO_MANY_ROUNDS,
    TOO_MANY_VISITS,
)
from reengineer.simulation.loop._hour_room import begin_hours, finished_hours
from reengineer.simulation.loop._kernel import COMPILED
from reengineer.simulation.loop._state import LOG_WIDTH, SIDE_WIDTH, STEP_WIDTH, State
from reengineer.simulation.loop._summing import CASE_WIDTH, finished_sums, rows_of

if COMPILED is not None:
    advance, begin_run = COMPILED.advance, COMPILED.begin_run
else:
    from reengineer.simulation.loop._instant import advance, begin_run

STEPS = 4_000_000
"""Steps after which the loop looks up: for Ctrl-C, and for progress."""
WATCHED_STEPS = 200_000
"""The same where time or memory is limited."""
PATIENCE = 50
"""Looks up for which a run that is asked to stop may go on, to the end of its instant."""


def run_in_loop(  # noqa: PLR0913 - the last are for tests and for limits
    program: Program,
    seed: int,
    number: int,
    *,
    keep_log: bool,
    room: int = 256,
    steps: int = STEPS,
    watch: Watch | None = None,
    most_kept: int = MOST_KEPT,
    keep_hours: bool = False,
) -> Replication:
    """Run one replication.

    Parameters
    ----------
    program : Program
    seed, number : int
        Key of every draw; the number of the replication, from 0.
    keep_log : bool
    room : int
        Rows of each table to begin with.
    steps : int
        Steps between two looks up.
    watch : Watch or None
        Asked at each look up whether the run may go on.
    most_kept : int
        Without a log, cases up to which each keeps its row.
    keep_hours : bool
        Add up waiting and work by hour of the week.

    Raises
    ------
    ModelError
        As the reference engine does.
    """
    state = State(program, seed, number, keep_log=keep_log, room=room)
    if not keep_log:
        state.summer, state.most_kept = CaseSummer(program.streams_in_hand), most_kept
    if keep_hours:
        begin_hours(state, program)
        state.set_room_until()
    begin_run(state)
    steps, late = steps if watch is None else min(steps, WATCHED_STEPS), 0
    while (status := advance(state, steps)) != DONE:
        if watch is not None:
            state.asked_to_stop = state.asked_to_stop or watch.reached()
            late += state.asked_to_stop != NO_LIMIT
        if late > PATIENCE:
            raise endless_instant(LIMITS[state.asked_to_stop])
        if status == NEEDS_ROOM:
            state.grow()
        elif status == IN_TROUBLE:
            _stop(program, state)
    return _replication(program, state, number)


def _stop(program: Program, state: State) -> NoReturn:
    if state.trouble == TOO_MANY_ROUNDS:
        raise too_many_rounds()
    names = program.names.elements
    element = names[state.trouble_element] if state.trouble_element >= 0 else ""
    if state.trouble == TOO_MANY_VISITS:
        raise too_many_visits(state.trouble_case, element)
    if state.trouble == NO_WAY_OUT:
        raise no_way_out(state.trouble_case, element)
    if state.trouble == NOBODY_MAY:
        raise nobody_may(state.trouble_case, element, ", ".join(names[other] for other in _others(program, state)))
    raise bad_duration(element)


def _others(program: Program, state: State) -> list[int]:
    """Return the elements because of whose doers nobody may do the one that stopped the run."""
    requests, element = program.requests, state.trouble_element
    barred = requests.barred_element[requests.barred_first[element] : requests.barred_first[element + 1]]
    owner = int(requests.owner[element])
    return [*barred.tolist(), *([owner] if owner >= 0 else [])]


def _replication(program: Program, state: State, number: int) -> Replication:
    """Return what a finished run left, in the form in which it is kept."""
    horizon = state.horizon if state.horizon >= 0 else 1
    edges = week_edges(horizon, state.now)
    weeks = len(edges) - 1
    sums = finished_sums(state, weeks - 1)
    cases = rows_of(state).copy(order="F") if sums is None else np.zeros((0, CASE_WIDTH), dtype=np.int64)
    _check(program, state, cases, sums)
    steps = np.zeros((program.element_count, weeks, len(STEP_COLUMNS)), dtype=np.int64)
    summed = _array(state.steps).reshape(-1, program.element_count, STEP_WIDTH)
    steps[:, : weeks - 1] = summed[1:weeks].transpose(1, 0, 2)
    steps[:, weeks - 1] = summed[0]
    return Replication(
        number=number,
        cases=cases,
        steps=steps,
        busy=_by_week(state, state.busy, state.busy_late, weeks),
        overtime=_by_week(state, state.overtime, state.overtime_late, weeks),
        duty=duty_of(program, edges),
        horizon=horizon,
        last_tick=state.now,
        limit=state.stopped,
        sums=sums,
        hours=finished_hours(state, horizon),
        kept=_log(program, state) if state.keep_log else None,
    )


def _by_week(state: State, inside: "array[int]", late: "array[int]", weeks: int) -> Ints:
    """Return ticks by member and week; the last place is what came after the arrivals stopped."""
    table = _array(inside).reshape(state.week_room, state.member_count)[: weeks - 1]
    return np.ascontiguousarray(np.vstack([table, _array(late)]).T)


def _log(program: Program, state: State) -> PackedLog:
    state.take_rows()
    base = np.frombuffer(b"".join(state.rows_aside), dtype=np.int64).reshape(-1, LOG_WIDTH)
    side = np.frombuffer(b"".join(state.side_aside), dtype=np.int64).reshape(-1, SIDE_WIDTH)
    return PackedLog(program=program, base=base, side=side, last_tick=state.now)


def _array(column: "array[int]") -> Ints:
    return np.frombuffer(column, dtype=np.int64)


def _check(program: Program, state: State, cases: Ints, sums: CaseSums | None) -> None:
    """Check a run against the laws of `_checks`, by the counts that the loop kept.

    Raises
    ------
    InternalError
        If Little's law, the conservation of tokens or the sum of a row does not hold to the tick.
    """
    broken = [
        *little_broken(state.summer.sojourn if state.summer and sums else sojourn_of(cases, state.now), state.area),
        *([f"{state.broken_rows} waits or works are below 0"] if state.broken_rows else []),
        *tokens_broken(program, *map(_array, (state.rows_of, state.ended_of, state.moved_in, state.moved_out))),
    ]
    if broken:
        raise InternalError([Problem("RE590", message, REMEDY) for message in broken])
