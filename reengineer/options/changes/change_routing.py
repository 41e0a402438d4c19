"""Change how often a branch is taken."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1
from reengineer.processmap import Flow, Node
from reengineer.quantities import Estimate

_SPLITS = ("exclusiveGateway", "inclusiveGateway")


class ChangeRouting(Change):
    """Change the share of one branch; the other branches share what is left in the proportions they had.

    **Needs** an exclusive or inclusive split. Where the other branches had nothing to share in proportion, there may
    be only one of them.
    **A boundary may forbid** a share that leaves too few cases to a check.

    Parameters
    ----------
    gateway : str
    flow : str
        Id of the flow, or ``to TARGET``.
    probability : share
    sample : bool or text, optional
        That, or how, the cases are picked at random; kept on record.
    """

    operation = "change_routing"

    gateway: str
    flow: str
    probability: ShareOf1
    sample: bool | str | None = None

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map with the new shares."""
        gateway = self.step_of(as_is, self.gateway, activity=False).node
        if gateway.type not in _SPLITS or not as_is.map.is_split(gateway.id):
            raise self.refuse(
                "RE404", f'"{self.gateway}" is not a split whose branches have shares', "Name an exclusive gateway."
            )
        chosen = self._flow(as_is, gateway)
        before = as_is.shares(gateway.id)
        others = {flow: share for flow, share in before.items() if flow != chosen.id}
        if gateway.type == "inclusiveGateway":
            return as_is.with_shares(gateway.id, {**others, chosen.id: self.probability})
        if len(others) == 1:
            return as_is.with_shares(gateway.id, {chosen.id: self.probability, **dict.fromkeys(others, "rest")})
        return as_is.with_shares(gateway.id, {chosen.id: self.probability, **self._scaled(others)})

    def _scaled(self, others: dict[str, float]) -> dict[str, Estimate]:
        total, left = sum(others.values()), 1 - self.probability.value
        if total <= 0:
            message = f"the {len(others)} other branches had no shares to scale"
            raise self.refuse("RE408", message, "Change the shares of the others first.")
        return {flow: Estimate(share * left / total) for flow, share in others.items()}

    def _flow(self, as_is: AnnotatedMap, gateway: Node) -> Flow:
        flows = as_is.map.outgoing(gateway.id)
        wanted = self.flow.removeprefix("to ").strip() if self.flow.startswith("to ") else None
        target = as_is.map.find(wanted) if wanted else None
        found = [flow for flow in flows if flow.id == self.flow or (target is not None and flow.target == target.id)]
        if len(found) != 1:
            listed = ", ".join(f"{flow.id} (to {flow.target})" for flow in flows)
            raise self.refuse(
                "RE403", f'"{self.flow}" is not one branch of {gateway.id}', f"Its branches are {listed}."
            )
        return found[0]
