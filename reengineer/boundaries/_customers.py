"""Check what was promised to customers, and what the protection of their data asks for (B401)."""

from collections.abc import Iterator

from reengineer.boundaries._ground import EXACT, Breach, Ground
from reengineer.operations import RequestedChange
from reengineer.quantities import Estimate

_ABOUT_DATA = ("validate_at_entry", "buffer_information", "outsource_step", "add_proactive_update", "replace_fragment")


def customer_breaches(ground: Ground) -> Iterator[Breach]:
    """Give a breach where what was promised to customers, or the protection of data, is passed over (B401)."""
    for change in ground.changes:
        yield from _channels(ground, change)
        decides = change.operation == "automate_step" and _decides(ground, change.subjects())
        if decides and "automate_step with decision" in ground.boundary.data.dpia_needed_if:
            yield from _assessment(ground, "automated decision", change.subjects())
        if change.operation == "outsource_step" and "new_supplier" in ground.boundary.data.dpia_needed_if:
            yield from _assessment(ground, "new supplier", change.subjects())


def _channels(ground: Ground, change: RequestedChange) -> Iterator[Breach]:
    """Give a breach where contacts leave a channel altogether, and nothing of the option brings any back."""
    if change.operation != "change_channel":
        return
    stated = change.parameters()
    channel, share = stated.get("from_channel"), stated.get("share")
    whole = isinstance(share, Estimate | int | float) and float(share) >= 1 - EXACT
    brought_back = any(other.parameters().get("to_channel") == channel for other in _later(ground, change))
    if channel in ground.boundary.customers.must_keep_channels and whole and not brought_back:
        message = f"{channel} channel removed but must be kept"
        remedy = f"Leave a share of contacts on {channel}."
        path = ("customers", "must_keep_channels")
        yield ground.breach_of(change, "B401", message, remedy, "must_keep_channels", path)


def _later(ground: Ground, change: RequestedChange) -> list[RequestedChange]:
    place = next(number for number, other in enumerate(ground.changes) if other is change)
    return [other for other in ground.changes[place + 1 :] if other.operation == "change_channel"]


def collects_data(ground: Ground) -> tuple[str, ...]:
    """Return the operations of the option that collect, keep or hand on personal data, each once."""
    return tuple(dict.fromkeys(change.operation for change in ground.changes if change.operation in _ABOUT_DATA))


def _decides(ground: Ground, subjects: tuple[str, ...]) -> bool:
    """Say whether a step's result sends cases different ways, or notes call it an approval."""
    for ref in subjects:
        node = ground.as_is.map.find(ref)
        if node is None:
            continue
        ahead = [node.id, *ground.as_is.map.successors(node.id)]
        if any(ground.as_is.map.is_split(id_) and id_ not in ground.before.all_of for id_ in ahead):
            return True
        notes = ground.as_is.step(node.id).notes
        if notes.is_approval:
            return True
    return False


def _assessment(ground: Ground, what: str, subjects: tuple[str, ...]) -> Iterator[Breach]:
    if "dpia" not in ground.proposal.tasks:
        yield ground.breach(
            "B401", f"{what} needs a DPIA task", "Add the task dpia to the option's costs.", rule="dpia_needed_if",
            path=("data", "dpia_needed_if"), about=[ground.id_of(ref) or ref for ref in subjects],
        )  # fmt: skip
