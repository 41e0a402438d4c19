"""Read what was counted by hand beside feedback: samples of controls, and the two questions of Kano."""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from reengineer._records import dataclass
from reengineer.errors import Problem, ReviewError, nearest
from reengineer.files import read_text
from reengineer.review._folder import Review
from reengineer.source import Source

COMPLIANCE_FILE = Path("evidence") / "compliance.csv"
KANO_FILE = Path("evidence") / "kano.csv"
KanoClass = Literal["must-be", "one-dimensional", "attractive", "indifferent", "reverse", "questionable"]
KANO_ANSWERS = ("like", "expect", "neutral", "tolerate", "dislike")
_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
_CLASSES: Mapping[str, KanoClass] = {
    "M": "must-be", "O": "one-dimensional", "A": "attractive", "I": "indifferent", "R": "reverse", "Q": "questionable",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSample:
    """Hold how many sampled executions of a step met a control, who looked, and when."""

    control: str
    step: str
    sampled: int
    met: int
    by: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kano:
    """Hold the class of a feature by the two questions of Kano: with it, and without it.

    Parameters
    ----------
    kind : str
        What most people's two answers say; of a tie the one that binds more.
    n : int
        People asked.
    share : float
        Of them who fall into this class, 0 to 1.
    """

    kind: KanoClass
    n: int
    share: float


def read_control_samples(review: Review) -> tuple[ControlSample, ...]:
    """Return the samples of controls kept in a review; none where there is no file.

    Raises
    ------
    ReviewError
        RE964 with every row that cannot be read.
    """
    rows = _rows(review, COMPLIANCE_FILE, ("control", "step", "sampled", "met", "by", "on"))
    problems: list[Problem] = []
    found: list[ControlSample] = []
    for place, row in rows:
        step = _step(review, row["step"], place, problems)
        counts = [int(row[name]) if row[name].isdecimal() else -1 for name in ("sampled", "met")]
        if min(counts) < 0 or counts[0] < 1 or counts[1] > counts[0]:
            message = f'"{row["met"]}" of "{row["sampled"]}" is no sample'
            problems.append(
                Problem("RE964", message, "Write how many were sampled, and how many of them met it.", place)
            )
        elif step:
            found.append(ControlSample(control=row["control"], step=step, sampled=counts[0], met=counts[1],
                                       by=row["by"], on=row["on"]))  # fmt: skip
    if problems:
        raise ReviewError(problems)
    return tuple(found)


def read_kano(review: Review) -> dict[str, Kano]:
    """Return the Kano class of each step asked about, by step; none where there is no file.

    Raises
    ------
    ReviewError
        RE964 with every row that cannot be read.

    References
    ----------
    N. Kano et al., Attractive quality and must-be quality, 1984 (the evaluation table).
    """
    problems: list[Problem] = []
    counted: dict[str, Counter[KanoClass]] = {}
    for place, row in _rows(review, KANO_FILE, ("step", "functional", "dysfunctional")):
        step = _step(review, row["step"], place, problems)
        words = [row[name].casefold() for name in ("functional", "dysfunctional")]
        unknown = [word for word in words if word not in KANO_ANSWERS]
        if unknown:
            message = f'"{unknown[0][:40]}" is none of {", ".join(KANO_ANSWERS)}'
            problems.append(Problem("RE964", message, "Write one of these words.", place))
        elif step:
            letter = _TABLE[KANO_ANSWERS.index(words[0])][KANO_ANSWERS.index(words[1])]
            counted.setdefault(step, Counter())[_CLASSES[letter]] += 1
    if problems:
        raise ReviewError(problems)
    return {step: _kano(counts) for step, counts in counted.items()}


def _kano(counts: Counter[KanoClass]) -> Kano:
    order = list(_CLASSES.values())
    kind = min(counts, key=lambda each: (-counts[each], order.index(each)))
    return Kano(kind=kind, n=counts.total(), share=counts[kind] / counts.total())


def _rows(review: Review, name: Path, columns: Sequence[str]) -> Iterator[tuple[Source, dict[str, str]]]:
    path = review.path.parent / name
    if not path.is_file():
        return
    reader = csv.reader(io.StringIO(read_text(path, error=ReviewError), newline=""))
    head = [cell.strip().casefold() for cell in next(reader, [])]
    if not set(columns) <= set(head):
        message = f"the columns {', '.join(each for each in columns if each not in head)} are missing"
        place = Source(file=str(path), line=1)
        raise ReviewError([Problem("RE964", message, f"Begin the file with: {','.join(columns)}", place)])
    for cells in reader:
        if any(cell.strip() for cell in cells):
            padded = [*cells, *[""] * len(head)]
            row = {title: padded[at].strip() for at, title in enumerate(head)}
            yield Source(file=str(path), line=reader.line_num), row


def _step(review: Review, name: str, place: Source, problems: list[Problem]) -> str:
    node = review.as_is.map.find(name) if name else None
    if node is not None:
        return node.id
    known = [each for step in review.as_is.steps for each in (step.id, step.name)]
    hint = nearest(name, known)
    message = f'there is no step "{name[:80]}" in the map' + (f" ({hint})" if hint else "")
    problems.append(Problem("RE964", message, "Name a step as the map does.", place))
    return ""
