"""Hold the 48 operations that an option may be made of, as data, and what every requested change can tell.

The names and parameters are a contract: question rules suggest them, boundaries permit or forbid them, option files
call them. What an operation does to a map is code of the `options` stage, one file a kind; this module knows only
what it is called. Times, money and shares among the parameters are written in the quantity notation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Protocol

from reengineer.source import Source

Kind = Literal["structure", "parameter", "assignment", "resource", "queue", "demand", "no simulation"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """Describe one kind of change.

    Parameters
    ----------
    name : str
        As option files, boundaries and question rules write it.
    parameters : tuple of str
        In the order in which they are documented.
    kind : str
        What it alters: structure, parameter, assignment, resource, queue, demand, or nothing ("no simulation").
    subjects : tuple of str
        The parameters that name elements of the map which the operation alters; a position such as ``before`` is
        not altered.
    simulates : str
        What a simulation of the new map will show.
    """

    name: str
    parameters: tuple[str, ...]
    kind: Kind
    subjects: tuple[str, ...]
    simulates: str

    @property
    def is_simulated(self) -> bool:
        """Say whether the operation alters anything that a simulation can show."""
        return self.kind != "no simulation"


class RequestedChange(Protocol):
    """Be a change that an option asks for, as far as a boundary must know it."""

    @property
    def operation(self) -> str:
        """Return the name of the operation."""
        ...

    @property
    def source(self) -> Source:
        """Return the place of the change in the option's file."""
        ...

    def parameters(self) -> Mapping[str, object]:
        """Return the stated parameters by name, in base units (seconds, shares from 0 to 1, amounts of money)."""
        ...

    def subjects(self) -> tuple[str, ...]:
        """Return the references of the elements that it alters, as the file writes them."""
        ...


# name | kind | parameters (* marks one that names an altered element), and below what a simulation shows
_TABLE = """
delete_step | structure | step*
    fewer visits, less work and cost; what the step used to catch comes back later
merge_steps | structure | steps* saved_setup role new_cv
    one queue in place of several; mean is the sum less the saved set-up
split_step | structure | step* parts
    a queue for each part, each with its own role, mean and spread
move_step | structure | step* to
    visits follow the new place; behind a split it runs on that branch only
reorder_knockouts | structure | steps*
    expected work until a case is turned down
relocate_control | structure | step* to
    less work before a rejection and a shorter way back
parallelise | structure | steps*
    the longest branch sets the time; the work stays; waiting at the join appears
sequentialise | structure | fragment* order
    work saved by early stops, longer cycle
automate_step | structure | step* share service_time unit_cost fallout
    a share runs without staff; what falls out is done by hand
empower | structure | step* limit share decision_min leakage
    a share passes the approval by; deciding takes the proposer longer
add_triage | structure | before at classes accuracy duration role routes
    a queue, mean and spread for each class; the wrongly sorted come back
change_routing | parameter | gateway* flow sample probability
    visits behind the split
remove_gateway | structure | gateway* default
    one route for all; the others leave by an exception
add_exception_path | structure | gateway* role
    rare cases leave the ordinary queue for their own
replace_fragment | structure | fragment* with_file
    the new part in place of the old
add_control | structure | where control duration role detect
    more work and waiting; fewer errors get through
remove_control | structure | step* control escape
    less work; what gets through costs rework or loss
change_rework_prob | parameter | gateway* probability
    the number of times round the loop
change_duration | parameter | step* mean factor cv
    work, waiting and cycle time
change_cost | parameter | step* role fixed_cost rate
    money alone
change_error_rate | parameter | step* rate
    visits of the rework linked to it, and complaints
standardise_step | parameter | step* mean cv error_rate
    less spread, so shorter waits at one load; fewer errors
validate_at_entry | parameter | step* fields incomplete_rate customer_min dropout
    fewer loops to the customer; some give up at entry
buffer_information | parameter | step* source hit_rate freshness
    no outside wait for hits; stale answers become errors
set_batch | parameter | step* size max_wait period
    waiting until a batch is full or due; one set-up a batch
unbatch | parameter | step*
    no wait for a batch; a set-up for each case
train | parameter | role step* hours error_rate duration_factor
    capacity dips, then errors or durations fall
change_patience | parameter | queue* mean
    who hangs up, and how long the others wait
change_abandonment | parameter | step* dropout
    volume behind a step without staff
reassign_step | assignment | step* role location duration_factor
    load and hand-offs move between groups
outsource_step | assignment | step* unit_cost lead_time error_rate
    a delay and a price in place of a queue of ours
insource_step | assignment | step* role
    a queue of ours in place of a delay
change_headcount | resource | role by to from_date
    capacity and pay from a date
change_calendar | resource | role shifts
    capacity by the hour of the week
pool_resources | resource | roles duration_factor
    one queue with the capacity of several
cross_train | resource | role steps* people duration_factor
    help at peaks and in absence, at the slower pace
assign_case_manager | resource | role share duration_factor
    one person a case: set-up saved, waiting for that person
change_priority_rule | resource | role step* rule classes ageing
    means by class; the mean over all may stay
set_sla | queue | step* target after escalate_to
    shorter tail for what is escalated, longer waits for the rest
add_callback | queue | queue* threshold acceptance reach retry max_delay
    callers keep their place without holding the line
change_arrivals | demand | factor profile share
    load
level_demand | demand | share from_hours to_hours
    lower peaks at the same volume
change_channel | demand | share from_channel to_channel
    another mix of work
deflect_demand | demand | step* offered taken success failure_penalty
    fewer and harder arrivals; failures come back later
reduce_failure_demand | demand | cause share
    fewer repeats, harder mix
add_proactive_update | demand | points chase_reduction unit_cost
    fewer chasing contacts at the price of messages
investigate | no simulation | topic
    nothing: an action with an owner and a date
collect_feedback | no simulation | step method target_n
    nothing: a plan for collecting data
"""


def _operation(line: str, simulates: str) -> Operation:
    name, kind, words = (part.strip() for part in line.split("|"))
    marked = words.split()
    return Operation(
        name=name,
        parameters=tuple(word.rstrip("*") for word in marked),
        kind=kind,  # type: ignore[arg-type]
        subjects=tuple(word[:-1] for word in marked if word.endswith("*")),
        simulates=simulates.strip(),
    )


_LINES = _TABLE.strip().splitlines()
OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {operation.name: operation for operation in map(_operation, _LINES[::2], _LINES[1::2])}
)
