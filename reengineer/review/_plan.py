"""Say what of a review is to be run, and how."""

from collections.abc import Mapping
from pathlib import Path

from reengineer._records import dataclass
from reengineer.simulation import Engine, Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Say what of a review is to be run, and how.

    Parameters
    ----------
    options : tuple of str or None
        Ids of the options to run beside the as-is; all where None. A forbidden one named here is an error; of a
        whole review it is reported.
    jobs : int
        Replications to run at a time; the numbers are the same.
    cluster : str or None
        Address of a dask scheduler whose workers run them instead.
    engine : {"auto", "reference", "compiled"}
    log : bool
        Keep every row.
    sampled : bool
        Run a second time with uncertain inputs sampled from their ranges, where any has one.
    folder : Path or None
        Where results are kept, and found again.
    stored : mapping of str to int or None
        How many replications of each option are taken from the folder, where nothing is to be simulated; a forbidden
        option is then no error.
    altered : bool
        Take stored results though the boundary was changed after it was agreed; whoever shows them says so.
    sensitivity : bool
        Run the options that lead at both ends of every range too.
    progress : callable or None
        Told how far the run is.
    """

    options: tuple[str, ...] | None = None
    jobs: int = 1
    cluster: str | None = None
    engine: Engine = "auto"
    log: bool = False
    sampled: bool = True
    folder: Path | None = None
    stored: Mapping[str, int] | None = None
    altered: bool = False
    sensitivity: bool = False
    progress: Told | None = None
