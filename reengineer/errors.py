"""Hold the one tree of errors, and the problem that each of them carries.

    ReengineerError                 base of all
    ├── UsageError                  the call is wrong: an unknown option, a missing folder       exit code 2
    ├── InputError                  a file is wrong; carries every problem found in it           exit code 3
    │   ├── BpmnError               the map
    │   ├── AnnotationError         annotations, in YAML or a workbook
    │   ├── ReviewError             review, boundary, criteria or option files
    │   └── ModelError              map and annotations together cannot be simulated
    │       └── UnstableError       a group's offered load reaches 1
    ├── ChangeError                 an operation does not apply to this map                      exit code 3
    ├── BoundaryError               an option is forbidden; carries every breach                 exit code 4
    └── InternalError               a check of our own results failed: our bug                   exit code 70

Every error carries a tuple of `Problem`; its text is their texts, one after the other. All fields are positional, so
errors survive pickling between processes.
"""

import re
from collections.abc import Iterable
from typing import ClassVar, Literal

from reengineer._records import dataclass
from reengineer.source import NOWHERE, Source

Severity = Literal["error", "warning", "advice"]
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _printable(text: str) -> str:
    """Return a text that does nothing to a terminal: letters of files that steer one are shown by their numbers."""
    return _UNPRINTABLE.sub(lambda found: ascii(found[0])[1:-1], text)


@dataclass(frozen=True, slots=True)
class Problem:
    """Say where, what and how to mend it.

    Parameters
    ----------
    code : str
        ``RE`` or ``B`` and three digits; each has a section in the reference of errors.
    message : str
        What is wrong, with the value seen and the rule it broke; no full stop at the end.
    remedy : str
        How to mend it, as a full sentence.
    source : Source
        Where it stands.
    severity : {"error", "warning", "advice"}
    """

    code: str
    message: str
    remedy: str = ""
    source: Source = NOWHERE
    severity: Severity = "error"

    def __str__(self) -> str:
        where = " ".join(
            part for part in (f"{self.source.place}:" if self.source.place else "", self.source.element) if part
        )
        head = f"{where}: {self.message}" if self.source.element else f"{where} {self.message}".strip()
        return _printable(f"{head}.\n  {self.remedy} [{self.code}]" if self.remedy else f"{head}. [{self.code}]")

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the finding as the commands print it with ``--json``."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.source.file,
            "line": self.source.line,
            "column": self.source.column,
            "sheet": self.source.sheet,
            "cell": self.source.cell,
            "element_id": self.source.element_id,
            "element_name": self.source.element_name,
            "message": self.message,
            "remedy": self.remedy,
        }


class ReengineerError(Exception):
    """Be the base of every error that the package raises on purpose.

    Parameters
    ----------
    problems : iterable of Problem
        At least one, in the order of the file.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class UsageError(ReengineerError):
    """The call itself is wrong."""

    exit_code = 2


class InputError(ReengineerError):
    """A file is wrong; every problem found in it is carried."""

    exit_code = 3


class BpmnError(InputError):
    """The map cannot be read or written."""


class AnnotationError(InputError):
    """The annotations are wrong, in YAML or in a workbook."""


class ReviewError(InputError):
    """A review, boundary, criteria or option file is wrong."""


class ModelError(InputError):
    """Map and annotations together cannot be simulated."""


class UnstableError(ModelError):
    """A resource group is offered as much work as it can do, or more."""


class ChangeError(ReengineerError):
    """An operation does not apply to the map as it stands."""

    exit_code = 3


class BoundaryError(ReengineerError):
    """An option is forbidden by the boundary; every breach is carried."""

    exit_code = 4


class InternalError(ReengineerError):
    """A check of our own results failed."""


def nearest(name: str, known: Iterable[str], most: int = 3) -> str:
    """Return a hint such as ``nearest: "send", "second"``, or an empty text where nothing is near."""
    from difflib import get_close_matches

    near = get_close_matches(name, list(known), n=most, cutoff=0.5)
    return "nearest: " + ", ".join(f'"{item}"' for item in near) if near else ""


def with_article(name: str) -> str:
    """Return the name of a kind of element with its article: a userTask, an endEvent."""
    return f"{'an' if name[:1].lower() in 'aeio' and name else 'a'} {name}"


def shortened(name: str, most: int = 60) -> str:
    """Return a name of a file as a message shows it: what is very long is cut."""
    return name if len(name) <= most else f"{name[: most - 3]}..."


def counted(count: int, one: str, several: str = "") -> str:
    """Return a number with its noun: 1 case, 2 cases; the plural is given where it is not the noun with an s."""
    return f"{count:,} {one if count == 1 else several or f'{one}s'}"
