"""Let customers serve themselves."""

from reengineer.annotations import AnnotatedMap, Step
from reengineer.options._arrivals import arrivals_of, kinds_named, scaled
from reengineer.options._change import Change, edited
from reengineer.options._fields import Minutes, ShareOf1
from reengineer.options._redraw import Redraw, stood_for
from reengineer.processmap import Node
from reengineer.quantities import Estimate


class DeflectDemand(Change):
    """Let customers serve themselves, so that fewer come; those who fail come all the same, and take longer.

    Of the cases that would reach the step, `offered` see the offer, `taken` of these try, and `success` of these are
    served: so ``1 - offered x taken x success`` of the cases still come. Those who tried and failed come with
    `failure_penalty` more work in the step: they are drawn as a step of their own beside it.

    **Needs** a step that every case of some kind comes to first, and the share that can serve itself.
    **A boundary may forbid** leaving a channel that must be kept, and what bars people who need help.

    Parameters
    ----------
    step : str
    offered, taken, success : share
    failure_penalty : minutes or duration
        More work in the step for those who failed; none where left out.
    """

    operation = "deflect_demand"

    step: str
    offered: ShareOf1 = Estimate(1.0)
    taken: ShareOf1
    success: ShareOf1
    failure_penalty: Minutes | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with fewer and harder cases."""
        step = self.step_of(as_is, self.step)
        kinds = self._kinds(as_is, step)
        tried = self.offered.value * self.taken.value
        served = tried * self.success.value
        to_be = as_is
        for kind in kinds:
            arrivals = scaled(self, kind, arrivals_of(self, as_is, kind), 1 - served)
            to_be = to_be.with_cases({kind: as_is.notes.cases[kind].model_copy(update={"arrivals": arrivals})})
        failed = (tried - served) / (1 - served)
        if self.failure_penalty is None or float(self.failure_penalty) == 0 or failed == 0:
            return to_be
        return self._harder(to_be, step, failed)

    def _kinds(self, as_is: AnnotatedMap, step: Step) -> tuple[str, ...]:
        """Return the kinds of case that come to the step before any other step."""
        found = []
        for kind in kinds_named(self, as_is, None):
            start = as_is.notes.cases[kind].start
            begin = [as_is.map.node(start)] if start is not None else list(as_is.map.starts)
            if all(_first_step(as_is, node) == step.id for node in begin):
                found.append(kind)
        if not found:
            message = f"{step.id} is not the first step of any kind of case, so fewer cases would not come to it alone"
            raise self.refuse("RE408", message, "Name the step at which cases come in, or use change_routing.")
        return tuple(found)

    def _harder(self, to_be: AnnotatedMap, step: Step, failed: float) -> AnnotatedMap:
        """Return the map in which those who failed have a longer step of their own."""
        if step.notes.duration is None:
            raise self.refuse("RE407", f"{step.id} has no duration", "State it in the annotations.")
        way_on = self.one_way_on(to_be, step)
        redraw = Redraw(to_be, self.operation, step.node)
        ways_in = to_be.map.incoming(step.id)
        split = redraw.gateway("Tried alone?", near=ways_in[0].source if ways_in else None)
        time = step.notes.duration.with_mean(step.notes.duration.mean + float(self.failure_penalty or 0.0))
        harder = redraw.task(
            type(step.node.element),  # type: ignore[arg-type]
            f"{step.name} (after trying alone)",
            edited(step.notes, duration=time),
            stands_for=stood_for(to_be, step.id),
        )
        redraw.follow(harder, (step.id,))
        merge = redraw.gateway()
        for flow in ways_in:
            redraw.redirect(flow.id, target=split)
        redraw.shares(split, {redraw.flow(split, harder, "yes"): failed, redraw.flow(split, step.id, "no"): "rest"})
        redraw.flow(harder, merge)
        redraw.flow(step.id, merge)
        redraw.redirect(way_on.id, source=merge)
        return redraw.done()


def _first_step(as_is: AnnotatedMap, start: Node) -> str | None:
    """Return the first activity after a start, where one way leads to it; events and merges may stand between."""
    node, seen = start, {start.id}
    while not node.is_activity:
        ways = as_is.map.outgoing(node.id)
        if len(ways) != 1 or ways[0].target in seen:
            return None
        node = as_is.map.node(ways[0].target)
        seen.add(node.id)
    return node.id
