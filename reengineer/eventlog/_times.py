"""Read instants that are written in many ways."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass

if TYPE_CHECKING:
    import pandas as pd

Micros = NDArray[np.int64]
NEVER = np.iinfo(np.int64).min
"""Stands for no instant, as numpy's NaT does."""

ISO = "ISO8601"
SPREADSHEET = "days since 1900"
_DATES = (
    "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%m-%d-%Y", "%m.%d.%Y", "%Y/%m/%d", "%Y.%m.%d", "%d %b %Y",
    "%d-%b-%Y", "%d. %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%b %d, %Y", "%B %d, %Y", "%d-%m-%y", "%d/%m/%y",
    "%d.%m.%y", "%m/%d/%y", "%m-%d-%y", "%m.%d.%y", "%d-%b-%y",
)  # fmt: skip
_CLOCKS = (
    "", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M:%S.%f %p", " %I.%M.%S.%f %p",
    " %I.%M.%S %p", " %H:%M%z", " %H:%M:%S%z", " %H:%M:%S.%f%z", " %H.%M", " %H.%M.%S",
)  # fmt: skip
_UNBROKEN = ("%Y%m%d%H%M%S", "%Y%m%d%H%M", "%Y%m%d %H%M%S", "%Y%m%d %H:%M:%S", "%Y%m%d %H:%M")
_EPOCHS = {"epoch s": 1_000_000, "epoch ms": 1_000, "epoch us": 1}
_OTHER_ORDER = {"%d-%m-": "%m-%d-", "%d/%m/": "%m/%d/", "%d.%m.": "%m.%d."}
_OTHER_ORDER |= {other: order for order, other in _OTHER_ORDER.items()}
# Between 1973 and 2286, in seconds; plain numbers outside of it are no instants.
_EARLIEST, _LATEST = 100_000_000, 10_000_000_000
# Between 1990 and 2100, in days of a spreadsheet; 1970 is day 25,569.
_FIRST_DAY, _LAST_DAY, _DAY_OF_1970 = 32_874, 73_050, 25_569
_A_DAY_S = 86_400

_TIDYING = (
    # A name of a day in front, and a name of a zone behind an offset, as in 2026-01-05T10:00+02:00[Europe/Tallinn].
    (re.compile(r"^[^\W\d_]{2,12}\.?,\s+"), ""),
    (re.compile(r"\[[A-Za-z_/+-]+\]$"), ""),
    (re.compile(r"\s*\b(?:UTC|GMT|Z)$", re.IGNORECASE), "+00:00"),
    (re.compile(r"\s+([+-]\d\d:?\d\d)$"), r"\1"),
    (re.compile(r"\b([ap])\.\s?m\.?", re.IGNORECASE), r"\1m"),
    (re.compile(r"\s*\bUhr$"), ""),
    # A comma, or a T, between date and time, and a comma for the point of a fraction.
    (re.compile(r"(?<=\d),?\s+(?=\d{1,2}[:.]\d\d)"), " "),
    (re.compile(r"(?<=\d)T(?=\d{1,2}:\d\d)"), " "),
    (re.compile(r"(?<=[:.]\d\d),(?=\d)"), "."),
    (re.compile(r"^(\d+),(\d+)$"), r"\1.\2"),
)
"""Ways of writing instants that say nothing else than plainer ones."""


@dataclass(frozen=True, slots=True)
class TimeForm:
    """Say how the instants of one column are written.

    Parameters
    ----------
    form : str
        A format, or one of the words for ISO 8601, for seconds since 1970 and for the days of a spreadsheet.
    is_ambiguous : bool
        Whether the day and the month could as well be the other way round.
    is_tidied : bool
        Whether commas, names of days and the like are taken out before.
    is_mixed : bool
        Whether some have an offset from UTC, and some have none.
    """

    form: str
    is_ambiguous: bool = False
    is_tidied: bool = False
    is_mixed: bool = False

    @property
    def day_first(self) -> bool | None:
        """Say whether the day stands before the month; None where the form leaves no doubt about it."""
        return next((order.startswith("%d") for order in _OTHER_ORDER if self.form.startswith(order)), None)

    def turned(self) -> "TimeForm":
        """Return the form with the day and the month the other way round."""
        order = next(order for order in _OTHER_ORDER if self.form.startswith(order))
        return replace(self, form=_OTHER_ORDER[order] + self.form[len(order) :])


def find_form(texts: Sequence[str]) -> TimeForm:
    """Return the form that reads most of the texts; ISO 8601 where none reads any.

    Where day and month could be either way, the order that puts all within the shorter time is taken: a log of some
    days in May is no log of the fifth of each month. The day comes first where both are as long.
    """
    looked_at = list(dict.fromkeys(text.strip() for text in texts))
    looked_at = [text for text in looked_at if text]
    best, most = TimeForm(ISO), _count(looked_at, ISO)
    if most < len(looked_at):
        tidied = [tidy(text) for text in looked_at]
        for is_tidied, chosen in ((False, looked_at), (True, tidied)) if tidied != looked_at else ((False, looked_at),):
            for form in _forms():
                read = _count(chosen[:50], form) and _count(chosen, form)
                if read > most:
                    best, most = TimeForm(form, is_tidied=is_tidied), read
        looked_at = tidied if best.is_tidied else looked_at
    if best.form == ISO:
        known = [text for text, read in zip(looked_at, _parse(looked_at, ISO).tolist(), strict=True) if read != NEVER]
        offsets = sum(map(_has_offset, known))
        return replace(best, is_mixed=0 < offsets < len(known))
    if best.day_first is None:
        return best
    other = best.turned()
    if _count(looked_at, other.form) < most:
        return best
    shorter = _span(looked_at, other.form) < _span(looked_at, best.form)
    return replace(other if shorter else best, is_ambiguous=True)


def agreed(forms: Mapping[str, TimeForm]) -> dict[str, TimeForm]:
    """Return the forms of several columns with one order of day and month: that of the first that leaves no doubt."""
    orders = [form.day_first for form in forms.values() if form.day_first is not None and not form.is_ambiguous]
    doubtful = [form.day_first for form in forms.values() if form.is_ambiguous]
    if not doubtful:
        return dict(forms)
    order = orders[0] if orders else doubtful[0]
    found = {
        role: form.turned() if form.is_ambiguous and form.day_first != order else form for role, form in forms.items()
    }
    return {role: replace(form, is_ambiguous=form.is_ambiguous and not orders) for role, form in found.items()}


def _forms() -> Iterator[str]:
    yield ISO
    yield from (*_EPOCHS, SPREADSHEET, *_UNBROKEN)
    yield from (date + clock for date in _DATES for clock in _CLOCKS)


def tidy(text: str) -> str:
    """Return an instant without what says nothing of it."""
    text = " ".join(text.split())
    for pattern, plainer in _TIDYING:
        text = pattern.sub(plainer, text)
    return text


def _count(texts: list[str], form: str) -> int:
    return int((_parse(texts, form) != NEVER).sum()) if texts else 0


def _span(texts: list[str], form: str) -> int:
    read = _parse(texts, form)
    read = read[read != NEVER]
    return int(read.max() - read.min()) if len(read) else 0


def read_instants(texts: Sequence[str], form: TimeForm, timezone: str) -> tuple[Micros, int]:
    """Return instants in microseconds since 1970 UTC, and how many fell into a change of the clocks.

    Parameters
    ----------
    texts : sequence of str
        An empty one, and one that cannot be read, gives `NEVER`.
    form : TimeForm
        As `find_form` gives it.
    timezone : str
        Zone of those without an offset.
    """
    if form.is_tidied:
        plain = {text: tidy(text) for text in set(texts)}
        texts = [plain[text] for text in texts]
    micros = _parse(texts, form.form)
    bad = np.flatnonzero(micros == NEVER)
    if len(bad):
        texts = list(texts)
        for place in bad.tolist():
            texts[place] = tidy(texts[place])
        micros[bad] = _parse([texts[place] for place in bad.tolist()], form.form)
    if timezone == "UTC" or form.form in _EPOCHS or form.form.endswith("%z"):
        return micros, 0
    if form.form == ISO:
        local = np.fromiter((not _has_offset(text) for text in texts), bool, len(texts))
    else:
        local = np.ones(len(texts), bool)
    local &= micros != NEVER
    micros[local], moved = _localised(micros[local], timezone)
    return micros, moved


def _has_offset(text: str) -> bool:
    text = text.strip()
    return text[-1:] in ("Z", "z") or "+" in text[10:] or "-" in text[10:]


def _localised(micros: Micros, timezone: str) -> tuple[Micros, int]:
    """Return instants of local times; of a time that comes twice the first, of one left out the change itself."""
    import pandas as pd

    naive = pd.DatetimeIndex(micros.view("datetime64[us]"))
    first = naive.tz_localize(timezone, ambiguous=np.ones(len(naive), bool), nonexistent="shift_forward")
    last = naive.tz_localize(timezone, ambiguous=np.zeros(len(naive), bool), nonexistent="shift_backward")
    found = _micros(first)
    return found, int((found != _micros(last)).sum())


def _parse(texts: Sequence[str], form: str) -> Micros:
    import pandas as pd

    array = np.array(texts, dtype=object)
    if form in _EPOCHS:
        return _since_1970(array, _EPOCHS[form])
    if form == SPREADSHEET:
        return _since_1900(array)
    return _micros(pd.DatetimeIndex(pd.to_datetime(array, format=form, utc=True, errors="coerce")))


def _since_1970(texts: NDArray[np.object_], factor: int) -> Micros:
    import pandas as pd

    numbers = np.asarray(pd.to_numeric(pd.Series(texts), errors="coerce"), dtype=float) * factor
    good = (numbers >= _EARLIEST * 1e6) & (numbers < _LATEST * 1e6)
    found = np.full(len(numbers), NEVER, dtype=np.int64)
    found[good] = np.round(numbers[good]).astype(np.int64)
    return found


def _since_1900(texts: NDArray[np.object_]) -> Micros:
    """Return instants of the days of a spreadsheet, to the second: their digits hold little more."""
    import pandas as pd

    days = np.asarray(pd.to_numeric(pd.Series(texts), errors="coerce"), dtype=float)
    good = (days >= _FIRST_DAY) & (days < _LAST_DAY)
    found = np.full(len(days), NEVER, dtype=np.int64)
    found[good] = np.round((days[good] - _DAY_OF_1970) * _A_DAY_S).astype(np.int64) * 1_000_000
    return found


def _micros(index: "pd.DatetimeIndex") -> Micros:
    """Return microseconds since 1970; nanoseconds are cut off."""
    plain = index.tz_convert("UTC").tz_localize(None) if index.tz is not None else index
    found: Micros = plain.to_numpy().astype("datetime64[us]").view(np.int64).copy()
    return found
