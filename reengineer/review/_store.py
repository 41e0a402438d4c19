"""Keep beside results what was run, from which files and with which settings."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reengineer._version import __version__
from reengineer.errors import Problem, ReviewError
from reengineer.files import write_text_atomic
from reengineer.review._folder import AS_IS, Review
from reengineer.review._read import shown_from
from reengineer.simulation import RunSettings
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.review._outcome import Outcome

RUN_FILE = "run.json"
SCHEMA = "reengineer/run/1"


class _Stored(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class StoredInput(_Stored):
    """Name a file that a run read, with the SHA-256 of its bytes."""

    file: str
    sha256: str


class StoredOption(_Stored):
    """Name an option that a run took up, and what became of it."""

    id: str
    status: str
    replications: int


class RunFile(_Stored):
    """Hold what ``run.json`` says: what was run, from which files, with which settings.

    Parameters
    ----------
    review : str
        Path of the review file or bare map, relative to the folder of results.
    assumed : bool
        Whether it was a bare map, run on assumptions.
    sampled : bool
        Whether uncertain inputs were drawn from their ranges too.
    inputs : tuple of StoredInput
    run : RunSettings
    warm_up_s : float
        The warm-up of the comparison, in seconds.
    options : tuple of StoredOption
    """

    schema_: Literal["reengineer/run/1"] = Field(alias="schema", default="reengineer/run/1")
    version: str
    review: str
    assumed: bool = False
    sampled: bool = True
    inputs: tuple[StoredInput, ...] = ()
    run: RunSettings
    engine: str
    warm_up_s: float
    options: tuple[StoredOption, ...]


def write_run(outcome: "Outcome", folder: Path) -> None:
    """Write ``run.json``: what was run, from which files, with which settings; no job counts and no times."""
    review = outcome.review
    content: dict[str, Any] = {
        "schema": SCHEMA,
        "version": __version__,
        "review": shown_from(review.path, folder),
        "assumed": review.assumed,
        "sampled": bool(outcome.sampled),
        "inputs": [{"file": name, "sha256": digest} for name, digest in review.files],
        "run": review.run.model_dump(mode="json"),
        "engine": outcome.results[AS_IS].engine,
        "warm_up_s": outcome.comparison.warm_up_s,
        "options": [
            {
                "id": item.id,
                "status": item.status,
                "replications": len(outcome.results[item.id].replications) if item.id in outcome.results else 0,
            }
            for item in outcome.comparison.outcomes
        ],
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_text_atomic(folder / RUN_FILE, json.dumps(content, indent=2, ensure_ascii=False) + "\n")


def results_of(path: str | Path) -> Path:
    """Return the folder of results that is meant: the path itself, or the usual one in a review folder."""
    inside = Path(path) / "results"
    return inside if (inside / RUN_FILE).is_file() and not (Path(path) / RUN_FILE).is_file() else Path(path)


def read_results(folder: str | Path) -> RunFile:
    """Return what ``run.json`` of a results folder says.

    Raises
    ------
    ReviewError
        RE630 if the folder holds no results; RE631 if they cannot be read.
    """
    path = Path(folder) / RUN_FILE
    if not path.is_file():
        message = f"there is no {RUN_FILE} here, so no finished run"
        remedy = "Name a review, or the folder of results, after: reengineer simulate REVIEW"
        raise ReviewError([Problem("RE630", message, f"{remedy}.", Source(file=str(folder)))])
    try:
        return RunFile.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        message = f"it cannot be read: {f'{where}: ' if where else ''}{first['msg']}"
        place = Source(file=str(path))
        raise ReviewError([Problem("RE631", message, "Run the review again with this version.", place)]) from None


def changed_inputs(review: Review, folder: Path | None) -> tuple[str, ...]:
    """Return the files whose content is no longer what a stored run was made from."""
    if folder is None:
        return ()
    stored = {item.file: item.sha256 for item in read_results(folder).inputs}
    return tuple(name for name, digest in review.files if stored.get(name) != digest)
