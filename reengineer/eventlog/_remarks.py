"""Say what was assumed of a log, and what of it is of no use."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from reengineer.errors import Problem
from reengineer.eventlog._gather import Gathered
from reengineer.eventlog._pairs import COMPLETE, START, kinds_of
from reengineer.eventlog._rows import Rows, life_cycle
from reengineer.eventlog._times import NEVER, SPREADSHEET
from reengineer.source import Source

_1990 = 631_152_000_000_000
NO_LENGTH = 0.05
"""Share of activities without a length from which that is told."""


def remarks_of(gathered: Gathered, rows: Rows, source: Source) -> Iterator[Problem]:
    """Give what a reader should know of a log: of its times, of its life cycle and of its rows."""
    yield from _of_times(gathered, source)
    yield from _of_life_cycle(gathered, rows, source)
    yield from _of_lengths(gathered, rows, source)


def _of_times(gathered: Gathered, source: Source) -> Iterator[Problem]:
    unsure = [role for role, form in gathered.forms.items() if form.is_ambiguous]
    if unsure:
        first = "day" if gathered.forms[unsure[0]].day_first else "month"
        message = f"in the times of {', '.join(unsure)} day and month could be either way; the {first} was taken first"
        yield Problem("RE367", message, "Write times as 2026-07-31 14:05.", source, "warning")
    days = [role for role, form in gathered.forms.items() if form.form == SPREADSHEET]
    if days:
        message = f"the times of {', '.join(days)} are plain numbers, read as the days of a spreadsheet"
        yield Problem("RE367", message, "Write times as 2026-07-31 14:05.", source, "advice")
    mixed = [role for role, form in gathered.forms.items() if form.is_mixed]
    if mixed:
        message = f"some times of {', '.join(mixed)} have an offset from UTC, others are taken for {gathered.timezone}"
        yield Problem("RE369", message, "Write all times with their offset.", source, "warning")
    if gathered.moved:
        message = f"{gathered.moved} local times come twice, or not at all, where the clocks change"
        yield Problem("RE369", message, "Write times with their offset from UTC.", source, "advice")
    early = sum(
        int(((each := gathered.instants(role)) != NEVER).sum() and (each[each != NEVER] < _1990).sum())
        for role in gathered.forms
    )
    if early:
        message = f"{early} times lie before 1990"
        yield Problem("RE562", message, "Check that the clock of the log is meant so.", source, "advice")


def _of_life_cycle(gathered: Gathered, rows: Rows, source: Source) -> Iterator[Problem]:
    column = gathered.columns.lifecycle
    words = gathered.names.get(column or "")
    if words is not None and life_cycle(gathered) is None and any(words.texts):
        message = f"the words of '{column}' are no life cycle ({_counted(gathered)}); each row is read as an end"
        remedy = "If starts and ends are told elsewhere, name the column, as in --columns lifecycle=event."
        yield Problem("RE563", message, remedy, source, "advice")
    elif passed := rows.passed_over - rows.repeated:
        message = f"{passed} rows are neither the start nor the end of work, and are passed over: {_counted(gathered)}"
        pauses = words is not None and any(text.strip().lower() in ("suspend", "suspended") for text in words.texts)
        remedy = "Time between suspend and resume counts as work." if pauses else "Nothing need be done."
        yield Problem("RE370", message, remedy, source, "advice")
    if rows.repeated:
        message = f"{rows.repeated} rows repeat another one in every cell, and are left out"
        yield Problem("RE564", message, "Tell them apart by a column if both were done.", source, "warning")


def _counted(gathered: Gathered) -> str:
    """Return the words of the life cycle that are neither start nor end, with how often each comes."""
    words = gathered.names.get(gathered.columns.lifecycle or "")
    if words is None:
        return "no word"
    kinds = kinds_of(words.texts)
    counts = Counter(dict(zip(words.texts, np.bincount(words.codes, minlength=len(kinds)).tolist(), strict=True)))
    named = {
        text: counts[text]
        for text, kind in zip(words.texts, kinds.tolist(), strict=True)
        if kind not in (START, COMPLETE)
    }
    return ", ".join(f"{text} {count}" for text, count in sorted(named.items(), key=lambda each: -each[1])[:6])


def _of_lengths(gathered: Gathered, rows: Rows, source: Source) -> Iterator[Problem]:
    if gathered.columns.completed is None:
        column = gathered.columns.started
        message = f"only starts are logged, in '{column}'; each ends when the next of its case or person begins"
        yield Problem("RE565", message, "Treat durations and waits with care; log ends if you can.", source, "warning")
        return
    lonely_ends = int((rows.started == NEVER).sum()) if rows.paired else 0
    lonely_starts = int((rows.completed == NEVER).sum())
    if lonely_ends:
        message = f"{lonely_ends} ends have no start; only the time of their end is known"
        yield Problem("RE370", message, "Log the start of the work too.", source, "advice")
    if lonely_starts:
        message = f"{lonely_starts} starts have no end; they are kept as work that goes on"
        yield Problem("RE370", message, "Nothing need be done where the log was cut off.", source, "advice")
    known = (rows.started != NEVER) & (rows.completed != NEVER)
    none = int((rows.started[known] == rows.completed[known]).sum())
    if known.any() and none > NO_LENGTH * known.sum():
        message = f"{none} of {int(known.sum())} activities end when they begin"
        yield Problem("RE566", message, "Check both times, unless it takes no time.", source, "advice")
