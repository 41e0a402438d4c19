"""Count the posts of a map."""

from reengineer.annotations import AnnotatedMap


def posts(annotated: AnnotatedMap) -> dict[str, float]:
    """Return the members of each group by name; a group whose members are not known counts as none."""
    return {name: float(notes.count) for name, notes in annotated.notes.resources.items()}
