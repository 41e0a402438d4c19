"""Share what every part of the compiler needs: the model, its calendars and distributions, and the problems found."""

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Annotations, CaseNotes
from reengineer.calendars import WeeklyCalendar
from reengineer.errors import ModelError, Problem
from reengineer.processmap import ProcessMap
from reengineer.quantities import Distribution
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._tables import Ints
from reengineer.simulation.compiling._calendar_table import CalendarTable
from reengineer.simulation.compiling._distributions import DistributionTable
from reengineer.simulation.compiling._refusals import family_refusals
from reengineer.source import Source

MICRO = 1_000_000
TICKS_A_SECOND = 1_000_000
DATED_S = 3 * 366 * 86_400.0
ALWAYS = WeeklyCalendar(name="always", weekly=((0, 7 * 24 * 60),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Hold one compilation.

    Parameters
    ----------
    annotated : AnnotatedMap
    settings : RunSettings
    start : datetime
        The instant of tick 0, with its zone.
    calendars : CalendarTable
    distributions : DistributionTable
    problems : list of Problem
        Everything found so far, in order.
    codes : dict of (int, str) to int
        Numbers of signals, errors and kinds of work.
    named : dict of str to WeeklyCalendar
        Those of the notes that were asked for so far.
    """

    annotated: AnnotatedMap
    settings: RunSettings
    start: datetime
    calendars: CalendarTable
    distributions: DistributionTable = field(default_factory=DistributionTable)
    problems: list[Problem] = field(default_factory=list)
    codes: dict[tuple[int, str], int] = field(default_factory=dict)
    named: dict[str, WeeklyCalendar] = field(default_factory=dict)

    @property
    def notes(self) -> Annotations:
        """Return what is known of the map."""
        return self.annotated.notes

    @property
    def map(self) -> ProcessMap:
        """Return the map."""
        return self.annotated.map

    def refuse(self, code: str, message: str, remedy: str, source: Source) -> None:
        """Keep a problem; the compiler goes on, so that all of them are told at once."""
        self.problems.append(Problem(code, message, remedy, source))

    def stop(self) -> None:
        """Raise `ModelError` with all problems found, where there are any."""
        if self.problems:
            raise ModelError(self.problems)

    def distribution(self, stated: Distribution, source: Source) -> int:
        """Return the row of a distribution; -1 where no engine draws from it."""
        refused = list(family_refusals(stated, source))
        self.problems.extend(refused)
        return -1 if refused else self.distributions.add(stated)

    def code(self, kind: int, name: str) -> int:
        """Return the number that stands for a name among those of a kind."""
        return self.codes.setdefault((kind, name), sum(other == kind for other, _ in self.codes))

    def named_calendar(self, name: str | None) -> WeeklyCalendar:
        """Return a calendar of the notes, or the one that never closes."""
        if not name:
            return ALWAYS
        if name not in self.named:
            self.named[name] = self.annotated.calendar(name)
        return self.named[name]

    def calendar(self, calendar: WeeklyCalendar, source: Source) -> int:
        """Return the number of a calendar in the program; one that never opens is a problem."""
        if calendar.never_opens:
            self.refuse(
                "RE515",
                f'the calendar "{calendar.name}" never opens',
                "State its hours under calendars.",
                source,
            )
        return self.calendars.weekly(calendar)

    def demand_calendar(self, cases: CaseNotes) -> WeeklyCalendar:
        """Return the calendar in whose open time cases arrive."""
        return self.named_calendar(cases.arrivals.calendar if cases.arrivals else None)


def new_context(annotated: AnnotatedMap, settings: RunSettings) -> Context:
    """Return the context in which a map is compiled."""
    clock = annotated.notes.clock
    start = clock.start.replace(tzinfo=ZoneInfo(clock.timezone))
    table = CalendarTable(start, settings.horizon_s or DATED_S)
    return Context(annotated=annotated, settings=settings, start=start, calendars=table)


def ints(values: Iterable[int]) -> Ints:
    """Return integers as an array of a program."""
    return np.array(list(values), dtype=np.int64)


def firsts(counts: Iterable[int]) -> Ints:
    """Return where each of several neighbours begins, with the end as the last."""
    return np.concatenate([[0], np.cumsum(ints(counts))]).astype(np.int64)
