"""Hold what a simulation gave: measures of each replication, and tables made when they are read."""

from collections.abc import Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer.errors import Problem
from reengineer.measures import Measure
from reengineer.simulation._buckets import ERROR
from reengineer.simulation._frames import (
    case_frame,
    hour_frame,
    log_frame,
    measure_frame,
    member_frame,
    wait_frame,
    wait_rows,
)
from reengineer.simulation._limits import EVENTS
from reengineer.simulation._measures import Scale, case_values, measure_value
from reengineer.simulation._parts import cycle_parts
from reengineer.simulation._program import Names
from reengineer.simulation._replication import TICKS_A_WEEK, Replication
from reengineer.simulation._settings import RunSettings

if TYPE_CHECKING:
    import pandas as pd

    from reengineer.eventlog import Log

TICKS_A_SECOND = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationResult:
    """Hold the replications of one model.

    Parameters
    ----------
    name : str
        Option that was run; ``as-is`` for none.
    settings : RunSettings
    engine : str
        The engine that ran.
    compiled : bool
        Whether draws and calendars ran compiled; the numbers are the same either way.
    version : str
        Of reengineer.
    names : Names
    scale : Scale
    replications : tuple of Replication
    load : mapping of str to float
        Offered load of each group, from the routing equations.
    assumptions : tuple of Problem
        What was assumed for want of information, as advice.
    limit : str
        The limit that stopped it: ``events``, ``time`` or ``memory``; ``none`` for a run that came to its end.
    sampled : bool
        Whether uncertain inputs were sampled once a replication, instead of taken as stated.
    refits : int
        How many refits of the model replications took in turn; 0 where they took none.
    """

    name: str
    settings: RunSettings
    engine: str
    compiled: bool
    version: str
    names: Names
    scale: Scale
    replications: tuple[Replication, ...]
    load: Mapping[str, float] = field(default_factory=dict)
    assumptions: tuple[Problem, ...] = ()
    limit: str = "none"
    sampled: bool = False
    refits: int = 0

    def __repr__(self) -> str:
        cases = sum(run.case_count for run in self.replications)
        made = f"replications {len(self.replications)}, cases {cases}, seed {self.seed}"
        return f"<SimulationResult of {self.names.process!r}: {made}>"

    @property
    def seed(self) -> int:
        """Return the seed of the run."""
        return self.settings.seed

    @property
    def is_cut_short(self) -> bool:
        """Say whether a limit of time or memory ended the run before all its replications were there."""
        return self.limit in ("time", "memory")

    @property
    def whole(self) -> int:
        """Return the number of replications that no limit of time or memory stopped."""
        return sum(run.limit <= EVENTS for run in self.replications)

    @property
    def horizon_s(self) -> float:
        """Return the seconds in which cases arrived; the longest of the replications."""
        return max(run.horizon for run in self.replications) / TICKS_A_SECOND

    @property
    def warm_up_s(self) -> float:
        """Return the seconds left out at the start."""
        return self.scale.warm_up / TICKS_A_SECOND

    @property
    def quantile_error(self) -> float:
        """Return the largest error of a quantile over cases, as a share of it: 0 where each case kept its row."""
        return ERROR if any(run.sums is not None for run in self.replications) else 0.0

    @property
    def weeks(self) -> int:
        """Return the weeks of the run, a last part of a week counted."""
        return max(run.weeks for run in self.replications)

    def with_warm_up(self, seconds: float) -> "SimulationResult":
        """Return the result with another warm-up, in seconds; rounded up to whole weeks, or spans of added-up cases."""
        span = TICKS_A_WEEK * max((run.sums.width for run in self.replications if run.sums is not None), default=1)
        weeks = -(-int(seconds * TICKS_A_SECOND) // span) * (span // TICKS_A_WEEK)
        return replace(self, scale=replace(self.scale, warm_up=weeks * TICKS_A_WEEK))

    def first(self, count: int) -> "SimulationResult":
        """Return the result of the first replications alone."""
        return replace(self, replications=self.replications[:count])

    def values(self, measure: Measure) -> NDArray[np.float64]:
        """Return the measure, one value a replication, in order of replication.

        Raises
        ------
        UsageError
            If the measure is unknown, cannot be simulated, or its scope names nothing in the model.
        """
        return np.array([measure_value(run, self.scale, measure) for run in self.replications])

    def case_values(self, measure: Measure) -> tuple[NDArray[np.float64], ...] | None:
        """Return one value a case, an array a replication; None where single cases have no such value.

        Raises
        ------
        UsageError
            As `values`.
        """
        found = [case_values(run, self.scale, measure) for run in self.replications]
        return None if any(values is None for values in found) else tuple(each for each in found if each is not None)

    @property
    def classes(self) -> tuple[str, ...]:
        """Return the kinds of case, in the order of the annotations."""
        return self.scale.classes

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the resource groups, in the order of the annotations."""
        return self.scale.groups

    @property
    def log(self) -> "pd.DataFrame":
        """Return one row an activity, of all replications; empty where the run was asked for no log.

        Columns as in `reengineer.eventlog.COLUMNS`. Joins and events are in `event_log`.
        """
        return self.event_log.activities

    @property
    def event_log(self) -> "Log":
        """Return all rows of all replications, joins and events among them, as the record that can be written."""
        return log_frame(self)

    @property
    def cases(self) -> "pd.DataFrame":
        """Return one row a case and replication."""
        return case_frame(self)

    @property
    def members(self) -> "pd.DataFrame":
        """Return one row a member and replication: busy and on duty, in seconds, and utilisation."""
        return member_frame(self)

    @property
    def hours(self) -> "pd.DataFrame":
        """Return one row an hour of the week, group and replication; empty where a run did not add hours up.

        ``queue`` is the mean number of items that waited for the group before work on them began, ``on_duty`` that of
        its members on duty, ``utilisation`` the share of their time on duty in which these were busy; not a number
        where there was none of it. Means over the ``seen_h`` hours of the run after the warm-up that lie in that hour,
        in local time. In runs of more than 32 weeks they begin with the next 2, 4, 8 ... weeks after the warm-up.
        """
        return hour_frame(self)

    @property
    def measures(self) -> "pd.DataFrame":
        """Return the usual measures of each replication in long form."""
        return measure_frame(self)

    def waits(self) -> "pd.DataFrame":
        """Return the mean wait of each step by cause, in hours a case that arrived."""
        return wait_frame(self)

    def wait_rows(self) -> tuple[tuple[str, str, tuple[float, ...]], ...]:
        """Return id, name and hours a case by cause of each step that waits or works, as plain values."""
        return wait_rows(self)

    @property
    def has_log(self) -> bool:
        """Return whether single rows were kept."""
        return any(run.kept is not None for run in self.replications)

    def cycle_parts(self) -> NDArray[np.float64]:
        """Return mean cycle time and what it is made of, in elapsed seconds a completed case, a row a replication.

        Columns: cycle time, work, the waits by cause, and the rest, which makes each row add up: what goes on side by
        side counts twice among work and waits.
        """
        return cycle_parts(self)

    def _repr_html_(self) -> str:
        """Return the usual measures with their 95 % intervals, for a notebook."""
        from reengineer.simulation._frames import result_html

        return result_html(self)
