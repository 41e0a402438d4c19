"""Keep results in a folder: one file a replication, written whole or not at all, found again by what it came from."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reengineer._version import __version__
from reengineer.annotations import values_read
from reengineer.errors import Problem, ReviewError
from reengineer.files import canonical_json, sha256, write_bytes_atomic, write_text_atomic
from reengineer.review._folder import AS_IS, Review
from reengineer.review._read import shown_from
from reengineer.simulation import RunSettings
from reengineer.source import Source

if TYPE_CHECKING:
    from reengineer.review._outcome import Outcome
    from reengineer.simulation import Replication

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsFolder:
    """Be the folder of one option's replications.

    Parameters
    ----------
    path : Path
    key : str
        Hash of everything the numbers depend on.
    """

    path: Path
    key: str

    @classmethod
    def of(
        cls, review: Review, folder: Path | None, option: str, *, sampled: bool, left_out: tuple[int, ...] = ()
    ) -> Self | None:
        """Return the folder of an option, None where results are not kept; `left_out` are refits that are not used."""
        if folder is None:
            return None
        path = folder / option / "sampled" if sampled else folder / option
        return cls(path=path, key=run_key(review, option, sampled=sampled, left_out=left_out))

    @property
    def is_of_other_inputs(self) -> bool:
        """Say whether the folder holds results, and they came from other files or settings."""
        return bool(self._files()) and not self.read()

    def read(self) -> "tuple[Replication, ...]":
        """Return the replications that are there and came from the same inputs, in order of number."""
        from reengineer.simulation import from_bytes

        found = ((number, from_bytes(path.read_bytes(), self.key)) for number, path in self._files())
        return tuple(run for number, run in found if run is not None and run.number == number)

    def write(self, run: "Replication") -> None:
        """Write a replication: its file holds all of it, or is as it was."""
        from reengineer.simulation import to_bytes

        self.path.mkdir(parents=True, exist_ok=True)
        write_bytes_atomic(self.path / f"{run.number}.npz", to_bytes(run, self.key), durable=False)

    def tidy(self) -> None:
        """Remove what a run that was killed while it wrote left beside the files."""
        for path in self.path.glob(".*.npz.*.part"):
            path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[int, Path]]:
        """Return the files that are named as replications are, by number."""
        found = ((path.stem, path) for path in self.path.glob("*.npz") if path.is_file())
        return sorted((int(stem), path) for stem, path in found if stem.isdecimal() and str(int(stem)) == stem)


def run_key(review: Review, option: str, *, sampled: bool, left_out: tuple[int, ...] = ()) -> str:
    """Return the hash of map, annotations, the option's changes, and what of the settings the numbers depend on."""
    changes = review.options[option].model_dump(mode="json", include={"changes"}) if option in review.options else {}
    run = review.run
    content = {
        "version": __version__,
        "map": sha256(review.as_is.map.definitions.original),
        "notes": review.as_is.notes.to_data(),
        "values": values_read(review.as_is.notes),
        "changes": changes,
        "length": run.horizon_s,
        "cases": run.cases,
        "seed": run.seed,
        "end": run.end,
        "max_events": run.max_events,
        "sampled": sampled,
    }
    if sampled and review.refits is not None:
        content["refits"] = review.refits.to_json()
        content["left_out"] = list(left_out)
    return sha256(canonical_json(content).encode())


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
        remedy = "Name the folder of results, such as the one given to: reengineer simulate REVIEW -o DIR"
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
