"""Make calendars of what people write about working hours."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from reengineer.annotations._fields import DAYS, hours_minutes
from reengineer.annotations._people import CalendarNotes, Clock
from reengineer.calendars import WeeklyCalendar
from reengineer.errors import nearest
from reengineer.quantities import QuantityError

MINUTES_A_DAY = 24 * 60
# Runs look back a little (work in hand at the start) and rarely further ahead than this.
YEARS_BEFORE, YEARS_AFTER = 1, 6

Minutes = tuple[tuple[int, int], ...]


def always_open(timezone: str = "UTC") -> WeeklyCalendar:
    """Return the calendar that never closes."""
    return WeeklyCalendar(name="always", weekly=((0, 7 * MINUTES_A_DAY),), timezone=timezone)


def make_calendar(name: str, notes: CalendarNotes, clock: Clock) -> WeeklyCalendar:
    """Return the calendar that notes describe.

    Holidays are those of the years from one before the start of the clock to six after it. An `open` date beats
    `closed`, which beats a holiday.

    Raises
    ------
    QuantityError
        If the country or region of the holidays is not known.
    """
    exceptions: dict[date, Minutes] = {}
    if notes.holidays is not None:
        year = clock.start.year
        exceptions.update((day, ()) for day in holiday_dates(notes.holidays, year - YEARS_BEFORE, year + YEARS_AFTER))
    exceptions.update((date.fromisoformat(day), ()) for day in notes.closed)
    exceptions.update((date.fromisoformat(day), _minutes(hours)) for day, hours in notes.open.items())
    return WeeklyCalendar(
        name=name,
        weekly=tuple(_merged(_weekly(notes))),
        exceptions=tuple(sorted(exceptions.items())),
        timezone=clock.timezone,
    )


def _minutes(hours: tuple[str, ...]) -> Minutes:
    return tuple(hours_minutes(span) for span in hours)


def _weekly(notes: CalendarNotes) -> Iterator[tuple[int, int]]:
    for number, day in enumerate(DAYS):
        for start, end in _minutes(notes.hours.get(day, ())):
            yield number * MINUTES_A_DAY + start, number * MINUTES_A_DAY + end


def _merged(spans: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join hours that touch over midnight; within a day they are merged already."""
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and merged[-1][1] == start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged


@lru_cache(maxsize=64)
def holiday_dates(code: str, first_year: int, last_year: int) -> tuple[date, ...]:
    """Return the holidays of a country, or of a region as in ``GB-ENG``, in the years from first to last.

    Raises
    ------
    QuantityError
        If there is no such country or region.
    """
    import holidays

    country, _, region = code.upper().partition("-")
    known = holidays.list_supported_countries(include_aliases=False)
    if country not in known:
        hint = nearest(country, known) or "two letters, such as GB"
        raise QuantityError(f"'{code}' is not a country whose holidays are known; write one such as GB-ENG ({hint})")
    if region and region not in known[country]:
        listed = ", ".join(known[country]) or "none"
        raise QuantityError(f"'{region}' is not a region of {country}; write {country} and one of: {listed}")
    years = range(first_year, last_year + 1)
    return tuple(sorted(holidays.country_holidays(country, subdiv=region or None, years=years)))
