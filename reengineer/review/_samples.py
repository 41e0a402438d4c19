"""Find the models and scenarios that come with the package."""

from importlib.resources import files
from pathlib import Path

from reengineer.errors import Problem, UsageError, nearest


def sample(name: str) -> Path:
    """Return the path of a sample, such as ``scenarios/complaints``.

    In a checkout samples stand at its top level, in an installation inside the package.

    Raises
    ------
    UsageError
        If there is no sample of that name.
    """
    for base in _places():
        if (base / name).exists():
            return base / name
    kind, _, wanted = name.rpartition("/")
    known = sample_names() if kind == "scenarios" else ()
    remedy = f"Choose one of: {', '.join(known)}." if known else "Install the package again; its samples are missing."
    hint = f" ({nearest(wanted, known)})" if known and nearest(wanted, known) else ""
    raise UsageError([Problem("RE650", f'there is no sample "{wanted}"{hint}', remedy)])


def sample_names() -> tuple[str, ...]:
    """Return the names of the reviews that come with the package, in order."""
    found = {path.parent.name for base in _places() for path in (base / "scenarios").glob("*/review.yaml")}
    return tuple(sorted(found))


def _places() -> tuple[Path, ...]:
    package = Path(str(files("reengineer")))
    return (package / "samples", package.parent)
