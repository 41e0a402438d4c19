"""Keep what is right in a file that is partly wrong, so that the rest can be checked against the map as well."""

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from reengineer.annotations._records import Annotations

# What stands in for an entry that is wrong, where others may refer to it by name.
_STAND_INS: dict[str, dict[str, str]] = {"resources": {}, "calendars": {"daily": "00:00-24:00"}, "cases": {}}


def salvaged(data: object) -> Annotations | None:
    """Return the annotations without their wrong entries, or None where nothing can be kept.

    A group, calendar or kind of case that is wrong stays by name, so that those who refer to it are not blamed.
    """
    if not isinstance(data, dict):
        return None
    kept = {key: dict(value) if isinstance(value, dict) else value for key, value in data.items()}
    try:
        return Annotations.model_validate(kept)
    except ValidationError as fault:
        _drop(kept, (found["loc"] for found in fault.errors(include_url=False)))
    try:
        return Annotations.model_validate(kept)
    except ValidationError:
        return None


def _drop(data: dict[str, Any], places: Iterable[tuple[str | int, ...]]) -> None:
    for place in places:
        section = data.get(str(place[0])) if place else None
        name = str(place[1]) if len(place) > 1 else ""
        if isinstance(section, dict) and name in section and place[0] in Annotations.model_fields:
            stand_in = _STAND_INS.get(str(place[0]))
            section.pop(name) if stand_in is None else section.update({name: dict(stand_in)})
        elif place and name == "":
            data.pop(str(place[0]), None)
