"""Check every replication against laws that hold whatever the model: a failure is a bug, never bad luck."""

import numpy as np

from reengineer.errors import InternalError, Problem
from reengineer.simulation._items import RawRun
from reengineer.simulation._log import CASE_AT, CASE_COLUMNS, KIND_EVENT, KIND_SUBPROCESS, KIND_TASK, LogRows
from reengineer.simulation._program import CATCH, EVENT_BASED, PARALLEL, TASK, Program
from reengineer.simulation._tables import NO_LOOP, TIMER, Ints

REMEDY = "This is a fault of reengineer; please report it with the files of the run."


def check_run(program: Program, raw: RawRun) -> None:
    """Check one replication.

    Raises
    ------
    InternalError
        If Little's law, the conservation of tokens, the sum of work or the identity of a row does not hold to the
        tick.
    """
    broken = [
        *_little(raw),
        *_rows(raw.log),
        *_work(program, raw),
        *_tokens(program, raw),
    ]
    if broken:
        raise InternalError([Problem("RE590", message, REMEDY) for message in broken])


def _little(raw: RawRun) -> list[str]:
    cases = np.array(raw.cases, dtype=np.int64).reshape(-1, len(CASE_COLUMNS))
    return little_broken(sojourn_of(cases, raw.last_tick), raw.area)


def sojourn_of(cases: Ints, last_tick: int) -> int:
    """Return the time that cases were in the system, all of them together; open ones up to the last tick."""
    arrived, completed = cases[:, CASE_AT["arrived"]], cases[:, CASE_AT["completed"]]
    return int((np.where(completed < 0, last_tick, completed) - arrived).sum())


def little_broken(sojourn: int, area: int) -> list[str]:
    """Compare the time integral of open cases, kept while the run went, with the sum of their times in the system."""
    return (
        []
        if (sojourn - area) % (1 << 64) == 0
        else [f"Little's law: cases were open for {area} ticks, their times add up to {sojourn}"]
    )


def _rows(log: LogRows) -> list[str]:
    """Check that every finished row lasts as long as its work and its waits, and that no wait is below 0."""
    completed = log.column("completed")
    done = (completed >= 0) & (log.column("kind") != KIND_SUBPROCESS)
    lasted = completed - log.column("enabled")
    accounted = log.column("work") + log.waits.sum(axis=1)
    wrong = int((done & (lasted != accounted)).sum())
    negative = int((log.waits < 0).sum()) + int((log.column("work") < 0).sum())
    messages = [f"{wrong} rows last longer or shorter than their work and waits"] if wrong else []
    return messages + ([f"{negative} waits or works are below 0"] if negative else [])


def _work(program: Program, raw: RawRun) -> list[str]:
    """Compare the ticks each member worked on duty, kept while the run went, with when they were busy."""
    summed = np.zeros(len(program.member_rate), dtype=np.int64)
    for held in raw.held:
        summed[held.member] += held.on_duty
    return [
        f"member {program.names.members[index]} was busy for {ticks} ticks, the times add up to {summed[index]}"
        for index, ticks in enumerate(raw.busy)
        if ticks != summed[index]
    ]


def _tokens(program: Program, raw: RawRun) -> list[str]:
    kind, element = raw.log.column("kind"), raw.log.column("element")
    done = raw.log.column("completed") >= 0
    wanted = (kind == KIND_TASK) | (kind == KIND_EVENT)
    rows = np.bincount(element[wanted], minlength=program.element_count)
    ended = np.bincount(element[wanted & done], minlength=program.element_count)
    return tokens_broken(program, rows, ended, np.array(raw.moved_in), np.array(raw.moved_out))


def tokens_broken(program: Program, rows: Ints, ended: Ints, moved_in: Ints, moved_out: Ints) -> list[str]:
    """Check each activity and event: a row for each token that reached it, and tokens on for each row that ended.

    Where instances repeat, or who left comes back, a token has several rows; where something may cut, fail or turn work
    away, a row may end without a token on.
    """
    ways = np.diff(program.out_first)
    acts = (program.opcode == TASK) | (program.opcode == CATCH)
    once = acts & _is_once(program)
    smooth = once & np.full(program.element_count, _is_smooth(program))
    wrong = (once & (rows != moved_in)) | (smooth & (ended * ways != moved_out)) | (once & (ended * ways < moved_out))
    messages = []
    for place in np.flatnonzero(wrong).tolist():
        tokens = f"{moved_in[place]} tokens in and {moved_out[place]} out"
        messages.append(f"{program.names.elements[place]}: {tokens}, {rows[place]} rows, {ended[place]} ended")
    return messages


def _is_once(program: Program) -> Ints:
    """Say of each element whether a token that reaches it has one row."""
    is_raced = np.zeros(program.element_count, dtype=bool)
    for gateway in np.flatnonzero(program.opcode == EVENT_BASED).tolist():
        flows = program.out_flow[program.out_first[gateway] : program.out_first[gateway + 1]]
        is_raced[program.flow_target[flows]] = True
    is_handler = np.zeros(program.element_count, dtype=bool)
    is_handler[program.events.handler[program.events.handler >= 0]] = True
    comes_again = (program.queues.retrial_share > 0) | (program.queues.callback_from >= 0)
    once: Ints = ~is_raced & ~is_handler & (program.repetition.kind == NO_LOOP) & ~comes_again
    return once


def _is_smooth(program: Program) -> bool:
    """Say whether nothing of a program cuts, fails or turns work away, and every flow is taken."""
    events, queues = program.events, program.queues
    return not (
        (program.opcode > PARALLEL).any()
        or (events.trigger > TIMER).any()
        or (events.failure > 0).any()
        or (queues.patience >= 0).any()
        or (queues.patience_of >= 0).any()
        or (queues.limit >= 0).any()
        or (queues.callback_from >= 0).any()
        or len(queues.balk_share)
        or (program.routes.condition >= 0).any()
    )
