"""Let go on, once tokens have moved, what waits for what it began: repeated activities, and who undoes others."""

from reengineer.simulation.reference import _activities as activities
from reengineer.simulation.reference import _undoing as undoing
from reengineer.simulation.reference._people import People
from reengineer.simulation.reference._records import DONE
from reengineer.simulation.reference._run import Run


def settle(run: Run, people: People) -> None:
    """Let go on what waits, in key order; what ends because of that waits for the next time."""
    while run.pending:
        waiting = sorted(run.pending, key=lambda item: item.key)
        run.pending.clear()
        for item in waiting:
            if item.stage == DONE:
                continue
            if item.ended:
                activities.settle(run, people, item)
            else:
                undoing.undo_next(run, item)
