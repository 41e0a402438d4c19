"""Read a program into records with names, so that the engine can be read beside the page on semantics."""

from itertools import pairwise
from typing import Any

from reengineer.simulation._program import Program
from reengineer.simulation._tables import Floats, Ints
from reengineer.simulation.reference._model import Alternative, BatchRule, Need, Operations, Step, Way


class Expressions:
    """Give the expressions of a program by number; -1 gives none."""

    def __init__(self, program: Program) -> None:
        table = program.expressions
        operations = list(zip(table.operation.tolist(), table.operand.tolist(), strict=True))
        self._all = [tuple(operations[first:last]) for first, last in pairwise(table.first.tolist())]

    def __getitem__(self, number: int) -> Operations:
        return self._all[number] if number >= 0 else ()


def read_steps(program: Program) -> tuple[Step, ...]:
    """Return the elements of a program."""
    expressions = Expressions(program)
    alternatives = _alternatives(program)
    plain: dict[str, list[Any]] = {name: getattr(program, name).tolist() for name in OWN}
    tables = [
        (program.scopes, SCOPES), (program.events, EVENTS), (program.work, WORK), (program.queues, QUEUES),
        (program.requests, REQUESTS), (program.batches, BATCHES),
    ]  # fmt: skip
    for table, names in tables:
        plain |= {name: getattr(table, name).tolist() for name in names}
    plain |= {
        "loop": program.repetition.kind.tolist(), "cardinality": program.repetition.cardinality.tolist(),
        "loop_share": program.repetition.share.tolist(), "loop_most": program.repetition.most.tolist(),
        "default": program.routes.default.tolist(), "batch_most": program.batches.most.tolist(),
    }  # fmt: skip
    written = {
        "condition": program.events.condition, "cardinality_of": program.repetition.cardinality_of,
        "loop_condition": program.repetition.condition, "completion": program.repetition.completion,
        "priority_of": program.queues.priority_of, "due": program.queues.due,
        "patience_of": program.queues.patience_of, "duration_of": program.work.duration_of,
    }  # fmt: skip
    for name, values in written.items():
        plain[name] = [expressions[number] for number in values.tolist()]
    in_first = program.in_first.tolist()
    return tuple(
        Step(
            number=element,
            id=program.names.elements[element],
            **{name: values[element] for name, values in plain.items()},
            ways=_ways(program, expressions, element),
            shares=_shares(program, element),
            in_first=in_first[element],
            incoming=in_first[element + 1] - in_first[element],
            alternatives=alternatives[element],
            boundaries=_of(program.scopes.boundary_first, program.scopes.boundary_element, element),
            receivers=_of(program.events.receiver_first, program.events.receiver_element, element),
            join_bits=_join_bits(program, element),
            updates=_updates(program, expressions, element),
            balk=_of(program.queues.balk_first, program.queues.balk_share, element),
            barred=_of(program.requests.barred_first, program.requests.barred_element, element),
            rules=_rules(program, element),
            batch_factors=_batch_factors(program, element),
        )
        for element in range(program.element_count)
    )


OWN = (
    "opcode", "kind", "word", "priority", "duration", "delay", "delay_calendar", "delay_cause", "release",
    "fixed_cost",
)  # fmt: skip
SCOPES = ("body", "inside", "interrupting", "transaction")
EVENTS = (
    "trigger", "code", "message_delay", "is_fed", "timer_tick", "timer_times", "from_started",
    "broadcast", "handler", "failure", "whole", "parts", "needs_all",
)  # fmt: skip
WORK = ("transfer", "setup", "learning", "learning_floor", "learns_together", "work_kind", "at_close")
QUEUES = (
    "expected", "preempts", "interruptible", "patience", "patience_calendar", "on_abandoned", "on_balked", "limit",
    "callback_from", "callback_share", "callback_reach", "callback_ring", "callback_retry", "callback_attempts",
    "retrial_share", "retrial_delay", "escalates_after", "raises_priority", "escalated_priority", "escalates_group",
)  # fmt: skip
REQUESTS = ("owner", "preferred", "hold")
BATCHES = ("is_batched", "is_sequential", "flush", "group_by")


def _of(first: Ints, values: Ints | Floats, number: int) -> tuple[Any, ...]:
    """Return the entries of one thing."""
    return tuple(values[first[number] : first[number + 1]].tolist())


def _alternatives(program: Program) -> list[tuple[Alternative, ...]]:
    needs = zip(
        program.need_group.tolist(), program.need_quantity.tolist(), program.requests.need_skill.tolist(), strict=True
    )
    single = [Need(group=group, quantity=quantity, skill=skill) for group, quantity, skill in needs]
    factors = program.requests.alternative_factor.tolist()
    durations = program.requests.alternative_duration.tolist()
    ways = [
        Alternative(needs=tuple(single[first:last]), factor=factors[number], duration=durations[number])
        for number, (first, last) in enumerate(pairwise(program.need_first.tolist()))
    ]
    return [tuple(ways[first:last]) for first, last in pairwise(program.alternative_first.tolist())]


def _ways(program: Program, expressions: Expressions, element: int) -> tuple[Way, ...]:
    places = range(*program.out_first[element : element + 2].tolist())
    return tuple(
        Way(
            flow=int(program.out_flow[place]),
            target=int(program.flow_target[program.out_flow[place]]),
            condition=expressions[int(program.routes.condition[place])],
            word=int(program.routes.flow_word[place]),
        )
        for place in places
    )


def _shares(program: Program, element: int) -> tuple[tuple[float, ...], ...]:
    """Return the running sums of the shares by visit; the last row holds for all later visits."""
    first, last = program.out_first[element : element + 2].tolist()
    own = _of(program.routes.share_first, program.routes.share, element)
    width = last - first
    if not own:
        return (tuple(program.out_share[first:last].tolist()),)
    return tuple(own[start : start + width] for start in range(0, len(own), width))


def _join_bits(program: Program, element: int) -> tuple[int, ...]:
    row = int(program.routes.join_number[element])
    return tuple(program.routes.join_bits[row].tolist()) if row >= 0 else ()


def _updates(program: Program, expressions: Expressions, element: int) -> tuple[tuple[int, int, Operations], ...]:
    work = program.work
    return tuple(
        (int(work.update_attribute[place]), int(work.update_value[place]), expressions[int(work.update_of[place])])
        for place in range(*work.updates_first[element : element + 2].tolist())
    )


def _rules(program: Program, element: int) -> tuple[BatchRule, ...]:
    batches = program.batches
    return tuple(
        BatchRule(
            size=int(batches.rule_size[place]),
            waited=int(batches.rule_waited[place]),
            window=int(batches.rule_window[place]),
        )
        for place in range(*batches.rule_first[element : element + 2].tolist())
    )


def _batch_factors(program: Program, element: int) -> tuple[tuple[int, float], ...]:
    batches = program.batches
    return tuple(
        (int(batches.factor_size[place]), float(batches.factor[place]))
        for place in range(*batches.factor_first[element : element + 2].tolist())
    )
