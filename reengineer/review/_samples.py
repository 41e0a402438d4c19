"""Find the models and scenarios that come with the package."""

from importlib.resources import files
from pathlib import Path

from reengineer.errors import Problem, UsageError


def sample(name: str) -> Path:
    """Return the path of a sample, such as ``scenarios/complaints``.

    In a checkout samples stand at its top level, in an installation inside the package.

    Raises
    ------
    UsageError
        If there is no sample of that name.
    """
    package = Path(str(files("reengineer")))
    for base in (package / "samples", package.parent):
        if (base / name).exists():
            return base / name
    message = f'there is no sample "{name}"'
    raise UsageError([Problem("RE650", message, "Install the package again; its samples are missing.")])
