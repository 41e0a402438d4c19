"""Change how many cases are sent back."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change
from reengineer.options._fields import ShareOf1
from reengineer.options._loops import loop_at
from reengineer.options._shares import split_of, with_share


class ChangeReworkProb(Change):
    """Change the share of cases that a gateway sends back; the ways on share what is left as they did.

    A loop that sends the share p back is worked ``1 / (1 - p)`` times a case.

    **Needs** an exclusive gateway with one branch that leads back.
    **A boundary may forbid** changing the gateway.

    Parameters
    ----------
    gateway : str
    probability : share
        Of the cases at the gateway that go back.
    """

    operation = "change_rework_prob"

    gateway: str
    probability: ShareOf1

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map in which fewer or more cases go back."""
        gateway = split_of(self, as_is, self.gateway, types=("exclusiveGateway",))
        if self.probability.most >= 1:
            message = "if every case is sent back, none ever leaves"
            raise self.refuse("RE408", message, "State a share below 1, such as probability: 0.1.")
        return with_share(self, as_is, loop_at(self, as_is, gateway.id).branch, self.probability)
