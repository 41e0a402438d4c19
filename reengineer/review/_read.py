"""Read a review folder: every file of it, and every problem in any of them at once."""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from reengineer.annotations import AnnotatedMap, Refits, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.errors import Problem, ReengineerError, ReviewError
from reengineer.files import Document, read_bytes, read_yaml, sha256, validate
from reengineer.options import Option
from reengineer.review._folder import AS_IS, REVIEW_FILE, Review
from reengineer.review._settings import warm_up_problem
from reengineer.review._written import ReviewNotes
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.feedback import Feedback
    from reengineer.questions import Catalogue

T = TypeVar("T")
OPTION_ID = re.compile(r"\w[\w-]{0,63}")


def load_review(path: str | Path) -> Review:
    """Read a review.

    Parameters
    ----------
    path : path
        The folder of a review, or its ``review.yaml``.

    Raises
    ------
    ReviewError
        With every problem of every file.
    """
    return _Reader(_review_file(Path(path))).read()


def _review_file(path: Path) -> Path:
    file = path / REVIEW_FILE if path.is_dir() else path
    if file.is_file():
        return file
    message = f"there is no {REVIEW_FILE} in this folder" if path.is_dir() else "there is no such review"
    remedy = f"Name a folder with a {REVIEW_FILE}, or make one with: reengineer init MAP.bpmn"
    raise ReviewError([Problem("RE610", message, f"{remedy}.", Source(file=str(path)))])


class _Reader:
    """Read the files that a review names, collecting problems."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.problems: list[Problem] = []
        self.files: list[tuple[str, str]] = []
        self.document = Document(data=None, file=str(path))

    def read(self) -> Review:
        """Return the review, or raise with all that is wrong."""
        self.document = read_yaml(str(self.path), error=ReviewError)
        notes = validate(ReviewNotes, self.document, error=ReviewError)
        self._keep(self.path)
        self._check_run(notes)
        as_is = self._as_is(notes)
        boundary = self._part("boundary", notes.boundary, Boundary.read)
        options = self._options(notes)
        questions = self._questions(notes)
        refits = self._part("refits", notes.refits, _read_refits)
        feedback = self._feedback(notes)
        if notes.log is not None:
            # Logs may be large, and only questions need them: they are read when asked for.
            self._is_there("log", self.path.parent / notes.log, notes.log)
        if self.problems or as_is is None:
            raise ReviewError(self.problems)
        return Review(
            path=self.path,
            notes=notes,
            as_is=as_is,
            boundary=boundary,
            options=options,
            questions=questions,
            feedback=feedback,
            refits=refits,
            files=tuple(self.files),
            document=self.document,
        )

    def _problem(self, code: str, message: str, remedy: str, source: Source) -> None:
        self.problems.append(Problem(code, message, remedy, source))

    def _check_run(self, notes: ReviewNotes) -> None:
        message = warm_up_problem(notes.run)
        if message is not None:
            remedy = "Lengthen the run or shorten the warm-up."
            self._problem("RE621", message, remedy, self.document.place(("run", "warm_up")))

    def _keep(self, path: Path) -> None:
        data = read_bytes(path, name=str(path), error=ReviewError)
        self.files.append((shown_from(path, self.path.parent), sha256(data)))

    def _part(self, key: str, name: str | None, read: Callable[[Path], T]) -> T | None:
        """Read one file that the review names; keep its problems and go on."""
        if name is None:
            return None
        path = self.path.parent / name
        if not self._is_there(key, path, name):
            return None
        try:
            self._keep(path)
            return read(path)
        except ReengineerError as error:
            self.problems.extend(error.problems)
            return None

    def _is_there(self, key: str, path: Path, name: str) -> bool:
        if not path.is_file():
            what = "that is a folder" if path.is_dir() else "there is no such file"
            remedy = f"Write the path of the file, relative to {self.path.name}."
            self._problem("RE611", f"{key} names {name}, and {what}", remedy, self.document.place((key,)))
        return path.is_file()

    def _as_is(self, notes: ReviewNotes) -> AnnotatedMap | None:
        definitions = self._part("map", notes.map, read_bpmn)
        if definitions is None:
            return None
        if notes.annotations is None:
            return annotate(definitions)
        return self._part("annotations", notes.annotations, lambda path: annotate(definitions, path))

    def _listed(self, key: str, name: str | None) -> list[Path]:
        """Return the YAML files of a folder that the review names, in the order of their names."""
        if name is None:
            return []
        folder = self.path.parent / name
        if not folder.is_dir():
            message = f"{key} names {name}, and there is no such folder"
            self._problem("RE611", message, "Make the folder, or take the key out.", self.document.place((key,)))
            return []
        return sorted(each for each in folder.iterdir() if each.suffix in {".yaml", ".yml"})

    def _questions(self, notes: ReviewNotes) -> "Catalogue | None":
        """Return the packaged questions with those of the folder; None where there are none of its own."""
        paths = self._listed("questions", notes.questions)
        if not paths:
            return None
        from reengineer.questions import catalogue

        try:
            for path in paths:
                self._keep(path)
            return catalogue(rules=paths)
        except ReengineerError as error:
            self.problems.extend(error.problems)
            return None

    def _feedback(self, notes: ReviewNotes) -> "Feedback | None":
        found = [self._part("feedback", name, lambda path: path) for name in notes.feedback]
        paths = [path for path in found if path is not None]
        if not paths:
            return None
        from reengineer.feedback import read_feedback

        try:
            return read_feedback(*paths)
        except ReengineerError as error:
            self.problems.extend(error.problems)
            return None

    def _options(self, notes: ReviewNotes) -> dict[str, Option]:
        found: dict[str, Option] = {}
        for path in self._listed("options", notes.options):
            option = self._part("options", (Path(str(notes.options)) / path.name).as_posix(), Option.read)
            if option is not None:
                self._check_id(option.id, found, path)
                found[option.id] = option
        return found

    def _check_id(self, name: str, taken: dict[str, Option], path: Path) -> None:
        """Refuse an id that is taken or that cannot be the name of a folder of results everywhere."""
        place = read_yaml(str(path), error=ReviewError).place(("id",))
        if OPTION_ID.fullmatch(name) is None:
            remedy = (
                "Write letters, digits, hyphens and underscores, at most 64; results are kept in a folder so named."
            )
            self._problem("RE613", f'"{name[:80]}" cannot be the id of an option', remedy, place)
        elif name.casefold() in {AS_IS, *(each.casefold() for each in taken)}:
            remedy = "Give each option its own id, whatever its case; as-is is the map as it stands."
            self._problem("RE612", f'the id "{name}" is taken', remedy, place)


def _read_refits(path: Path) -> Refits:
    return Refits.parse(read_bytes(path, name=str(path), error=ReviewError), name=str(path))


def shown_from(path: Path, base: Path) -> str:
    """Return a path relative to a folder, with forward slashes, the same on every machine."""
    try:
        return Path(os.path.relpath(path, base)).as_posix()
    except ValueError:
        # On another drive there is no relative path.
        return path.as_posix()
