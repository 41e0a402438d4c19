"""Add a check."""

from reengineer.annotations import AnnotatedMap, ResourceNotes, Step, StepNotes
from reengineer.bpmn import UserTask
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1, Time
from reengineer.options._lanes import lane_of
from reengineer.options._places import Place, place_of
from reengineer.options._redraw import Redraw
from reengineer.options._routes import nearest_steps_before
from reengineer.quantities import Estimate


class AddControl(Change):
    """Add a check that finds errors of the step before it, and sends what is wrong back to that step.

    The check finds `detect` of the errors: a step that goes wrong in the share e of its executions gets the share
    ``e x detect`` back, and ``e x (1 - detect)`` gets through. Without `detect` the check is work alone.

    **Needs** a place on the map; with `detect` the `error_rate` of the step before, stated here or in the annotations.
    **A boundary may forbid** more work or time than its limits.

    Parameters
    ----------
    where : place
        A flow's id, ``before STEP`` or ``after STEP``.
    control : str
        Name of the control, of the boundary or a new one.
    duration : time
    role : str
        The group that checks.
    detect : share, optional
        Of what is wrong, that the check finds.
    error_rate : share, optional
        Of the step before, where the annotations do not state it.
    """

    operation = "add_control"

    where: str
    control: str
    duration: Time
    role: str
    detect: ShareOf1 | None = None
    error_rate: ShareOf1 | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the check, and its way back."""
        role = self.group_of(as_is, self.role)
        place = place_of(self, as_is, self.where)
        back = self._checked_step(as_is, place) if self.detect is not None and self.detect.value > 0 else None
        found = self._found(back) if back is not None else Estimate(0.0)
        same = back if back is not None and role in back.notes.groups else None
        if same is not None and len(as_is.notes.resources.get(role, ResourceNotes()).people(role)) < 2:
            message = f"{role} is one person, who does {same.id} too and may not check it"
            raise self.refuse("RE408", message, "Let another group check, or let more people join this one.")
        redraw = Redraw(as_is, self.operation, place.beside)
        notes = StepNotes(
            role=role,
            duration=self.duration,
            controls=(self.control,),
            is_check=True,
            control_type="detective",
            not_same_person=(same.id,) if same is not None else (),
        )
        lane = lane_of(as_is, role, as_is.step(place.beside.id))
        check = redraw.task(UserTask, f"Check: {self.control}", notes, lane=lane)
        if back is None or found.most == 0:
            place.put(redraw, check, check)
            return redraw.done()
        split = redraw.gateway("In order?", near=check)
        redraw.flow(check, split)
        right = place.put(redraw, check, split)
        wrong = redraw.flow(split, back.id, "no")
        redraw.shares(split, {wrong: found, right: "rest"})
        return redraw.done()

    def _checked_step(self, as_is: AnnotatedMap, place: Place) -> Step:
        """Return the step whose errors are found: the only one right before the place."""
        steps = [
            ref
            for ref in nearest_steps_before(as_is, [flow.source for flow in place.flows])
            if as_is.map.node(ref).parent == place.beside.parent
        ]
        if len(steps) != 1:
            message = f"{len(steps)} steps stand right before the place, so it is not clear whose errors are found"
            raise self.refuse("RE408", message, "Name a place after one step, or leave detect out.")
        return as_is.step(steps[0])

    def _found(self, back: Step) -> Estimate:
        rate = self.error_rate.value if self.error_rate is not None else back.notes.error_rate
        if rate is None:
            message = f"it is not known how often {back.id} goes wrong, so not how much the check finds"
            raise self.refuse("RE407", message, "Write error_rate here or in the annotations, or leave detect out.")
        assert self.detect is not None  # noqa: S101 - asked for only then
        return self.detect.scaled(rate)
