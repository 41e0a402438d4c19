"""Read JSON with the place of every value, found when it is first asked for."""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from reengineer.errors import InputError, Problem
from reengineer.files._document import Document
from reengineer.files._document import Path as Route
from reengineer.files._yaml import read_bytes
from reengineer.source import Source

MAX_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 100
_HALF_LETTER = re.compile(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def read_json(
    source: str | Path | bytes,
    *,
    name: str | None = None,
    error: type[InputError] = InputError,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Read a JSON file, or bytes, into plain data with places.

    Parameters
    ----------
    source : path or bytes
    name : str, optional
        What to call the file in problems; the path where it is left out.
    error : type of InputError
        Which error to raise.
    max_bytes : int
        Larger files are refused.

    Raises
    ------
    InputError
        RE101 to RE107: the file is missing, too large, no text, not JSON, nests too deep, or repeats a key.
    """
    file = name if name is not None else ("" if isinstance(source, bytes) else str(source))
    data = source if isinstance(source, bytes) else read_bytes(source, name=file, error=error, max_bytes=max_bytes)
    if len(data) > max_bytes:
        message = f"the file has {len(data)} bytes; at most {max_bytes} are read"
        raise error([Problem("RE102", message, "Split it, or check that it is the right file.", Source(file=file))])
    text = _text(data, file, error)
    repeated: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(items)
        if len(made) < len(items):
            counts = Counter(key for key, _ in items)
            repeated.extend(key for key in made if counts[key] > 1)
        return made

    try:
        found = json.loads(text, object_pairs_hook=pairs)
    except json.JSONDecodeError as fault:
        place = Source(file=file, line=fault.lineno, column=fault.colno)
        message = f"this is not JSON: {fault.msg.lower()}"
        raise error([Problem("RE104", message, "Check brackets, quotes and commas here.", place)]) from None
    except RecursionError:
        raise error([_too_deep(file)]) from None
    except ValueError:
        message = "this is not JSON: a number has thousands of digits"
        raise error([Problem("RE104", message, "Check the numbers.", Source(file=file))]) from None
    if repeated:
        message = f"the key '{repeated[0][:60]}' stands twice in one object"
        raise error([Problem("RE107", message, "Keep one of the two.", Source(file=file))])
    if _depth(found) > MAX_DEPTH:
        raise error([_too_deep(file)])
    _check_letters(found, text, file, error)
    places = _Places(text, file)
    return Document(data=found, file=file, places=places, keys=places)


def _check_letters(found: object, text: str, file: str, error: type[InputError]) -> None:
    """Refuse half a letter, written as an escape: what holds one can be neither printed nor written to a file."""
    if not _HALF_LETTER.search(text):
        return
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as fault:
        half = f"\\u{ord(fault.object[fault.start]):04x}"
        line = text[: max(text.lower().find(half), 0)].count("\n") + 1
        place = Source(file=file, line=line)
        raise error([Problem("RE103", f"{half} is half a letter", "Write the letter whole.", place)]) from None


def _too_deep(file: str) -> Problem:
    return Problem("RE106", f"the file nests more than {MAX_DEPTH} deep", "Write it flatter.", Source(file=file))


def _text(data: bytes, file: str, error: type[InputError]) -> str:
    try:
        return data.decode("utf-8-sig" if not data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-16")
    except UnicodeDecodeError:
        problem = Problem("RE103", "the file is not UTF-8 text", "Save it as UTF-8.", Source(file=file))
        raise error([problem]) from None


def _depth(data: object) -> int:
    depth, level = 0, [data]
    while level:
        depth += 1
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]
    return depth


class _Places(Mapping[Route, Source]):
    """Say where each value of a text stands; the text is gone through when the first place is asked for."""

    def __init__(self, text: str, file: str) -> None:
        self._text, self._file = text, file

    @cached_property
    def _offsets(self) -> dict[Route, int]:
        return dict(_values(self._text))

    @cached_property
    def _starts(self) -> list[int]:
        """Return where each line starts."""
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    def __getitem__(self, path: Route) -> Source:
        offset = self._offsets[path]
        line = bisect_right(self._starts, offset)
        return Source(file=self._file, line=line, column=offset - self._starts[line - 1] + 1)

    def __iter__(self) -> Iterator[Route]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)


def _values(text: str) -> Iterator[tuple[Route, int]]:
    """Give each value of a JSON text that has been read before, with where it starts."""
    path: list[str | int] = []
    key: str | None = None
    for token in _TOKEN.finditer(text):
        word = token.group()
        if word in "}]":
            path.pop()
        elif word == ",":
            if isinstance(path[-1], int):
                path[-1] += 1
            else:
                key = None
        elif word == ":":
            path[-1] = key or ""
        elif path and isinstance(path[-1], str) and key is None:
            key = json.loads(word)
            path[-1] = key
        else:
            yield tuple(path), token.start()
            if word == "{":
                path.append("")
                key = None
            elif word == "[":
                path.append(0)
