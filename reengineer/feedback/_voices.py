"""Hold what one person said, with the place where it was read."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Literal

from reengineer._records import dataclass
from reengineer.feedback._figures import SCALES
from reengineer.source import Source

Speaker = Literal["customer", "colleague", "regulator", "social"]
SPEAKERS: tuple[Speaker, ...] = ("customer", "colleague", "regulator", "social")
ALL_SCALES: Mapping[str, tuple[float, float]] = MappingProxyType({**SCALES, "nps11": (0, 10), "ces7": (1, 7)})
"""Lowest and highest answer of each scale; scales are never mixed into one figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Hold one answer, comment or complaint.

    Parameters
    ----------
    source : Source
        Where it was read.
    day : date
    channel : str
    speaker : {"customer", "colleague", "regulator", "social"}
    case_id : str
    step : str
        Id of the step; empty where none is named or it could not be found.
    named_step : str
        The step as the file names it.
    score : float or None
        On its scale.
    scale : str
        ``none`` where nothing was asked on a scale.
    comment : str
        Without telephone numbers, e-mail addresses and postcodes.
    themes : tuple of str
        As the file codes them by hand; empty where it does not.
    about : str
        Id of the change that it is about.
    segment : str
    consent : bool or None
        Whether it may be quoted; None where nobody asked.
    public_id : str
        Hash of the id of a public message.
    reach : float or None
        How many people a public message came to.
    """

    source: Source
    day: date
    channel: str
    speaker: Speaker = "customer"
    case_id: str = ""
    step: str = ""
    named_step: str = ""
    score: float | None = None
    scale: str = "none"
    comment: str = ""
    themes: tuple[str, ...] = ()
    about: str = ""
    segment: str = ""
    consent: bool | None = None
    public_id: str = ""
    reach: float | None = None

    @property
    def points(self) -> float | None:
        """Return satisfaction from 0 to 100; None where none was asked."""
        if self.score is None or not self.scale.startswith("csat"):
            return None
        low, high = ALL_SCALES[self.scale]
        return 100 * (self.score - low) / (high - low)
