"""Let people begin, pause and end work, and pay for it."""

from collections import Counter

from reengineer.calendars import NEVER, OpenTime
from reengineer.simulation._draws import CALL_BACK, DURATION, SETUP, cost_of, learned
from reengineer.simulation._duty import Duty, common
from reengineer.simulation._items import Held, Worked
from reengineer.simulation._tables import FINISH
from reengineer.simulation.reference._model import Alternative, Step, evaluate
from reengineer.simulation.reference._records import WORKING, Item, Stretch
from reengineer.simulation.reference._run import SETUP_CAUSE, UNAVAILABILITY, Run

HOUR = 3_600_000_000


class Members:
    """Hold what members do: what they have in hand, and what they did.

    Parameters
    ----------
    run : Run
    """

    def __init__(self, run: Run) -> None:
        program = run.program
        count = len(program.member_rate)
        self.calendars: list[OpenTime] = [run.calendars[number] for number in program.member_calendar.tolist()]
        self.group: list[int] = program.group_of_member.tolist()
        self.factor: list[float] = program.member_factor.tolist()
        self.capacity: list[int] = [int(program.requests.capacity[group]) for group in self.group]
        self.rate = [
            _shared(rate, many) for rate, many in zip(program.member_rate.tolist(), self.capacity, strict=True)
        ]
        self.overtime_rate = [
            _shared(rate, many)
            for rate, many in zip(program.requests.overtime_rate.tolist(), self.capacity, strict=True)
        ]
        first = program.requests.slow_first.tolist()
        slow = program.requests.slow.tolist()
        self.slow = [slow[first[group] : first[group + 1]] for group in self.group]
        self.skills: list[list[int]] = program.requests.member_skills.tolist()
        self.kind: list[int] = program.requests.initial_kind.tolist()
        self.in_hand: list[dict[Item, None]] = [{} for _ in range(count)]
        self.component: list[int] = [int(program.component[group]) for group in self.group]
        self.dirty: set[int] = set()
        """Components in which something changed since their last phase C."""
        self.released = [-1] * count
        self.busy = [0] * count
        self.overtime = [0] * count
        self.times: Counter[tuple[int, int]] = Counter()
        """How often a member, or -1 for all, began the work of a step that is learned."""

    def has_room(self, member: int) -> bool:
        """Say whether a member may take one more item."""
        return len(self.in_hand[member]) < self.capacity[member]


def _shared(rate: int, items: int) -> int:
    """Return an hourly rate divided by the items that a member has in hand at once, half up."""
    return (2 * rate + items) // (2 * items) if items > 1 else rate


def duty_of(members: Members, who: tuple[int, ...]) -> OpenTime | Duty:
    """Return the time in which some members are on duty together."""
    return common(members.calendars[member] for member in who)


def amount(run: Run, item: Item, members: Members, who: tuple[int, ...], alternative: Alternative | None) -> int:
    """Return the ticks of work that an item takes when some members begin it."""
    before, load = _factors(members, who, alternative)
    if item.step.learning:
        before = (*before, _learning(members, item.step, who))
    if not item.rows:
        return _one_amount(run, item, alternative, (*before, *load))
    factors = (*before, item.step.batch_factor(len(item.rows)), *load)
    if not item.step.is_sequential:
        return _one_amount(run, item.rows[0], alternative, factors)
    item.shares = [_one_amount(run, row, alternative, factors) for row in item.rows]
    return sum(item.shares)


def _factors(
    members: Members, who: tuple[int, ...], alternative: Alternative | None
) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the factors on time of who does it and how it is staffed, and that of what they have in hand."""
    if not who:
        return (), ()
    mean = sum(members.factor[member] for member in who) / len(who) if len(who) > 1 else members.factor[who[0]]
    own = (alternative.factor,) if alternative is not None and alternative.factor != 1 else ()
    slow = [
        members.slow[member][min(len(members.in_hand[member]), len(members.slow[member]) - 1)]
        for member in who
        if members.slow[member]
    ]
    return (mean, *own), (max(slow),) if slow else ()


def _learners(step: Step, who: tuple[int, ...]) -> tuple[int, ...]:
    """Return those who get better at a step by doing it: its members, or all who do it as one."""
    return (-1,) if step.learns_together else who


def _learning(members: Members, step: Step, who: tuple[int, ...]) -> float:
    """Return the factor of what those who do a step have learned: the mean of theirs."""
    learners = _learners(step, who)
    factors = [learned(members.times[step.number, one], step.learning, step.learning_floor) for one in learners]
    return sum(factors) / len(factors) if len(factors) > 1 else factors[0]


def _one_amount(run: Run, item: Item, alternative: Alternative | None, factors: tuple[float, ...]) -> int:
    step = item.step
    if run.hooks.duration is not None:
        seconds = run.hooks.duration(step.id, item.case.number, item.visit)
        if seconds is not None:
            return run.rounded(seconds, step, factors)
    row = run.left_of(item)
    if row < 0:
        row = step.duration if alternative is None or alternative.duration < 0 else alternative.duration
    if row >= 0:
        return run.ticks(row, run.uniform_of(item, DURATION), step, factors)
    if step.duration_of:
        return run.rounded(evaluate(step.duration_of, item.known), step, factors)
    return 0


def setup_due(members: Members, step: Step, who: tuple[int, ...]) -> bool:
    """Say whether somebody has to change over to a step."""
    return step.setup >= 0 and any(members.kind[member] != step.work_kind for member in who)


def setup_ticks(run: Run, item: Item) -> int:
    """Return the ticks of the change-over to an item's work."""
    return run.ticks(item.step.setup, run.uniform_of(item.rows[0] if item.rows else item, SETUP), item.step)


def takes(run: Run, item: Item, members: Members, who: tuple[int, ...], alternative: Alternative) -> int:
    """Return the ticks that an item's set-up and work would take now."""
    setup = setup_ticks(run, item) if setup_due(members, item.step, who) else 0
    return setup + amount(run, item, members, who, alternative)


def is_too_long(run: Run, item: Item, members: Members, who: tuple[int, ...], alternative: Alternative) -> bool:
    """Say whether an item's work fits into no time in which its members are on duty together."""
    return takes(run, item, members, who, alternative) > _longest(duty_of(members, who))


def _longest(duty: OpenTime | Duty) -> int:
    """Return the longest time in which some members are on duty without a break."""
    longest = 0
    calendars = duty.calendars if isinstance(duty, Duty) else (duty,)
    end = max(sum(calendar.repeats()) for calendar in calendars) or max(
        calendar.intervals()[-1][1] for calendar in calendars
    )
    tick = duty.next_open(0)
    while tick < end:
        closes = duty.next_change(tick)
        if closes >= NEVER:
            return NEVER
        longest = max(longest, closes - tick)
        tick = duty.next_open(closes)
    return longest


def begin(run: Run, members: Members, item: Item, who: tuple[int, ...], alternative: Alternative | None) -> None:
    """Seize people and work: set-up first where it is due, then work, over closed hours by the rule of the step."""
    step, now = item.step, run.now
    if item.remaining < 0:
        item.is_ringing = _reaches_nobody(run, item)
        item.remaining = step.callback_ring if item.is_ringing else amount(run, item, members, who, alternative)
        item.allocated = now
        if step.learning and not item.is_ringing:
            members.times.update((step.number, one) for one in _learners(step, who))
    item.members = who
    item.last_allocated, item.allocated_phase = now, run.phase
    setup = setup_ticks(run, item) if setup_due(members, step, who) else 0
    for member in who:
        members.in_hand[member][item] = None
        members.kind[member] = step.work_kind
    runs_on = step.at_close == FINISH
    duty = duty_of(members, () if runs_on else who)
    work_begins = duty.advance(now, setup)
    if setup and item.remaining:
        work_begins = duty.next_open(work_begins)
    ends = duty.advance(work_begins, item.remaining)
    item.stretch = Stretch(
        begins=now, work_begins=work_begins, ends=ends, setup=setup, work=item.remaining, runs_on=runs_on
    )
    item.stage = WORKING
    item.generation += 1
    if item.started < 0:
        item.started = work_begins
    if not item.rows:
        run.end_work(item, ends)
    if work_begins > now:
        _end_setup(run, members, item, work_begins)
    if step.boundaries and not item.is_ringing and not item.rows:
        run.begun.append(item)


def _end_setup(run: Run, members: Members, item: Item, tick: int) -> None:
    """Look at the queue again when a set-up ends: from then on the work may be pre-empted."""
    generation = item.generation

    def ended(_event: object) -> None:
        if item.generation == generation:
            members.dirty.update(members.component[member] for member in item.members)

    run.env.timeout(tick - run.now).callbacks.append(ended)


def _reaches_nobody(run: Run, item: Item) -> bool:
    """Say whether this is an attempt to call back that reaches nobody."""
    if not item.called:
        return False
    item.attempts += 1
    reach = item.step.callback_reach
    return reach < 1 and run.uniform_of(item, CALL_BACK, item.instance * 64 + item.attempts) >= reach


def done_by(members: Members, item: Item, now: int) -> tuple[int, int]:
    """Return the ticks of set-up and of work that a working item has had by a tick."""
    stretch = item.stretch
    if stretch is None:
        return 0, 0
    if now >= stretch.ends:
        return stretch.setup, stretch.work
    duty = duty_of(members, () if stretch.runs_on else item.members)
    if now < stretch.work_begins:
        return min(duty.open_between(stretch.begins, now), stretch.setup), 0
    return stretch.setup, duty.open_between(stretch.work_begins, now)


def stop(run: Run, members: Members, item: Item) -> None:
    """End the stretch of a working item now: charge set-up and pauses, pay for what was done, let people go."""
    stretch = item.stretch
    if stretch is None:
        return
    now = run.now
    setup, work = done_by(members, item, now)
    item.waits[SETUP_CAUSE] += setup
    item.waits[UNAVAILABILITY] += now - stretch.begins - setup - work
    item.work += work
    item.remaining -= work
    if now < stretch.work_begins and item.started == stretch.work_begins:
        item.started = -1
    for member in item.members:
        on_duty = on_duty_of(members, stretch, member, setup + work, now)
        item.cost += cost_of(on_duty, members.rate[member])
        item.cost += cost_of(setup + work - on_duty, members.overtime_rate[member])
    note_work(run, item, stretch.work_begins, work)
    let_go(run, members, item)


def busy_so_far(members: Members, member: int, now: int) -> int:
    """Return for how long a member has been busy up to now, overtime and what is in hand included."""
    in_hand = sum(sum(done_by(members, item, now)) for item in members.in_hand[member])
    return members.busy[member] + members.overtime[member] + in_hand


def on_duty_of(members: Members, stretch: Stretch, member: int, busy: int, until: int) -> int:
    """Return how much of a member's busy time lay in its own hours."""
    return members.calendars[member].open_between(stretch.begins, until) if stretch.runs_on else busy


def note_work(run: Run, item: Item, begins: int, work: int) -> None:
    """Keep when a case was worked on."""
    if work:
        runs_on = item.step.at_close == FINISH
        run.worked.append(Worked(item.case.number, item.step.number, begins, run.now, runs_on, item.members))


def let_go(run: Run, members: Members, item: Item) -> None:
    """Let the members of an item go, and count the time for which they were busy."""
    stretch = item.stretch
    if stretch is None:
        return
    setup, work = done_by(members, item, run.now)
    for member in item.members:
        on_duty = on_duty_of(members, stretch, member, setup + work, run.now)
        members.busy[member] += on_duty
        members.overtime[member] += setup + work - on_duty
        if on_duty:
            run.held.append(Held(member, stretch.begins, run.now, on_duty, stretch.runs_on, item.members))
        del members.in_hand[member][item]
        members.released[member] = run.now
        members.dirty.add(members.component[member])
    item.stretch = None
    item.generation += 1
