"""Say what of a program the loop does not run yet."""

from collections.abc import Iterator

import numpy as np

from reengineer.simulation._program import MIXTURE, PARALLEL, Program
from reengineer.simulation._tables import FIFO, FIRST, NO_LOOP, PAUSE


def beyond_loop(program: Program) -> tuple[str, ...]:
    """Return the names of what a program uses and the loop does not run; then the reference engine runs it."""
    return tuple(_beyond(program))


def _beyond(program: Program) -> Iterator[str]:
    scopes, work, queues, requests = program.scopes, program.work, program.queues, program.requests
    uses = {
        "inclusive and event-based gateways, sub-processes, throw and boundary events": program.opcode.max() > PARALLEL,
        "mixtures": bool((program.family == MIXTURE).any()),
        "several pools": len(scopes.body_word) > 1,
        "events": bool((program.events.trigger > 1).any() or (program.events.timer_tick >= 0).any()),
        "failures": bool((program.events.failure > 0).any()),
        "messages": bool((program.events.receiver >= 0).any()),
        "loops and instances": bool((program.repetition.kind != NO_LOOP).any()),
        "conditions and shares by visit": bool((program.routes.condition >= 0).any() or len(program.routes.share)),
        "transfers and set-ups": bool((work.transfer >= 0).any() or (work.setup >= 0).any()),
        "updates and times of attributes": bool(len(work.update_of) or (work.duration_of >= 0).any()),
        "work that does not pause at closing time": bool((work.at_close != PAUSE).any()),
        "priorities": bool((program.priority != 0).any() or (queues.priority_of >= 0).any()),
        "pre-emption": bool(queues.preempts.any()),
        "patience": bool((queues.patience >= 0).any() or (queues.patience_of >= 0).any()),
        "limits": bool((queues.limit >= 0).any() or len(queues.balk_share)),
        "disciplines": bool((queues.discipline != FIFO).any() or queues.ageing.any()),
        "alternatives": bool((np.diff(program.alternative_first) > 1).any()),
        "several needs": bool((np.diff(program.need_first) > 1).any()),
        "several members": bool((program.need_quantity > 1).any()),
        "skills": bool((requests.need_skill >= 0).any()),
        "times of alternatives": bool((requests.alternative_duration >= 0).any()),
        "factors of alternatives": bool((requests.alternative_factor != 1).any()),
        "owners": bool(len(requests.barred_element) or (requests.owner >= 0).any() or (requests.preferred >= 0).any()),
        "choice of members": bool((requests.choice != FIRST).any() or requests.prefers_same_kind.any()),
        "capacity": bool((requests.capacity > 1).any()),
        "batches": bool(program.batches.is_batched.any()),
        "demand": bool(
            program.demand.starts_first.any() or len(program.demand.rate) or program.demand.attribute_count
            or program.demand.case_cost.any() or program.demand.population.any()
        ),
    }  # fmt: skip
    yield from (name for name, used in uses.items() if used)
