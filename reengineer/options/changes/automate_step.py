"""Let software do a share of a step."""

from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.bpmn import ServiceTask
from reengineer.options._change import Change
from reengineer.options._fields import Fee, PositiveShare, ShareOf1, Time
from reengineer.options._redraw import Redraw, stood_for
from reengineer.quantities import Distribution, Estimate

_BY_SOFTWARE = ("serviceTask", "scriptTask", "businessRuleTask")


class AutomateStep(Change):
    """Let software do a share of a step; the rest, and what falls out, is done by hand as before.

    An exclusive split before the step sends `share` to a service task without staff. Of what the service took,
    `fallout` goes to the step after all, so the staff do ``1 - share x (1 - fallout)`` of the cases.

    **Needs** a task that people do, with one way on.
    **Keeps** the step with its id, people and times; the service stands for it in checks of controls and order.
    **A boundary may forbid** a share above its limit, a decision without assessment, a control without a person.

    Parameters
    ----------
    step : str
    share : share above 0
        Of the cases that rules can decide.
    service_time : time
        The service takes; none where left out.
    unit_cost : money
        For each run of the service, fallout included.
    fallout : share
        Of what the service took, that goes to the step by hand; none where left out.
    """

    operation = "automate_step"

    step: str
    share: PositiveShare
    service_time: Time | None = None
    unit_cost: Fee | None = None
    fallout: ShareOf1 = Estimate(0.0)

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the split, the service and the merge."""
        step = self._checked(as_is)
        ways_in, way_on = as_is.map.incoming(step.id), as_is.map.outgoing(step.id)[0]
        redraw = Redraw(as_is, self.operation, step.node)
        split = redraw.gateway(f"{step.name}: by rule?", near=ways_in[0].source if ways_in else None)
        service = redraw.task(
            ServiceTask, f"{step.name} (automatic)", self._notes(step), stands_for=stood_for(as_is, step.id)
        )
        merge = redraw.gateway()
        for flow in ways_in:
            redraw.redirect(flow.id, target=split)
        automatic, by_hand = redraw.flow(split, service, "yes"), redraw.flow(split, step.id, "no")
        redraw.shares(split, {automatic: self.share, by_hand: "rest"})
        done = service
        if self.fallout.most > 0:
            done = redraw.gateway("Fell out?")
            redraw.flow(service, done)
            out, through = redraw.flow(done, step.id, "yes"), redraw.flow(done, merge, "no")
            redraw.shares(done, {out: self.fallout, through: "rest"})
        else:
            redraw.flow(service, merge)
        redraw.flow(step.id, merge)
        redraw.redirect(way_on.id, source=merge)
        return redraw.done()

    def _checked(self, as_is: AnnotatedMap) -> Step:
        step = self.step_of(as_is, self.step)
        if step.node.type in _BY_SOFTWARE:
            raise self.refuse("RE406", f"software does {step.id} already", "Name a step that people do.")
        self.one_way_on(as_is, step)
        return step

    def _notes(self, step: Step) -> StepNotes:
        kept = {
            name: getattr(step.notes, name) for name in ("controls", "inputs", "outputs") if getattr(step.notes, name)
        }
        return StepNotes(duration=self.service_time or Distribution.fixed(0.0), cost=self.unit_cost, **kept)
