"""Import feedback: every row read or named with its place, people's data taken out, the same words counted once."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.feedback._dates import DateError, order_of, read_day
from reengineer.feedback._mapping import COLUMNS, Dates, FeedbackMapping
from reengineer.feedback._scrub import NOBODY, People, scrub
from reengineer.feedback._tables import Row, Table, read_table
from reengineer.feedback._voices import ALL_SCALES, SPEAKERS, Speaker, Voice
from reengineer.files import decimal_point
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.processmap import ProcessMap

_YES, _NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")
# Days, scores and words repeat from row to row.
_KEPT = 8192
_SIGNS = frozenset("=+-@")
_LEFT_OUT = "; the row is left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFeedback:
    """Hold what was read, and what became of every row.

    Parameters
    ----------
    voices : tuple of Voice
        By day, then in the order of the files.
    rows : int
        Rows of all files.
    problems : tuple of Problem
        One for each row left out, with its place.
    duplicates : int
        Rows that said the same in the same case on the same day; each counts once.
    scrubbed : int
        Places of comments from which personal data were taken.
    unlinked : mapping of str to int
        Names of steps that the map does not have, and how often each was named.
    files : tuple of str
    terms : tuple of str
        On what terms the files may be used.
    """

    voices: tuple[Voice, ...]
    rows: int = 0
    problems: tuple[Problem, ...] = ()
    duplicates: int = 0
    scrubbed: int = 0
    unlinked: Mapping[str, int] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()

    @property
    def refused(self) -> int:
        """Return how many rows were left out because they could not be read."""
        return self.rows - self.duplicates - len(self.voices)


class _SkipError(ValueError):
    """A row that cannot be read: code, what is wrong and how to mend it."""

    def __init__(self, code: str, message: str, remedy: str) -> None:
        super().__init__(message)
        self.code, self.message, self.remedy = code, message, remedy


def import_feedback(
    paths: Iterable[str | Path],
    *,
    mapping: FeedbackMapping | None = None,
    map_: "ProcessMap | None" = None,
    people: People = NOBODY,
) -> ImportedFeedback:
    """Read files of feedback.

    Parameters
    ----------
    paths : iterable of path
        CSV, XLSX or JSON.
    mapping : FeedbackMapping, optional
        How their columns are to be read; without it they must have our names.
    map_ : ProcessMap, optional
        To find the steps that are named; without it names are kept as they are.
    people : People
        Whose names are taken out of comments.

    Raises
    ------
    ReviewError
        RE901 to RE904 where a file cannot be read at all; RE906 to RE909 where not one row can.
    """
    mapping = mapping or FeedbackMapping()
    reading = _Reading(mapping=mapping, find=_finder(map_, mapping), people=people)
    files = tuple(str(path) for path in paths)
    for path in files:
        reading.add(read_table(path, mapping), path)
    if not reading.voices and reading.problems:
        raise ReviewError(reading.problems)
    return ImportedFeedback(
        voices=tuple(sorted(reading.voices, key=lambda voice: voice.day)),
        rows=reading.rows,
        problems=tuple(reading.problems),
        duplicates=reading.duplicates,
        scrubbed=reading.scrubbed,
        unlinked=dict(sorted(reading.unlinked.items())),
        files=files,
        terms=() if mapping.terms is None else (mapping.terms,),
    )


def _finder(map_: "ProcessMap | None", mapping: FeedbackMapping) -> Callable[[str], str | None]:
    """Return what finds the id of a step by id, name or alias, whatever its case; None where there is none."""
    if map_ is None:
        return lambda name: mapping.steps.get(name, name)
    known: dict[str, str] = {}
    for node in map_.nodes:
        known.setdefault(node.name.casefold(), node.id)
    known |= {node.id.casefold(): node.id for node in map_.nodes}
    aliases = {name.casefold(): known.get(target.casefold()) for name, target in mapping.steps.items()}
    return lambda name: aliases.get(name.casefold()) or known.get(name.casefold())


@dataclass(slots=True, kw_only=True)
class _Reading:
    mapping: FeedbackMapping
    find: Callable[[str], str | None]
    people: People
    voices: list[Voice] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unlinked: Counter[str] = field(default_factory=Counter)
    seen: set[tuple[str, date, str]] = field(default_factory=set)
    rows: int = 0
    duplicates: int = 0
    scrubbed: int = 0
    _said: "_Said" = field(init=False, repr=False)

    def add(self, table: Table, file: str) -> None:
        """Take the rows of one file."""
        names = self._columns(table, file)
        self.problems += table.problems
        self.rows += len(table.rows) + len(table.problems)
        self._said = _Said(names, self.mapping, table.columns)
        order = self.mapping.dates
        if names["date"]:
            at = table.columns.index(names["date"])
            order = order_of((row.cells[at] for row in table.rows), order)
        for row in table.rows:
            try:
                self._take(self._voice(row, order))
            except _SkipError as skip:
                problem = Problem(skip.code, skip.message + _LEFT_OUT, skip.remedy, row.source, "warning")
                self.problems.append(problem)

    def _columns(self, table: Table, file: str) -> dict[str, str]:
        """Return the name in the file of each column of ours; empty where it has none."""
        names = {ours: self.mapping.columns.get(ours) or _alike(ours, table.columns) for ours in COLUMNS}
        place = Source(file=file, line=1)
        there = set(table.columns)
        wrong = [
            _missing(ours, name, table.columns, place)
            for ours, name in names.items()
            if name not in there and (ours in self.mapping.columns or self._is_needed(ours, names, there))
        ]
        if wrong:
            raise ReviewError(wrong)
        return {ours: name if name in there else "" for ours, name in names.items()}

    def _is_needed(self, ours: str, names: Mapping[str, str], there: set[str]) -> bool:
        if ours in ("date", "channel"):
            return ours not in self.mapping.defaults
        return ours == "comment" and names["score"] not in there

    def _voice(self, row: Row, order: Dates | None) -> Voice:
        said = self._said.texts(row.cells)
        comment, found = scrub(said["comment"], self.people)
        score, scale = _score(said["score"], said["scale"])
        if score is None and not comment:
            raise _SkipError("RE909", "the row has neither a score nor a comment", "Fill in one of the two.")
        self.scrubbed += found
        named = said["step"]
        step = (self.find(named) or "") if named else ""
        if named and not step:
            self.unlinked[named] += 1
        public = said["public_id"]
        return Voice(
            source=row.source,
            day=_day(said["date"], order),
            channel=said["channel"] or "unknown",
            speaker=_speaker(said["source"]),
            case_id=said["case_id"],
            step=step,
            named_step=named,
            score=score,
            scale=scale,
            comment=comment,
            themes=_themes(said["theme"]),
            about=said["about"],
            segment=said["segment"],
            consent=_consent(said["consent"]),
            public_id=sha256(public.encode()).hexdigest()[:16] if public else "",
            reach=_number(said["reach"], "reach"),
        )

    def _take(self, voice: Voice) -> None:
        """Keep a voice, unless the same was said in the same case on the same day."""
        whose = voice.case_id or voice.public_id
        # Without a case or a text nothing tells that two rows are one.
        if whose and voice.comment:
            key = (whose, voice.day, " ".join(voice.comment.casefold().split()))
            if key in self.seen:
                self.duplicates += 1
                return
            self.seen.add(key)
        self.voices.append(voice)


class _Said:
    """Give the texts of our columns in a row: translated, or the default where there is none."""

    def __init__(self, names: Mapping[str, str], mapping: FeedbackMapping, columns: tuple[str, ...]) -> None:
        there = [ours for ours in COLUMNS if names[ours]]
        self._absent = {ours: self._default(ours, mapping) for ours in COLUMNS if not names[ours]}
        self._how = [
            (ours, columns.index(names[ours]), mapping.words.get(ours, {}), mapping.defaults.get(ours, ""))
            for ours in there
        ]

    @staticmethod
    def _default(ours: str, mapping: FeedbackMapping) -> str:
        return mapping.words.get(ours, {}).get("", "") or mapping.defaults.get(ours, "")

    def texts(self, cells: tuple[str, ...]) -> dict[str, str]:
        """Return the text of each of our columns."""
        found = self._absent.copy()
        for ours, at, words, default in self._how:
            text = cells[at]
            # An apostrophe before a sign is how a spreadsheet is told that a text is no formula.
            if text[:1] == "'" and text[1:2] in _SIGNS and len(text) > 1:
                text = text[1:]
            if words:
                text = words.get(text, text)
            found[ours] = text or default
        return found


def _themes(text: str) -> tuple[str, ...]:
    return tuple(theme for theme in re.split(r"\s*[;|]\s*", text) if theme) if text else ()


def _alike(ours: str, columns: tuple[str, ...]) -> str:
    """Return the one column whose name is ours but for capitals and blanks, else our name."""
    alike = [name for name in columns if "_".join(name.casefold().split()) == ours]
    return alike[0] if len(alike) == 1 and ours not in columns else ours


def _missing(ours: str, name: str, columns: Iterable[str], place: Source) -> Problem:
    hint = nearest(name, columns) or f"there are: {', '.join(columns) or 'none'}"
    what = f'the column "{name}" for {ours}' if name != ours else f'the column "{name}"'
    remedy = (
        f"Name the column so, or say which it is in a file that --mapping names: columns: {{{ours}: NAME}}, or one "
        f"value for all rows: defaults: {{{ours}: VALUE}}."
    )
    return Problem("RE903", f"{what} is missing ({hint})", remedy, place)


@lru_cache(maxsize=_KEPT)
def _day(text: str, order: Dates | None) -> date:
    try:
        return read_day(text, order)
    except DateError as fault:
        if fault.is_ambiguous:
            remedy = "State the order of day and month in the mapping: dates: dmy, or dates: mdy."
            raise _SkipError("RE907", str(fault), remedy) from None
        raise _SkipError("RE906", str(fault), "Write it as 2026-07-01.") from None


@lru_cache(maxsize=_KEPT)
def _score(text: str, scale: str) -> tuple[float | None, str]:
    if not text:
        return None, "none"
    if scale in ("", "none"):
        remedy = f"Name the scale, in a column or as defaults: {{scale: csat5}}; known: {', '.join(ALL_SCALES)}."
        raise _SkipError("RE908", f"the score {text[:20]} has no scale", remedy)
    if scale not in ALL_SCALES:
        hint = nearest(scale, ALL_SCALES) or f"known: {', '.join(ALL_SCALES)}"
        raise _SkipError("RE908", f'"{scale[:20]}" is no scale ({hint})', "Name one of those known.")
    low, high = ALL_SCALES[scale]
    value = _number(text, "score")
    if value is None or not low <= value <= high:
        raise _SkipError("RE908", f"{text[:20]} is not on {scale}", f"It goes from {low:g} to {high:g}.")
    return value, scale


def _number(text: str, what: str) -> float | None:
    if not text:
        return None
    plain = decimal_point(text)
    if not re.fullmatch(r"-?\d{1,12}(\.\d{1,9})?", plain):
        raise _SkipError("RE908", f"{what} {text[:20]!r} is no number", "Write it in digits.")
    return float(plain)


@lru_cache(maxsize=_KEPT)
def _speaker(text: str) -> Speaker:
    word = text.casefold() or "customer"
    for known in SPEAKERS:
        if word == known:
            return known
    remedy = f"Write one of {', '.join(SPEAKERS)}, or say what it means: words: {{source: {{{text[:20]}: customer}}}}."
    raise _SkipError("RE908", f'"{text[:20]}" is no source', remedy)


@lru_cache(maxsize=_KEPT)
def _consent(text: str) -> bool | None:
    word = text.casefold()
    if word in ("", *_YES, *_NO):
        return None if not word else word in _YES
    raise _SkipError("RE908", f'consent "{text[:20]}" is neither yes nor no', "Write yes or no, or leave it empty.")
