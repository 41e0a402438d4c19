"""Name the kinds of value that several files of monitoring hold."""

from datetime import date
from typing import Annotated, Any

from pydantic import BeforeValidator


def as_tuple(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    """Return a tuple for a list; anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def _as_date(value: Any) -> Any:  # noqa: ANN401 - what a file holds
    return date.fromisoformat(value) if isinstance(value, str) else value


Day = Annotated[date, BeforeValidator(_as_date)]
Texts = Annotated[tuple[str, ...], BeforeValidator(as_tuple)]
