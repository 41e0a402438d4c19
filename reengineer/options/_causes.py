"""Thin the demand that has one cause."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._arrivals import arrivals_of, kinds_named, scaled
from reengineer.options._change import Change
from reengineer.options._shares import SPLITS, as_share, with_share
from reengineer.processmap import Flow
from reengineer.quantities import Estimate


def without_part(
    change: Change, as_is: AnnotatedMap, cause: str, share: Estimate, part: Estimate | None
) -> AnnotatedMap:
    """Return the map in which a share of the demand with a cause does not come.

    Parameters
    ----------
    cause : str
        A kind of case, a branch of the map or the step that one leads to, or words.
    share : Estimate
        Of the demand with that cause, that goes away.
    part : Estimate or None
        Of all arrivals, that the cause brings; needed for words.

    Raises
    ------
    ChangeError
        RE624 the cause is on no map and its share of the demand is not stated.
    """
    if cause in as_is.notes.cases:
        return _thinned(change, as_is, kinds_named(change, as_is, cause), 1 - share.value)
    if part is not None:
        return _thinned(change, as_is, kinds_named(change, as_is, None), 1 - part.value * share.value)
    branch = branch_to(as_is, cause)
    if branch is None:
        message = f'"{cause}" is no kind of case and no branch of the map, and its share of the demand is not stated'
        remedy = "Write part with its share of all arrivals, or name a kind of case, a flow or the step of the repeat."
        raise change.refuse("RE624", message, remedy)
    now = as_is.share_estimates(branch.source)[branch.id]
    return with_share(change, as_is, branch, as_share(now.scaled(1 - share.value)))


def _thinned(change: Change, as_is: AnnotatedMap, kinds: tuple[str, ...], factor: float) -> AnnotatedMap:
    return as_is.with_cases(
        {
            kind: as_is.notes.cases[kind].model_copy(
                update={"arrivals": scaled(change, kind, arrivals_of(change, as_is, kind), factor)}
            )
            for kind in kinds
        }
    )


def branch_to(as_is: AnnotatedMap, ref: str) -> Flow | None:
    """Return the branch of a choice that is named, or that leads to the step named; None where it is not clear."""
    flow = as_is.map.index.flows.get(ref)
    node = as_is.map.find(ref.removeprefix("to "))
    found = [flow] if flow is not None else list(as_is.map.incoming(node.id)) if node is not None else []
    found = [flow for flow in found if _is_branch(as_is, flow)]
    return found[0] if len(found) == 1 else None


def _is_branch(as_is: AnnotatedMap, flow: Flow) -> bool:
    return as_is.map.node(flow.source).type in SPLITS and as_is.map.is_split(flow.source)
