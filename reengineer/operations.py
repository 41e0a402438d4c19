"""Hold the 48 operations that an option may be made of, as data, and what every requested change can tell.

The names and parameters are a contract: question rules suggest them, boundaries permit or forbid them, option files
call them. What an operation does to a map is code of the `options` stage, one file a kind; this module knows only
what it is called. Times, money and shares among the parameters are written in the quantity notation.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, Protocol

from reengineer._records import dataclass
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
    costs : tuple of str
        What drives the cost of carrying it out, to be thought of before an option's costs are stated.
    """

    name: str
    parameters: tuple[str, ...]
    kind: Kind
    subjects: tuple[str, ...]
    simulates: str
    costs: tuple[str, ...] = ()

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


# name | kind | parameters (* marks one that names an altered element); what a simulation shows; what drives the cost
_TABLE = """
delete_step | structure | step*
    fewer visits, less work and cost; what the step used to catch comes back later
    talks; procedure; system field
merge_steps | structure | steps* saved_setup role new_cv
    one queue in place of several; mean is the sum less the saved set-up
    training; access; job description
split_step | structure | step* parts
    a queue for each part, each with its own role, mean and spread
    procedure; design of the hand-over
move_step | structure | step* to
    visits follow the new place; behind a split it runs on that branch only
    procedure; order in the system
reorder_knockouts | structure | steps*
    expected work until a case is turned down
    order in the system
relocate_control | structure | step* to
    less work before a rejection and a shorter way back
    form; guidance
parallelise | structure | steps*
    the longest branch sets the time; the work stays; waiting at the join appears
    coordination; view of the case
sequentialise | structure | fragment* order
    work saved by early stops, longer cycle
    procedure
automate_step | structure | step* share service_time unit_cost fallout
    a share runs without staff; what falls out is done by hand
    build; integration; tests; run licence; exception team; assurance
empower | structure | step* limit share decision_min leakage
    a share passes the approval by; deciding takes the proposer longer
    delegation; training; sample audit
add_triage | structure | before at classes accuracy duration role routes
    a queue, mean and spread for each class; the wrongly sorted come back
    criteria; training; tool
change_routing | parameter | gateway* flow sample probability
    visits behind the split
    policy; screens
remove_gateway | structure | gateway* default
    one route for all; the others leave by an exception
    procedure
add_exception_path | structure | gateway* role
    rare cases leave the ordinary queue for their own
    procedure; named owner
replace_fragment | structure | fragment* with_file
    the new part in place of the old
    project
add_control | structure | where control duration role detect
    more work and waiting; fewer errors get through
    staff; evidence store
remove_control | structure | step* control escape
    less work; what gets through costs rework or loss
    sign-off; risk acceptance
change_rework_prob | parameter | gateway* probability
    the number of times round the loop
    removing the cause: training, validation
change_duration | parameter | step* mean factor cv
    work, waiting and cycle time
    tool; template; screen
change_cost | parameter | step* role fixed_cost rate
    money alone
    contract; price; grade
change_error_rate | parameter | step* rate
    visits of the rework linked to it, and complaints
    training; mistake-proofing; screen
standardise_step | parameter | step* mean cv error_rate
    less spread, so shorter waits at one load; fewer errors
    template; training; upkeep
validate_at_entry | parameter | step* fields incomplete_rate customer_min dropout
    fewer loops to the customer; some give up at entry
    form; test with users
buffer_information | parameter | step* source hit_rate freshness
    no outside wait for hits; stale answers become errors
    data store
set_batch | parameter | step* size max_wait period
    waiting until a batch is full or due; one set-up a batch
    timetable; supplier
unbatch | parameter | step*
    no wait for a batch; a set-up for each case
    payment runs; system
train | parameter | role step* hours error_rate duration_factor
    capacity dips, then errors or durations fall
    hours of training; trainer
change_patience | parameter | queue* mean
    who hangs up, and how long the others wait
    messages; information
change_abandonment | parameter | step* dropout
    volume behind a step without staff
    form; test with users
reassign_step | assignment | step* role location duration_factor
    load and hand-offs move between groups
    training; access; grade
outsource_step | assignment | step* unit_cost lead_time error_rate
    a delay and a price in place of a queue of ours
    contract; exit plan; transfer of staff; oversight
insource_step | assignment | step* role
    a queue of ours in place of a delay
    recruiting; training; systems
change_headcount | resource | role by to from_date
    capacity and pay from a date
    recruiting; training; pay
change_calendar | resource | role shifts
    capacity by the hour of the week
    premium; consultation
pool_resources | resource | roles duration_factor
    one queue with the capacity of several
    training; access
cross_train | resource | role steps* people duration_factor
    help at peaks and in absence, at the slower pace
    training days; pay
assign_case_manager | resource | role share duration_factor
    one person a case: set-up saved, waiting for that person
    role design
change_priority_rule | resource | role step* rule classes ageing
    means by class; the mean over all may stay
    dispatch tool
set_sla | queue | step* target after escalate_to
    shorter tail for what is escalated, longer waits for the rest
    tool; rota
add_callback | queue | queue* threshold acceptance reach retry max_delay
    callers keep their place without holding the line
    telephony
change_arrivals | demand | factor profile share
    load
    the cause, elsewhere
level_demand | demand | share from_hours to_hours
    lower peaks at the same volume
    appointments; mailing dates; prices
change_channel | demand | share from_channel to_channel
    another mix of work
    platform; skills of staff
deflect_demand | demand | step* offered taken success failure_penalty
    fewer and harder arrivals; failures come back later
    portal; content; promotion
reduce_failure_demand | demand | cause share
    fewer repeats, harder mix
    the root cause, often elsewhere
add_proactive_update | demand | points chase_reduction unit_cost
    fewer chasing contacts at the price of messages
    messages
investigate | no simulation | topic
    nothing: an action with an owner and a date
    time
collect_feedback | no simulation | step method target_n
    nothing: a plan for collecting data
    time
"""


def _operation(line: str, simulates: str, costs: str) -> Operation:
    name, kind, words = (part.strip() for part in line.split("|"))
    marked = words.split()
    return Operation(
        name=name,
        parameters=tuple(word.rstrip("*") for word in marked),
        kind=kind,  # type: ignore[arg-type]
        subjects=tuple(word[:-1] for word in marked if word.endswith("*")),
        simulates=simulates.strip(),
        costs=tuple(cost.strip() for cost in costs.split(";")),
    )


_LINES = _TABLE.strip().splitlines()
OPERATIONS: Mapping[str, Operation] = MappingProxyType(
    {operation.name: operation for operation in map(_operation, _LINES[::3], _LINES[1::3], _LINES[2::3])}
)


_PLAIN = {"change_rework_prob": "change how often work is done again", "set_sla": "set a service level"}
_NAMED = re.compile(rf"(?<![\w.])({'|'.join(name for name in OPERATIONS if '_' in name)})(?![\w.])")


def in_plain_words(text: str) -> str:
    """Return a sentence with the names of operations in it written as words.

    Examples
    --------
    >>> in_plain_words("operation remove_control is not permitted; set_sla is")
    'operation “remove control” is not permitted; “set a service level” is'
    """
    return _NAMED.sub(lambda found: f"\u201c{_PLAIN.get(found[1], found[1].replace('_', ' '))}\u201d", text)
