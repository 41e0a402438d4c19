"""Ask those who know, before or after a change."""

from typing import Annotated

from pydantic import Field

from reengineer.annotations import AnnotatedMap
from reengineer.options._change import Change


class CollectFeedback(Change):
    """Plan to collect feedback on a step: how, and from how many.

    **Needs** a step of the map. **Keeps** the whole map.
    **A boundary may forbid** nothing but breaches of data protection.

    Parameters
    ----------
    step : str
        Or an event.
    method : str, optional
        Such as survey, interview or observation.
    target_n : whole number, optional
    """

    operation = "collect_feedback"

    step: str
    method: str | None = None
    target_n: Annotated[int, Field(ge=1)] | None = None

    def subjects(self) -> tuple[str, ...]:
        """Return nothing: asking alters no step."""
        return ()

    def altered(self, as_is: AnnotatedMap) -> AnnotatedMap:
        """Return the map as it is."""
        self.step_of(as_is, self.step, activity=False)
        return as_is
