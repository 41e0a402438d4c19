"""Call back who left a number: who takes the offer keeps the place; who is not reached is called again."""

from reengineer.simulation._draws import CALL_BACK, RETRIAL_DELAY
from reengineer.simulation._log import STATE_ABANDONED, STATE_FAILED
from reengineer.simulation.reference import _clocks as clocks
from reengineer.simulation.reference import _endings as endings
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import CALL_AGAIN, PATIENCE, WAITING, Clock, Item
from reengineer.simulation.reference._run import Run


def offer(run: Run, item: Item, waiting: int) -> None:
    """Offer a call-back to an item that finds so many waiting; who takes it no longer loses patience."""
    step = item.step
    if item.called or step.callback_from < 0 or waiting < step.callback_from:
        return
    item.called = run.uniform_of(item, CALL_BACK, item.instance * 64) < step.callback_share
    if item.called:
        for clock in item.clocks:
            clock.is_active = clock.is_active and clock.purpose != PATIENCE


def miss(run: Run, people: People, item: Item) -> None:
    """End an attempt that reached nobody: it is tried again later, or after the last the item is abandoned."""
    run.last = run.now
    run.record(item, STATE_FAILED, run.now)
    _begin_anew(item, run.now)
    step = item.step
    if item.attempts >= step.callback_attempts:
        endings.end_item(run, people, item, STATE_ABANDONED)
        clocks.gone(run, item, step.on_abandoned)
        return
    u = run.uniform_of(item, RETRIAL_DELAY, item.instance * 64 + item.attempts)
    delay = run.ticks(step.callback_retry, u, step)
    item.clocks.append(run.at(run.now + delay, Clock(CALL_AGAIN, (*item.key, 2, 0), item)))


def _begin_anew(item: Item, now: int) -> None:
    """Forget of an item what its row has told."""
    item.stage = WAITING
    item.generation += 1
    item.enabled = now
    item.ready = item.allocated = item.started = item.remaining = item.since = item.cause = -1
    item.work = item.cost = 0
    item.waits = [0, 0, 0, 0, 0, 0, 0, 0]
    item.members, item.rank = (), ()
    item.is_ringing = False
