"""Hold a review: the map as it is, what was agreed, the options and what they are judged by."""

from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer._records import dataclass
from reengineer.annotations import AnnotatedMap, Refits
from reengineer.boundaries import Boundary
from reengineer.criteria import Criterion
from reengineer.errors import Problem, UsageError, nearest
from reengineer.files import Document
from reengineer.options import Option
from reengineer.review._written import ReviewNotes
from reengineer.simulation import RunSettings
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.feedback import Feedback
    from reengineer.questions import Catalogue

REVIEW_FILE = "review.yaml"
AS_IS = "as-is"
NOT_SEALED = "B003"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """Hold one review, read and checked.

    Parameters
    ----------
    path : Path
        The review file.
    notes : ReviewNotes
    as_is : AnnotatedMap
    boundary : Boundary or None
    options : mapping of str to Option
        By id, in the order of the file names.
    questions : Catalogue or None
        The packaged questions and those of the organisation; None where it has none of its own.
    feedback : Feedback or None
    refits : Refits or None
        What the fitted model would have been with other cases; None where the review has none.
    files : tuple of (str, str)
        Every file read, relative to the review file, and its SHA-256.
    document : Document or None
        The review file with the place of each value; None where it was made in memory.
    assumed : bool
        Whether it is a bare map, run on assumptions.
    """

    path: Path
    notes: ReviewNotes
    as_is: AnnotatedMap
    boundary: Boundary | None = None
    options: Mapping[str, Option] = field(default_factory=dict)
    questions: "Catalogue | None" = None
    feedback: "Feedback | None" = None
    refits: Refits | None = None
    files: tuple[tuple[str, str], ...] = ()
    document: Document | None = field(default=None, repr=False)
    assumed: bool = False

    def __repr__(self) -> str:
        agreed = "no boundary" if self.boundary is None else "boundary"
        return f"<Review {self.title!r}: options {', '.join(self.options) or 'none'}; {agreed}>"

    @property
    def title(self) -> str:
        """Return the title of the review."""
        return self.notes.title

    @property
    def criteria(self) -> tuple[Criterion, ...]:
        """Return what options are judged by."""
        return self.notes.criteria

    @property
    def run(self) -> RunSettings:
        """Return the settings of the run."""
        return self.notes.run

    @property
    def as_of(self) -> date:
        """Return the day on which the boundary's lapse is judged."""
        return self.notes.as_of or date.today()  # noqa: DTZ011 - the reader's own day

    def place(self, *path: str | int) -> Source:
        """Return where a value stands in the review file."""
        return Source(file=str(self.path)) if self.document is None else self.document.place(path)

    def beside(self, name: str) -> Path:
        """Return the path of a file that the review names."""
        return self.path.parent / name

    def with_run(self, run: RunSettings) -> "Review":
        """Return the review with other settings of the run."""
        return replace(self, notes=self.notes.model_copy(update={"run": run}))

    def option(self, name: str) -> Option:
        """Return the option with this id.

        Raises
        ------
        UsageError
            RE620: there is none, with the nearest ones.
        """
        if name not in self.options:
            there = ", ".join(self.options) or "none"
            hint = nearest(name, self.options) or f"there are: {there}"
            message = f'the review has no option "{name}"; {hint}'
            raise UsageError([Problem("RE620", message, "Name an option by the id in its file.")])
        return self.options[name]

    def boundary_findings(self) -> tuple[Problem, ...]:
        """Return what is wrong with the boundary on its day and map; nothing where there is none."""
        if self.boundary is None:
            return ()
        map_ = self.as_is.map
        found = [
            *self.boundary.status(self.as_of, map_.definitions.original, map_),
            *self.boundary.findings(self.as_is),
            *self._waivers_of_no_option(self.boundary),
        ]
        if all(problem.severity != "error" for problem in found):
            found += self.boundary.broken_today(self.as_is)
        return tuple(self._with_command(problem) for problem in found)

    def alteration(self) -> tuple[Problem, ...]:
        """Return what says that the boundary was changed after it was agreed; nothing where it was not."""
        if self.boundary is None or not self.boundary.was_altered:
            return ()
        place = self.boundary.place(("boundary_sha256",))
        found = self.boundary.status(self.as_of, self.as_is.map.definitions.original)
        return tuple(problem for problem in found if problem.severity == "error" and problem.source == place)

    def _waivers_of_no_option(self, boundary: Boundary) -> Iterator[Problem]:
        for number, waiver in enumerate(boundary.exceptions):
            if waiver.option not in self.options:
                hint = nearest(waiver.option, self.options)
                message = f'a waiver is for option "{waiver.option}", which the review does not have'
                message += f" ({hint})" if hint else ""
                place = boundary.place(("exceptions", number, "option"))
                yield Problem("B002", message, "Name an option by the id in its file.", place, "warning")

    def _with_command(self, problem: Problem) -> Problem:
        """Name the command that seals, which the boundary itself cannot know."""
        if problem.code != NOT_SEALED or problem.severity != "warning":
            return problem
        remedy = f"Seal it with: reengineer check {self.path.parent} --seal. Until then reports carry a watermark."
        return replace(problem, remedy=remedy)
