"""Set the share of one branch, and let the others share what is left."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.processmap import Flow, Node
from reengineer.quantities import Estimate

SPLITS = ("exclusiveGateway", "inclusiveGateway")


def split_of(change: Change, as_is: AnnotatedMap, ref: str, *, types: tuple[str, ...] = SPLITS) -> Node:
    """Return a gateway whose branches have shares; raise ChangeError RE404 where it is none."""
    node = change.step_of(as_is, ref, activity=False).node
    if node.type not in types or not as_is.map.is_split(node.id):
        raise change.refuse("RE404", f'"{ref}" is not a split whose branches have shares', "Name an exclusive gateway.")
    return node


def branch_of(change: Change, as_is: AnnotatedMap, gateway: Node, ref: str) -> Flow:
    """Return one branch of a gateway, by the id or name of its flow or ``to TARGET``; raise ChangeError RE403."""
    flows = as_is.map.outgoing(gateway.id)
    wanted = as_is.map.find(ref.removeprefix("to ").strip()) if ref.startswith("to ") else None
    found = [flow for flow in flows if flow.id == ref or (wanted is not None and flow.target == wanted.id)]
    found = found or [flow for flow in flows if flow.name == ref]
    if len(found) != 1:
        listed = ", ".join(f"{flow.id} (to {flow.target})" for flow in flows)
        raise change.refuse("RE403", f'"{ref}" is not one branch of {gateway.id}', f"Its branches are {listed}.")
    return found[0]


def as_share(number: Estimate) -> Estimate:
    """Return a computed share without the last digits that arithmetic leaves, its range too."""
    if number.low is None or number.high is None:
        return Estimate(round(number.value, 12))
    return Estimate(round(number.value, 12), round(number.low, 12), round(number.high, 12))


def with_share(change: Change, as_is: AnnotatedMap, flow: Flow, share: Estimate) -> AnnotatedMap:
    """Return the map in which a branch takes a share and the others what is left, in the proportions they had.

    Branches of an inclusive gateway are taken one by one, so the others stay as they are.

    Raises
    ------
    ChangeError
        RE408 several other branches had nothing to share in proportion.
    """
    gateway = as_is.map.node(flow.source)
    others = {other: part for other, part in as_is.shares(gateway.id).items() if other != flow.id}
    if gateway.type == "inclusiveGateway":
        return as_is.with_shares(gateway.id, {**others, flow.id: share})
    if len(others) == 1:
        return as_is.with_shares(gateway.id, {flow.id: share, **dict.fromkeys(others, "rest")})
    return as_is.with_shares(gateway.id, {flow.id: share, **_scaled(change, others, 1 - share.value)})


def _scaled(change: Change, others: dict[str, float], left: float) -> dict[str, Estimate]:
    total = sum(others.values())
    if total <= 0:
        message = f"the {len(others)} other branches had no shares to scale"
        raise change.refuse("RE408", message, "Change the shares of the others first.")
    return {flow: as_share(Estimate(share * left / total)) for flow, share in others.items()}
