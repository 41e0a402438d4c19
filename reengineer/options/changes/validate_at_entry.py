"""Check what customers enter when they enter it."""

from reengineer.annotations import AnnotatedMap, Step, StepNotes
from reengineer.bpmn import Task
from reengineer.options._change import Change, edited
from reengineer.options._fields import Minutes, ShareOf1
from reengineer.options._leaving import with_leaving
from reengineer.options._loops import loops
from reengineer.options._redraw import Redraw
from reengineer.options._shares import branch_of, split_of, with_share
from reengineer.processmap import Flow
from reengineer.quantities import Distribution, Duration, Estimate


class ValidateAtEntry(Change):
    """Check what customers enter when they enter it, so that fewer must be asked again.

    The share of cases that go round by the customer for what is missing falls to `incomplete_rate`. Entry takes the
    customer `customer_min` more, and the share `dropout` gives up there: at the step itself where nobody of ours
    attends it, else at a step of the customer that is drawn before it.

    **Needs** a way on which missing information is asked for: the loop or the wait after the step that customers are
    sent on; and the drop-out, even if it is 0.
    **A boundary may forbid** it where it bars people who need help, or asks for more data than are needed.

    Parameters
    ----------
    step : str
        At which the entries come in.
    fields : list of str, or text, optional
        What is checked; kept on record.
    incomplete_rate : share
        That must still be asked.
    customer_min : minutes or duration
    dropout : share
    flow : str, optional
        The branch on which customers are asked, where several may be meant.
    """

    operation = "validate_at_entry"

    step: str
    fields: tuple[str, ...] | str = ()
    incomplete_rate: ShareOf1
    customer_min: Minutes = Duration(Estimate(0.0))
    dropout: ShareOf1
    flow: str | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with complete entries."""
        step = self.step_of(as_is, self.step)
        asked = self._asked(as_is, step)
        now = as_is.shares(asked.source)[asked.id]
        if self.incomplete_rate.value > now:
            message = f"{now:.0%} are asked today, so {self.incomplete_rate.value:.0%} would be more"
            raise self.refuse("RE408", message, "State a share that is not above that of today.")
        to_be = with_share(self, as_is, asked, self.incomplete_rate)
        if step.notes.groups:
            return self._at_a_step_of_theirs(to_be, step)
        return self._at_the_step(to_be, step)

    def _asked(self, as_is: AnnotatedMap, step: Step) -> Flow:
        """Return the branch on which customers are asked for what is missing."""
        if self.flow is not None:
            flow = as_is.map.flow(self.flow)
            return branch_of(self, as_is, split_of(self, as_is, flow.source), flow.id)
        turns = {loop.branch.id for loop in loops(as_is) if step.id in loop.inside}
        found = [flow for flow in as_is.map.flows if flow.id in turns or self._waits_outside(as_is, step, flow)]
        if len(found) != 1:
            what = ", ".join(flow.id for flow in found) or "none"
            message = f"it is not clear on which branch customers are asked again: {what}"
            raise self.refuse("RE619", message, "Write flow with the id of the branch.")
        return found[0]

    @staticmethod
    def _waits_outside(as_is: AnnotatedMap, step: Step, flow: Flow) -> bool:
        """Say whether a branch right behind the step leads to a wait for somebody outside."""
        source, target = as_is.map.node(flow.source), as_is.map.node(flow.target)
        behind = flow.source in {way.target for way in as_is.map.outgoing(step.id)}
        if source.type != "exclusiveGateway" or not behind or not as_is.map.is_split(source.id):
            return False
        event = as_is.notes.events.get(target.id)
        return event is not None and event.delay is not None

    def _at_the_step(self, to_be: AnnotatedMap, step: Step) -> AnnotatedMap:
        added = float(self.customer_min)
        name = "delay" if step.notes.delay is not None else "duration"
        time = getattr(step.notes, name)
        longer = Distribution.fixed(added) if time is None else time.with_mean(time.mean + added)
        made = to_be.with_step(step.id, edited(step.notes, **{name: longer})) if added else to_be
        return with_leaving(self, made, self.one_way_on(made, step), self.dropout)

    def _at_a_step_of_theirs(self, to_be: AnnotatedMap, step: Step) -> AnnotatedMap:
        if not float(self.customer_min) and self.dropout.most == 0:
            return to_be
        turned = {flow.id for loop in loops(to_be) for flow in [loop.branch]}
        first = [flow for flow in to_be.map.incoming(step.id) if flow.id not in turned]
        first = [flow for flow in first if not to_be.map.dominates(step.id, flow.source)]
        if not first:
            raise self.refuse("RE408", f"nothing leads to {step.id}", "Keep a start event before it.")
        redraw = Redraw(to_be, self.operation, step.node)
        notes = StepNotes(delay=Distribution.fixed(float(self.customer_min)), customer_contact=True)
        entry = redraw.task(Task, "Entries are checked while they are made", notes)
        for flow in first:
            redraw.redirect(flow.id, target=entry)
        if self.dropout.most == 0:
            redraw.flow(entry, step.id)
            return redraw.done()
        split = redraw.gateway("Gives up?", near=entry)
        redraw.flow(entry, split)
        gone = redraw.flow(split, redraw.end("Gave up", near=split), "yes")
        redraw.shares(split, {gone: self.dropout, redraw.flow(split, step.id, "no"): "rest"})
        return redraw.done()
