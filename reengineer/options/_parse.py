"""Read one change from a line of text, as people type it."""

import json
import re
from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from reengineer.errors import ChangeError, Problem, ReviewError, nearest
from reengineer.files import read_yaml
from reengineer.options._change import Change
from reengineer.options._registry import kinds, read_change
from reengineer.source import Source

_LINE = re.compile(r"\s*-?\s*(\w+)\s*:?\s*(.*)", re.DOTALL)
_STATED = re.compile(r"(\w+)=(.*)", re.DOTALL)
_OPENING, _CLOSING, _QUOTES = "[{(", "]})", "\"'"


def parse_change(text: str) -> Change:
    """Return the change that a line of text asks for.

    The line begins with the operation. Its parameters follow as in an option file, ``{step: qa, factor: 0.8}``, or as
    ``name=value`` with spaces between them. What stands before the first name is the first parameter, so that
    ``delete_step qa`` and ``merge_steps log, quick role=agent`` will do.

    Raises
    ------
    ChangeError
        RE401 there is no such operation; RE625 the text is no line of this kind, or a parameter is wrong.

    Examples
    --------
    >>> parse_change("change_duration investigate factor=0.8").title
    'change duration investigate (factor 0.8)'
    """
    place = Source(file=f"--change '{text.strip()}'")
    match = _LINE.fullmatch(text)
    if match is None:
        remedy = "Write an operation and its parameters, such as delete_step step=qa."
        raise ChangeError([Problem("RE625", "this is no change", remedy, place)])
    name, rest = match[1], match[2].strip()
    if name not in kinds():
        hint = nearest(name, kinds())
        message = f'there is no operation "{name}"' + (f" ({hint})" if hint else "")
        raise ChangeError([Problem("RE401", message, f"These can be made: {', '.join(sorted(kinds()))}.", place)])
    try:
        line = f"{name}: {rest}" if rest.startswith("{") else json.dumps({name: _stated(name, rest, place)})
        document = read_yaml(line.encode(), name=place.file, error=ReviewError)
        change = read_change(document)
    except ReviewError as error:
        hint = _hint(name, rest)
        found = [
            Problem("RE625", problem.message, f"{problem.remedy}{hint if problem is error.problems[-1] else ''}", place)
            for problem in error.problems
        ]
        raise ChangeError(found) from error
    return change.placed(place)


def _hint(name: str, rest: str) -> str:
    """Say what a line was taken for where several words stand before the first name, and what the operation takes."""
    takes = f" {name} takes {', '.join(kinds()[name].model_construct().kind.parameters)}."
    words = list(takewhile(lambda token: _STATED.fullmatch(token) is None, _tokens(rest)))
    if rest.startswith("{") or len(words) < 2:
        return takes
    first = _first_parameter(name)
    return f" '{' '.join(words)}' was read as {first}: give the others as name=value.{takes}"


def _stated(name: str, rest: str, place: Source) -> dict[str, Any]:
    """Return the parameters of a line by name, as plain data."""
    found: dict[str, str] = {}
    current = _first_parameter(name)
    for token in _tokens(rest):
        match = _STATED.fullmatch(token)
        if match is not None:
            current = match[1]
            if found.get(current):
                remedy = "Write each parameter once."
                raise ChangeError([Problem("RE625", f"{current} is given twice", remedy, place)])
            token = match[2]  # noqa: PLW2901 - what follows the name
        found[current] = f"{found.get(current, '')} {token}".strip()
    return {key: _value(text, is_list=_is_list(name, key)) for key, text in found.items()}


def _first_parameter(name: str) -> str:
    return next(iter(kinds()[name].model_construct().kind.parameters), "")


def _is_list(name: str, parameter: str) -> bool:
    field = next(
        (info for key, info in kinds()[name].model_fields.items() if parameter in (key, info.alias)),
        None,
    )
    return field is not None and "tuple" in str(field.annotation) and "Distribution" not in str(field.annotation)


def _tokens(text: str) -> Iterator[str]:
    """Give the words of a line; what stands in quotes or brackets is one."""
    word, depth, quote = "", 0, ""
    for letter in text:
        if quote:
            quote = "" if letter == quote else quote
        elif letter in _QUOTES:
            quote = letter
        elif letter in _OPENING:
            depth += 1
        elif letter in _CLOSING:
            depth -= 1
        if letter.isspace() and not quote and depth <= 0:
            if word:
                yield word
            word = ""
        else:
            word += letter
    if word:
        yield word


def _value(text: str, *, is_list: bool) -> Any:  # noqa: ANN401 - whatever a file may hold
    """Return what text stands for: a list or mapping in brackets, a number, a truth, or the text."""
    if text[:1] in ("[", "{"):
        return read_yaml(f"value: {text}".encode(), name="--change", error=ReviewError).data["value"]  # type: ignore[index]
    if len(text) > 1 and text[0] in _QUOTES and text[-1] == text[0]:
        text = text[1:-1]
    elif is_list:
        return [_value(part.strip(), is_list=False) for part in text.split(",") if part.strip()]
    if text in ("true", "false"):
        return text == "true"
    try:
        return float(text) if "." in text or "e" in text.lower() else int(text)
    except ValueError:
        return text
