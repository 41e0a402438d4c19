"""Let cases up to a limit pass an approval by."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._change import Change, edited
from reengineer.options._fields import Amount, Minutes, PositiveShare
from reengineer.options._loops import loops
from reengineer.options._redraw import Redraw
from reengineer.options._routes import is_backward, merge_into, nearest_steps_before
from reengineer.processmap import Flow
from reengineer.quantities import Duration, Estimate


class Empower(Change):
    """Let cases up to a limit pass an approval by, since whoever proposes may decide them.

    An exclusive split before the approval sends `share` round it. They join the flow on which approved cases go on:
    the step's only way on or, where a gateway follows it, the gateway's branch that does not lead back; of several
    such branches the default, or the one that `joins` names.

    `decision_min` is added to the mean time of the step before the approval, its spread staying in proportion.
    `leakage`, the extra pay-out or error on cases that pass by, is kept on record and not simulated.

    **Needs** an approval, and the share of cases up to the limit.
    **Keeps** the approval for the other cases.
    **A boundary may forbid** a limit above its own, and any way round a control that takes two people.

    Parameters
    ----------
    step : str
        The approval.
    limit : money or number
        In the currency of the map where it is a number.
    share : share above 0
        Of the cases, up to the limit.
    decision_min : minutes or duration
        Added to the step before; none where left out.
    leakage : money or share, optional
    joins : str, optional
        Id of the flow that the cases join.
    """

    operation = "empower"

    step: str
    limit: Amount | None = None
    share: PositiveShare | None = None
    decision_min: Minutes = Duration(Estimate(0.0))
    leakage: Amount | None = None
    joins: str | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the split and the way round."""
        step = self.step_of(as_is, self.step)
        if step.notes.is_approval is False:
            raise self.refuse(
                "RE406", f"{step.id} is not an approval", "Name a step that approves what others propose."
            )
        if self.share is None:
            message = "the share of cases up to the limit is not stated, and the map has no values of cases"
            raise self.refuse("RE407", message, "Write the share, such as share: 0.7.")
        joined = self._joined(as_is, step)
        redraw = Redraw(as_is, self.operation, step.node)
        ways_in = as_is.map.incoming(step.id)
        split = redraw.gateway(f"Within {self._limit_text(as_is)}?", near=ways_in[0].source if ways_in else None)
        for flow in ways_in:
            redraw.redirect(flow.id, target=split)
        to_approval = redraw.flow(split, step.id, "no")
        around = redraw.flow(split, merge_into(redraw, as_is, joined), "yes")
        redraw.shares(split, {around: self.share, to_approval: "rest"})
        return self._slower(redraw.done(), as_is, step)

    def _limit_text(self, as_is: AnnotatedMap) -> str:
        if self.limit is None:
            return "limit"
        return f"{self.limit:g} {as_is.currency}" if isinstance(self.limit, float) else str(self.limit)

    def _joined(self, as_is: AnnotatedMap, step: Step) -> Flow:
        if self.joins is not None:
            return as_is.map.flow(self.joins)
        way_on = self.one_way_on(as_is, step)
        branches = as_is.map.outgoing(way_on.target)
        if as_is.map.node(way_on.target).kind != "gateway" or len(branches) < 2:
            return way_on
        back = {loop.branch.id for loop in loops(as_is)}
        forward = [flow for flow in branches if flow.id not in back and not is_backward(as_is, flow)]
        chosen = forward if len(forward) == 1 else [flow for flow in forward if flow.is_default]
        if len(chosen) != 1:
            names = ", ".join(flow.id for flow in forward or branches)
            message = f"{len(forward)} branches after {step.id} do not lead back, so it is not clear which is approval"
            raise self.refuse("RE408", message, f"Write joins with the id of one of the flows: {names}.")
        return chosen[0]

    def _slower(self, to_be: AnnotatedMap, as_is: AnnotatedMap, step: Step) -> AnnotatedMap:
        added = float(self.decision_min)
        if not added:
            return to_be
        before = nearest_steps_before(as_is, [flow.source for flow in as_is.map.incoming(step.id)])
        proposers = [node for node in before if as_is.step(node).notes.duration is not None]
        if not proposers:
            raise self.refuse("RE407", f"no step with a duration stands before {step.id}", "Leave decision_min out.")
        for node in proposers:
            notes = as_is.step(node).notes
            assert notes.duration is not None  # noqa: S101 - chosen by it
            to_be = to_be.with_step(node, edited(notes, duration=notes.duration.with_mean(notes.duration.mean + added)))
        return to_be
