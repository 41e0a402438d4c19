"""Read instants that are written in many ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Micros = NDArray[np.int64]
NEVER = np.iinfo(np.int64).min
"""Stands for no instant, as numpy's NaT does."""

ISO = "ISO8601"
_DATES = (
    "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%m/%d/%Y", "%m-%d-%Y", "%Y/%m/%d", "%d %b %Y",
    "%d-%b-%Y", "%d-%m-%y", "%d/%m/%y", "%m/%d/%y",
)  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p")
_EPOCHS = {"epoch s": 1_000_000, "epoch ms": 1_000, "epoch us": 1}
_OTHER_ORDER = {"%d-%m-": "%m-%d-", "%d/%m/": "%m/%d/"}
_LOOKED_AT = 2_000
# Between 1973 and 2286, in seconds; plain numbers outside of it are no instants.
_EARLIEST, _LATEST = 100_000_000, 10_000_000_000


@dataclass(frozen=True, slots=True)
class TimeForm:
    """Say how the instants of one column are written.

    Parameters
    ----------
    form : str
        A format, or one of the words for ISO 8601 and for seconds since 1970.
    is_ambiguous : bool
        Whether the day and the month could as well be the other way round.
    """

    form: str
    is_ambiguous: bool = False


def find_form(texts: Sequence[str]) -> TimeForm:
    """Return the form that reads most of the texts; ISO 8601 where none reads any."""
    looked_at = [text.strip() for text in texts if text.strip()][:_LOOKED_AT]
    best, most = ISO, _count(looked_at, ISO)
    if most < len(looked_at):
        for form in (*_EPOCHS, *(date + clock for date in _DATES for clock in _CLOCKS)):
            read = _count(looked_at[:50], form) and _count(looked_at, form)
            if read > most:
                best, most = form, read
    other = next((best.replace(a, b, 1) for a, b in _OTHER_ORDER.items() if best.startswith(a)), None)
    return TimeForm(best, other is not None and _count(looked_at, other) == most)


def _count(texts: list[str], form: str) -> int:
    return int((_parse(texts, form) != NEVER).sum()) if texts else 0


def read_instants(texts: Sequence[str], form: str, timezone: str) -> tuple[Micros, int]:
    """Return instants in microseconds since 1970 UTC, and how many fell into a change of the clocks.

    Parameters
    ----------
    texts : sequence of str
        An empty one, and one that cannot be read, gives `NEVER`.
    form : str
        As `find_form` gives it.
    timezone : str
        Zone of those without an offset.
    """
    micros = _parse(texts, form)
    bad = np.flatnonzero(micros == NEVER)
    if len(bad):
        micros[bad] = _parse([texts[place].strip() for place in bad.tolist()], form)
    if timezone == "UTC" or form in _EPOCHS:
        return micros, 0
    if form == ISO:
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
    return _micros(pd.DatetimeIndex(pd.to_datetime(array, format=form, utc=True, errors="coerce")))


def _since_1970(texts: NDArray[np.object_], factor: int) -> Micros:
    import pandas as pd

    numbers = np.asarray(pd.to_numeric(pd.Series(texts), errors="coerce"), dtype=float) * factor
    good = (numbers >= _EARLIEST * 1e6) & (numbers < _LATEST * 1e6)
    found = np.full(len(numbers), NEVER, dtype=np.int64)
    found[good] = np.round(numbers[good]).astype(np.int64)
    return found


def _micros(index: "pd.DatetimeIndex") -> Micros:
    """Return microseconds since 1970; nanoseconds are cut off."""
    plain = index.tz_convert("UTC").tz_localize(None) if index.tz is not None else index
    found: Micros = plain.to_numpy().astype("datetime64[us]").view(np.int64).copy()
    return found
