"""Hold the data of a file and the place of every key and value in it."""

from collections.abc import Mapping
from dataclasses import field

from reengineer._records import dataclass
from reengineer.source import Source

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Hold plain data with the place of each of its parts.

    Parameters
    ----------
    data : object
        Mappings with text keys, lists, text, numbers, true, false or nothing.
    file : str
        The file as the user named it.
    places : Mapping of path to Source
        Where each value starts; the empty path is the whole document.
    keys : Mapping of path to Source
        Where the key of a value stands.
    """

    data: object
    file: str = ""
    places: Mapping[Path, Source] = field(default_factory=dict)
    keys: Mapping[Path, Source] = field(default_factory=dict)

    def place(self, path: Path, *, key: bool = False) -> Source:
        """Return where a value stands, or its key; of a part without a place, the nearest part around it."""
        if key and path in self.keys:
            return self.keys[path]
        for length in range(len(path), -1, -1):
            found = self.places.get(path[:length])
            if found is not None:
                return found
        return Source(file=self.file)

    def at(self, path: Path) -> object:
        """Return the value at a path, or None where there is none."""
        value = self.data
        for part in path:
            value = _inside(value, part)
        return value


def _inside(value: object, part: str | int) -> object:
    if isinstance(value, dict):
        return value.get(part)
    return value[part] if isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value) else None
