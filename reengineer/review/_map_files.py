"""Tell a file that holds a map from a review."""

from pathlib import Path

MAP_ENDINGS = (".bpmn", ".bpmn2", ".xml")


def is_map(path: str | Path) -> bool:
    """Say whether a path is that of a map, by its ending."""
    path = Path(path)
    return path.name.lower().endswith(MAP_ENDINGS) and not path.is_dir()
