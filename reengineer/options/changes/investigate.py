"""Find out before anything is changed."""

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change


class Investigate(Change):
    """Find something out before anything is changed: an action with an owner and a date, which the plan asks for.

    **Needs** nothing. **Keeps** the whole map.
    **A boundary may forbid** nothing but breaches of data protection.

    Parameters
    ----------
    topic : str
    """

    operation = "investigate"

    topic: str

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map as it is."""
        if not self.topic.strip():
            raise self.refuse("RE407", "it is not said what to find out", "Write the topic.")
        return as_is
