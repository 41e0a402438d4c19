"""Find queues: the steps at which customers or work wait for a group."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change


def steps_of_group(as_is: AnnotatedMap, group: str) -> tuple[Step, ...]:
    """Return the steps that may take a group, in document order."""
    return tuple(step for step in as_is.steps if group in step.notes.groups)


def live_steps(change: Change, as_is: AnnotatedMap, queue: str) -> tuple[Step, ...]:
    """Return the steps of a queue in which customers wait live: one named, or those of a group.

    Raises
    ------
    ChangeError
        RE403 there is neither; RE406 nobody waits live there.
    """
    if queue in as_is.notes.resources:
        found = tuple(step for step in steps_of_group(as_is, queue) if is_live(as_is, step))
    else:
        step = change.step_of(as_is, queue)
        found = (step,) if is_live(as_is, step) else ()
    if not found:
        message = f"nobody waits live at {queue}"
        remedy = "Name a step at which customers wait; the annotations say so by is_live_queue or patience."
        raise change.refuse("RE406", message, remedy)
    return found


def is_live(as_is: AnnotatedMap, step: Step) -> bool:
    """Say whether customers wait live at a step: stated, or known by their patience or by the group that serves."""
    notes = step.notes
    if notes.is_live_queue is not None:
        return notes.is_live_queue
    group = as_is.notes.resources.get(next(iter(notes.groups), ""))
    return notes.patience is not None or (
        notes.customer_present is True and group is not None and bool(group.live_contact)
    )
