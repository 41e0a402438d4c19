"""Say what a fit rests on: labels, fitness, departures, people, and what is not part of the model."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from reengineer._records import dataclass
from reengineer.calibration._departures import Departures
from reengineer.calibration._items import Items
from reengineer.calibration._labels import Match
from reengineer.calibration._people import People
from reengineer.calibration._replay import Replay
from reengineer.calibration._short import Covered
from reengineer.calibration._work import overlapping
from reengineer.errors import Problem, counted

if TYPE_CHECKING:
    from reengineer.calibration._notes import Found


@dataclass(frozen=True, slots=True, kw_only=True)
class FitReport:
    """Say what a fit rests on.

    Parameters
    ----------
    cases, activities : int
    matches : tuple of Match
        What each label of the log stands for.
    silent : tuple of str
        Activities of the map that the log never shows.
    fitness : float
        1 less the steps left out and put in, for each step done or left out.
    fitting_cases : float
        Share of cases that keep to the map.
    skipped, inserted, stopped : int
        Steps left out, steps put in, and cases that end early.
    modelled : float
        Share of these departures that is part of the model.
    groups : mapping of str to tuple of str
        Groups and their members.
    delays : mapping of str to float
        Mean delay by element, in seconds, where nothing else explains it.
    remarks : tuple of Problem
        What a reader of the model should know.
    """

    cases: int
    activities: int
    matches: tuple[Match, ...]
    silent: tuple[str, ...]
    fitness: float
    fitting_cases: float
    skipped: int
    inserted: int
    stopped: int
    modelled: float
    groups: dict[str, tuple[str, ...]]
    delays: dict[str, float]
    remarks: tuple[Problem, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain data."""
        return {
            "cases": self.cases,
            "activities": self.activities,
            "labels": [{"label": each.label, "elements": list(each.nodes), "how": each.how} for each in self.matches],
            "never_seen": list(self.silent),
            "fitness": round(self.fitness, 4),
            "fitting_cases": round(self.fitting_cases, 4),
            "left_out": self.skipped,
            "put_in": self.inserted,
            "ended_early": self.stopped,
            "departures_modelled": round(self.modelled, 4),
            "groups": {name: list(members) for name, members in self.groups.items()},
            "delays_s": {element: round(mean, 1) for element, mean in self.delays.items()},
            "remarks": [problem.as_dict() for problem in self.remarks],
        }


def report_of(
    matches: tuple[Match, ...],
    replayed: Replay,
    departures: Departures,
    found: "Found",
    hinted: Iterable[Problem] = (),
) -> FitReport:
    """Return the report of a fit; `hinted` is what the log shows and the model leaves out."""
    people, items = found.people, found.items
    delays = {**found.delays.at_events, **found.drawn.timers}
    return FitReport(
        cases=items.cases,
        activities=len(items.label),
        matches=matches,
        silent=found.silent,
        fitness=replayed.fitness,
        fitting_cases=replayed.fitting_cases,
        skipped=sum(map(len, replayed.skipped.values())),
        inserted=int(replayed.inserted.sum()),
        stopped=sum(map(len, replayed.stopped.values())),
        modelled=departures.modelled / departures.total if departures.total else 1.0,
        groups={
            group.name: tuple(items.members[member] for member in people.members(place))
            for place, group in enumerate(people.groups)
        },
        delays={element: delay.mean_s for element, delay in delays.items()},
        remarks=(*_remarks(matches, replayed, found), *hinted),
    )


def _remarks(matches: tuple[Match, ...], replayed: Replay, found: "Found") -> Iterator[Problem]:
    items, people = found.items, found.people
    for match in matches:
        if not match.nodes:
            message = f'"{match.label}" of the log is no activity of the map; it is taken as a step put in'
            yield Problem("RE452", message, "Say what it stands for, as in --label.", severity="warning")
        elif match.how == "nearly the same":
            message = f'"{match.label}" of the log was taken for {match.nodes[0]}, whose name is nearly the same'
            yield Problem("RE452", message, "Check that it is.", severity="advice")
    for node in found.silent:
        message = f"the log never shows {node}; it takes no time in the model"
        yield Problem("RE453", message, "Give it a duration if it is done unseen.", severity="advice")
    if replayed.fitness < 0.8:
        message = f"the map explains {replayed.fitness:.0%} of the steps; what departs from it is drawn into the model"
        yield Problem("RE454", message, "See whether the map is still what is done.", severity="warning")
    if items.estimated:
        message = "the log has one time an activity, taken for its end; starts were estimated from the ends before"
        yield Problem("RE455", message, _STARTS, severity="warning")
    yield from Covered.by(items).remarks()
    yield from _of_drift(items)
    yield from _of_people(items, people)


def _of_drift(items: Items) -> Iterator[Problem]:
    """Tell where cases of the first and of the last third took clearly different times."""
    cycle = (items.departures - items.arrivals) / 3.6e9
    third = items.cases // 3
    if third < DRIFT_CASES:
        return
    first, last = cycle[:third], cycle[-third:]
    error = float(np.sqrt((first.var() + last.var()) / third))
    low, high = sorted((float(first.mean()), float(last.mean())))
    if high > DRIFT * low and high - low > DRIFT_ERRORS * error:
        message = (
            f"cases took {first.mean():.1f} h in the first third of the log and {last.mean():.1f} h in the last; "
            "the model takes all alike"
        )
        remedy = "Fit it to the cases of the time that matters; a log that leaves out open cases shows a fall too."
        yield Problem("RE464", message, remedy, severity="warning")


def _of_people(items: Items, people: People) -> Iterator[Problem]:
    nobody = float((items.member < 0).mean())
    if nobody > 0.02:
        message = f"{nobody:.0%} of the activities name nobody; the model lets people do them where others do the like"
        yield Problem("RE456", message, "Check whether a system does them.", severity="advice")
    if items.several:
        message = f"{items.several} activities name several people; the first of each is taken to have done it"
        yield Problem("RE567", message, "State a second need under the step if it is always so.", severity="warning")
    several = overlapping(items)
    if several > 0.05:
        message = f"people had several activities in hand at once ({several:.0%}); the time is shared among them"
        yield Problem("RE457", message, "In the model each does one thing after the other.", severity="advice")
    if people.left_out:
        message = f"not counted as members, for doing so little: {counted(len(people.left_out), 'person', 'people')}"
        yield Problem("RE458", message, "Add them under resources if they should be.", severity="advice")


DRIFT_CASES, DRIFT, DRIFT_ERRORS = 30, 1.4, 4.0
"""Cases in a third of the log, ratio of mean cycle times, and standard errors between them, from which that is told."""

_STARTS = "Treat durations and waits with care; log starts if you can."
