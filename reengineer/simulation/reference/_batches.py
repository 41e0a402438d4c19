"""Gather items into batches, let batches go, and share out what they take and cost."""

from reengineer.simulation._draws import cost_of
from reengineer.simulation.reference import _work as work
from reengineer.simulation.reference._model import BatchRule, Step
from reengineer.simulation.reference._records import (
    BATCH_LIMIT,
    DONE,
    HOLD,
    QUEUED,
    WORKING,
    Clock,
    Item,
)
from reengineer.simulation.reference._run import BATCHING, SETUP_CAUSE, UNAVAILABILITY, Run

Key = tuple[int, float]


def look(run: Run) -> bool:
    """Look at the rules of the sets in which something changed, at the end of A and B; say whether a batch went."""
    keys, run.fresh_sets = sorted(run.fresh_sets), set()
    went = False
    for key in keys:
        while fire(run, key):
            went = True
        _set_clock(run, key)
    return went


def fire(run: Run, key: Key, *, forced: bool = False) -> bool:
    """Let the oldest items of a set go where one of its rules holds."""
    items = run.gathering.get(key)
    if not items:
        return False
    step = run.steps[key[0]]
    items.sort(key=lambda item: (item.since, item.key))
    if not forced and not any(_holds(run, rule, items) for rule in step.rules):
        return False
    most = step.batch_most or len(items)
    rows, rest = items[:most], items[most:]
    run.gathering[key] = rest
    _request(run, step, rows)
    return True


def _holds(run: Run, rule: BatchRule, items: list[Item]) -> bool:
    if len(items) < rule.size:
        return False
    if rule.waited >= 0 and run.now - items[0].since < rule.waited:
        return False
    return rule.window < 0 or run.calendars[rule.window].is_open(run.now)


def _set_clock(run: Run, key: Key) -> None:
    """Look again when the oldest has waited long enough, or a window opens."""
    items = run.gathering.get(key)
    if not items:
        return
    ticks = []
    for rule in run.steps[key[0]].rules:
        tick = max(items[0].since + max(rule.waited, 0), run.now)
        if rule.window >= 0:
            tick = run.calendars[rule.window].next_open(tick)
        if tick > run.now:
            ticks.append(tick)
    if ticks:
        order = (*items[0].key, 2, 1)
        run.at(min(ticks), Clock(BATCH_LIMIT, order, key))


def _request(run: Run, step: Step, rows: list[Item]) -> None:
    """Queue a batch as one request, ranked by its oldest item."""
    oldest = rows[0]
    batch = Item(step, oldest.scope, oldest.visit, oldest.instance, run.now)
    batch.rows = rows
    batch.stage = QUEUED
    batch.ready = run.now
    batch.first_phase = run.phase + 1
    if step.hold and step.preferred >= 0:
        batch.hold_until = run.now + step.hold
        batch.clocks.append(run.at(batch.hold_until, Clock(HOLD, (*batch.key, 2, 0), batch)))
    for row in rows:
        row.waits[BATCHING] += run.now - row.since
        row.stage, row.batch, row.ready = QUEUED, batch, run.now
        row.first_phase = batch.first_phase
    run.newly_ready.append(batch)


def take_out(run: Run, item: Item) -> None:
    """Take an item out of its ready set."""
    for key, items in run.gathering.items():
        if item in items:
            items.remove(item)
            run.fresh_sets.add(key)
            return


def share_waits(batch: Item, item: Item) -> None:
    """Charge an item of a batch as the batch was charged in its queue."""
    for cause, ticks in enumerate(batch.waits):
        item.waits[cause] += ticks


def started(run: Run, members: work.Members, batch: Item) -> None:
    """Note for each item of a batch that it has begun: what it waited, and what it will pay."""
    stretch = batch.stretch
    if stretch is None:
        return
    batch.size = len(batch.rows)
    batch.key = batch.rows[0].key  # for as long as it is worked on, whoever leaves
    duty = work.duty_of(members, () if stretch.runs_on else batch.members)
    tick = stretch.work_begins
    for place, row in enumerate(batch.rows):
        share_waits(batch, row)
        row.allocated, row.members, row.stage, row.place = run.now, batch.members, WORKING, place
        row.started = stretch.work_begins
        if batch.step.is_sequential:
            row.started = duty.next_open(tick) if batch.shares[place] else tick
            tick = duty.advance(tick, batch.shares[place])
            row.deadline = tick
            run.end_work(row, tick)
        if row.step.boundaries:
            run.begun.append(row)
    run.end_work(batch, stretch.ends)


def finish_row(run: Run, members: work.Members, batch: Item, row: Item, *, is_cut: bool = False) -> None:
    """Charge and price the part of an item in a batch, up to now; its work is its own, or that of all at once.

    Who leaves pays as if it stayed to the end; where the run is cut, all pay for what was done by then.
    """
    now = run.now
    stretch = batch.stretch
    if stretch is None:
        return
    duty = work.duty_of(members, () if stretch.runs_on else batch.members)
    setup, done = work.done_by(members, batch, now)
    row.waits[SETUP_CAUSE] += setup
    if batch.step.is_sequential:
        begun = max(min(row.started, now), stretch.work_begins)
        turn = duty.open_between(stretch.work_begins, begun) if begun > stretch.work_begins else 0
        row.waits[BATCHING] += turn
        row.work = min(done - turn, batch.shares[row.place]) if now > begun else 0
    else:
        row.work = done
        turn = 0
    row.waits[UNAVAILABILITY] += now - row.allocated - setup - turn - row.work
    if now < row.started:
        row.started = -1
    row.cost = row.step.fixed_cost if row.started >= 0 else 0
    row.cost += _price(members, batch, row, now if is_cut and now < stretch.ends else stretch.ends)
    work.note_work(run, row, row.started, row.work)


def _price(members: work.Members, batch: Item, row: Item, until: int) -> int:
    """Return what an item of a batch pays for its members up to a tick: its turn, or its part of their time."""
    stretch = batch.stretch
    if stretch is None:
        return 0
    begins, busy = stretch.begins, sum(work.done_by(members, batch, until))
    if batch.step.is_sequential:
        own = batch.shares[row.place] + (stretch.setup if row.place == 0 else 0)
        before = sum(batch.shares[: row.place]) + (stretch.setup if row.place else 0)
        begins, busy = begins + before, min(max(busy - before, 0), own)
        until = begins + busy
    total = 0
    for member in batch.members:
        on_duty = members.calendars[member].open_between(begins, until) if stretch.runs_on else busy
        overtime = busy - on_duty
        if not batch.step.is_sequential:
            on_duty, overtime = (_part(ticks, batch.size, row.place) for ticks in (on_duty, overtime))
        total += cost_of(on_duty, members.rate[member]) + cost_of(overtime, members.overtime_rate[member])
    return total


def _part(ticks: int, size: int, place: int) -> int:
    """Return the part of one of several among whom ticks are shared out; the first ones take what is left over."""
    return ticks // size + (place < ticks % size)


def leave_working(run: Run, members: work.Members, batch: Item, row: Item) -> None:
    """Let an item leave a batch that is being worked on: the batch keeps its people, and the item pays its part."""
    finish_row(run, members, batch, row)
    batch.rows.remove(row)


def end_row(run: Run, members: work.Members, row: Item) -> None:
    """Complete the turn of an item in a sequential batch."""
    batch = row.batch
    if batch is not None:
        finish_row(run, members, batch, row)
        batch.rows.remove(row)


def end(run: Run, members: work.Members, batch: Item) -> list[Item]:
    """End a batch: let its people go; return the items that complete with it."""
    rows = list(batch.rows)
    for row in rows:
        finish_row(run, members, batch, row)
    work.let_go(run, members, batch)
    batch.stage = DONE
    return rows
