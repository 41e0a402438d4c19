"""Change how often a branch is taken."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1
from reengineer.options._shares import branch_of, split_of, with_share


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
        gateway = split_of(self, as_is, self.gateway)
        return with_share(self, as_is, branch_of(self, as_is, gateway, self.flow), self.probability)
