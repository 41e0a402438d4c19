"""Hold the options and habits that several commands share."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

from reengineer.errors import Problem, UsageError
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.review import Review

F = TypeVar("F", bound=Callable[..., Any])
INTERRUPTED = 130
"""Exit code of a command that was interrupted."""
MOST_WORKERS = 4
"""Replications at a time, where it is not said, however many processors there are."""
LEAST_WIDTH = 40
COLUMNS = re.compile(r"\S {2,}[^\s\[]|---")
"""What tells a line of a table from a sentence."""
CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")

json_option: Callable[[F], F] = click.option(
    "--json", "as_json", is_flag=True, help="Print data for programs instead, in a form with a version."
)


def examples(*commands: str) -> str:
    """Return the end of a help page: commands to copy, each on a line of its own."""
    title = "Example:" if len(commands) == 1 else "Examples:"
    return "\n".join(("\b", title, *(f"  {command}" for command in commands)))


class WholeNumber(click.ParamType[int]):
    """Take a whole number within bounds, and say in words what is wanted otherwise.

    Parameters
    ----------
    least, most : int
    word : str
        A word that may stand for it; ``auto`` is passed on as it is.
    """

    name = "whole number"

    def __init__(self, least: int = 1, most: int = 2**31 - 1, *, word: str = "") -> None:
        self.least, self.most, self.word = least, most, word

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ANN401
        """Return the number, or the word."""
        text = str(value).strip()
        if self.word and text == self.word:
            return text
        if re.fullmatch(r"[+-]?[0-9]{1,18}", text) and self.least <= int(text) <= self.most:
            return int(text)
        wanted = f"a whole number from {self.least} to {self.most}" + (f", or {self.word}" if self.word else "")
        raise click.BadParameter(f"'{text}' is not {wanted}.", ctx, param)


def workers(asked: int | None, engine: str = "auto") -> int:
    """Return how many replications to run at a time: where it is not said, one a processor if threads can do them."""
    if asked is not None:
        return asked
    from reengineer.simulation import compiled

    return min(os.cpu_count() or 1, MOST_WORKERS) if compiled() and engine != "reference" else 1


def clean(text: str) -> str:
    """Return text without control characters, so that a name in a file cannot steer a terminal."""
    return CONTROL.sub("?", text)


def put(text: str = "") -> None:
    """Print results for people to stdout; sentences are broken between words where they are longer than a terminal."""
    click.echo(_in_lines(clean(text), sys.stdout))


def say(text: str) -> None:
    """Print words for people to stderr, so that stdout holds data only; long ones as `put` does."""
    click.echo(_in_lines(clean(text), sys.stderr), err=True)


def _in_lines(text: str, stream: TextIO) -> str:
    """Return text broken between words for a terminal; in a file or a pipe, and of a table, lines stay whole."""
    if not stream.isatty():
        return text
    from shutil import get_terminal_size

    width = max(get_terminal_size().columns, LEAST_WIDTH)
    return "\n".join(_broken(line, width) for line in text.split("\n"))


def _broken(line: str, width: int) -> str:
    if len(line) <= width or COLUMNS.search(line.strip()):
        return line
    from textwrap import fill

    start = " " * (len(line) - len(line.lstrip()))
    return fill(line, width, subsequent_indent=f"{start}  ", break_long_words=False, break_on_hyphens=False)


def print_json(content: object, *, indent: int | None = 2) -> None:
    """Print an object as JSON to stdout, in UTF-8 whatever the terminal is; numbers that are missing are null."""
    text = json.dumps(content, indent=indent, ensure_ascii=False, allow_nan=False)
    click.echo(text.encode("utf-8", "replace"))


def warn_of_boundary(review: "Review", *, altered: bool = False) -> None:
    """Say on stderr where the boundary of a review is a draft, or not sealed, and which waivers it grants.

    Where a command goes on with a boundary that was changed after it was agreed (`altered`), that is said too.
    """
    from reengineer.review import waiver_lines

    borne = review.alteration() if altered else ()
    for problem in review.boundary_findings():
        if problem.severity == "warning" or problem in borne:
            say(f"warning: {problem}")
    if review.boundary is not None:
        for line in waiver_lines(review.boundary):
            say(line)


def table(headers: Sequence[str], rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> str:
    """Return a plain table; the columns numbered in `right`, from 0, are set to the right."""
    widths = [max(len(row[place]) for row in [headers, *rows]) for place in range(len(headers))]
    to_right = set(right)

    def line(cells: Sequence[str]) -> str:
        parts = [
            cell.rjust(width) if place in to_right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(parts).rstrip()

    return "\n".join([line(headers), "  ".join("-" * width for width in widths), *(line(row) for row in rows)])


def check_new_file(path: str | Path, option: str) -> None:
    """Refuse a file that could not be written, before any work is done for it."""
    path = Path(path)
    if path.is_dir():
        raise _unwritable(path, option, "it is a folder", "Name a file.")
    if not path.parent.is_dir():
        raise _unwritable(path, option, f"there is no folder {path.parent}", "Make the folder first.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise _unwritable(path, option, "it may not be written to", "Name a file elsewhere.")


def check_new_folder(path: str | Path, option: str) -> None:
    """Refuse a folder that could not be made or written into, before any work is done for it."""
    path = Path(path)
    nearest_there = next((each for each in (path, *path.parents) if each.exists()), Path())
    if not nearest_there.is_dir():
        what = "it is a file" if nearest_there == path else f"{nearest_there} is a file"
        raise _unwritable(path, option, what, "Name a folder.")
    if not os.access(nearest_there, os.W_OK):
        raise _unwritable(path, option, f"{nearest_there} may not be written into", "Name a folder elsewhere with -o.")


def _unwritable(path: Path, option: str, message: str, remedy: str) -> UsageError:
    return UsageError(
        [Problem("RE702", f"{option} cannot be written there: {message}", remedy, Source(file=str(path)))]
    )
