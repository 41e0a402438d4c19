"""Read answers and comments from a CSV, one a row, and make means and shares of them."""

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.feedback._figures import SCALES, Feedback, Figure, ends_of
from reengineer.files import read_bytes
from reengineer.quantities import QuantityError
from reengineer.source import Source

OTHER_SCALES: Mapping[str, tuple[float, float]] = MappingProxyType({"nps11": (0, 10), "ces7": (1, 7)})
THEMES = (
    "wait", "clarity", "access", "attitude", "accuracy", "effort", "price", "repetition", "chase", "other", "none",
)  # fmt: skip
_SOURCES = ("customer", "colleague", "regulator", "social")
_DAYS_A_MONTH = 365.25 / 12
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """Hold one row, its score from 0 to 100 where it was asked how satisfied somebody is."""

    day: date
    source: str
    step: str
    score: float | None
    themes: tuple[str, ...]


def read_answers(path: str | Path) -> Feedback:
    rows = _rows(path)
    answers, problems = list[_Answer](), list[Problem]()
    for line, row in enumerate(rows, start=2):
        try:
            answers.append(_answer(row))
        except (QuantityError, ValueError) as fault:
            message, _, remedy = str(fault).partition("; ")
            mend = f"{remedy[:1].upper()}{remedy[1:]}." if remedy else "Mend the row or take it out."
            problems.append(Problem("RE412", message, mend, Source(file=str(path), line=line)))
    if problems:
        raise ReviewError(problems)
    return _summed(answers)


def _rows(path: str | Path) -> list[dict[str, str]]:
    place = Source(file=str(path), line=1)
    try:
        text = read_bytes(path, error=ReviewError).decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        rows = [{str(key): (value or "") for key, value in row.items() if key is not None} for row in reader]
    except (UnicodeDecodeError, csv.Error):
        problem = Problem("RE411", "the file is no CSV in UTF-8", "Save it as a CSV in UTF-8.", place)
        raise ReviewError([problem]) from None
    if len(rows) > MOST_ROWS:
        message = f"the file has {len(rows)} rows; at most {MOST_ROWS} are read"
        raise ReviewError([Problem("RE414", message, "Split the file by period.", place)])
    columns = reader.fieldnames or ()
    missing = [name for name in ("date", "channel") if name not in columns]
    if not {"score", "theme"} & set(columns):
        missing.append("score")
    if missing:
        raise ReviewError([_missing_column(name, columns, place) for name in missing])
    return rows


def _missing_column(name: str, columns: Iterable[str], place: Source) -> Problem:
    hint = nearest(name, columns)
    message = f'the column "{name}" is missing' + (f" ({hint})" if hint else "")
    return Problem("RE411", message, "Name the columns date, channel, source, step, score, scale and theme.", place)


def _answer(row: Mapping[str, str]) -> _Answer:
    source = row.get("source", "").strip() or "customer"
    if source not in _SOURCES:
        raise QuantityError(f"'{source}' is not a source; write one of {', '.join(_SOURCES)}")
    themes = tuple(theme.strip() for theme in re.split(r"[;|]", row.get("theme", "")) if theme.strip())
    for theme in themes:
        if theme not in THEMES:
            hint = nearest(theme, THEMES)
            raise QuantityError(f"'{theme}' is not a theme{f' ({hint})' if hint else ''}; write {', '.join(THEMES)}")
    return _Answer(
        day=_day(row["date"]), source=source, step=row.get("step", "").strip(), score=_score(row), themes=themes
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise QuantityError(f"'{text}' is not a date; write it as 2026-07-01") from None


def _score(row: Mapping[str, str]) -> float | None:
    """Return satisfaction from 0 to 100; None where none was given or something else was asked."""
    text, scale = row.get("score", "").strip(), row.get("scale", "").strip()
    if not text or scale in ("", "none"):
        return None
    low, high = ends_of(scale, {**SCALES, **OTHER_SCALES})
    try:
        value = float(text)
    except ValueError:
        raise QuantityError(f"'{text}' is not a number; write {low:g} to {high:g}") from None
    if not low <= value <= high or math.isnan(value):
        raise QuantityError(f"{text} is not on {scale}; write {low:g} to {high:g}")
    return 100 * (value - low) / (high - low) if scale in SCALES else None


def _summed(answers: list[_Answer]) -> Feedback:
    days = [answer.day for answer in answers]
    steps: dict[str, list[_Answer]] = {}
    for answer in answers:
        steps.setdefault(answer.step, []).append(answer)
    whole = {**_scores(steps.pop("", [])), **_themes(answers, ("access", "repetition"))}
    whole.pop("staff_score", None)
    whole.pop("feedback_n", None)
    return Feedback(
        steps={
            step: {**_scores(some), **_themes(some, ("clarity", "repetition"))} for step, some in sorted(steps.items())
        },
        process={**whole, **_mentions(answers)},
        since=min(days, default=None),
        until=max(days, default=None),
        answers=len(answers),
    )


def _scores(answers: list[_Answer]) -> dict[str, Figure]:
    found: dict[str, Figure] = {}
    for name, source in (("csat", "customer"), ("staff_score", "colleague")):
        scores = [answer.score for answer in answers if answer.source == source and answer.score is not None]
        if scores:
            found[name] = Figure(value=math.fsum(scores) / len(scores), n=len(scores))
    heard = sum(answer.source == "customer" for answer in answers)
    return {**found, "feedback_n": Figure(value=float(heard), n=heard)}


def _themes(answers: list[_Answer], themes: tuple[str, ...]) -> dict[str, Figure]:
    """Return the share of each theme among the answers of customers that were coded."""
    coded = [answer for answer in answers if answer.source == "customer" and answer.themes]
    if not coded:
        return {}
    counts = {theme: sum(theme in answer.themes for answer in coded) for theme in themes}
    return {f"theme_{theme}": Figure(value=count / len(coded), n=len(coded)) for theme, count in counts.items()}


def _mentions(answers: list[_Answer]) -> dict[str, Figure]:
    """Return public messages a month, over the time from the first answer to the last."""
    public = [answer for answer in answers if answer.source == "social"]
    days = [answer.day for answer in answers]
    if not public:
        return {}
    months = ((max(days) - min(days)).days + 1) / _DAYS_A_MONTH
    return {"social_mentions_month": Figure(value=len(public) / months, n=len(public))}
