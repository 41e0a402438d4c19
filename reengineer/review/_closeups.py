"""Look at single rows of the as-is and of the option that pictures show, and keep what was seen beside the results."""

from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from reengineer.annotations import complete
from reengineer.comparison import decide, shown_option
from reengineer.files import write_bytes_atomic
from reengineer.review._folder import AS_IS
from reengineer.review._results_folder import run_key
from reengineer.simulation import DAMAGED, Closeup, SimulationResult, look_closely

if TYPE_CHECKING:
    from reengineer.review._outcome import Outcome

FILE = "rows.npz"
_TABLES = ("queue", "is_open", "load", "again")


def closeups_of(outcome: "Outcome") -> Mapping[str, Closeup]:
    """Return what single rows tell of the as-is and of the option that pictures show.

    What was kept of this very run beside its results is taken; else they are run once more, and what was seen is kept.
    """
    kept = _read_all(outcome)
    if kept:
        return kept
    found = {name: look_closely(complete(outcome.maps[name])[0], result) for name, result in _shown(outcome).items()}
    if outcome.folder is not None and not outcome.is_cut_short:
        # Nothing is lost where the folder cannot be written to: the next report looks again.
        with suppress(OSError):
            _write(outcome, found, outcome.folder)
    return found


def _read_all(outcome: "Outcome") -> Mapping[str, Closeup]:
    """Return what was kept of this very run beside its results; nothing where some is missing."""
    folder, shown = outcome.folder, _shown(outcome)
    if folder is None:
        return {}
    found = {name: _read(folder / name / FILE, _key(outcome, name, result)) for name, result in shown.items()}
    kept = {name: each for name, each in found.items() if each is not None}
    return kept if len(kept) == len(shown) else {}


def _shown(outcome: "Outcome") -> dict[str, SimulationResult]:
    option = shown_option(outcome.comparison, decide(outcome.comparison))
    names = (AS_IS, *([option] if option else []))
    results = {name: outcome.comparison.outcome(name).result for name in names}
    return {name: each for name, each in results.items() if isinstance(each, SimulationResult)}


def _key(outcome: "Outcome", name: str, result: SimulationResult) -> str:
    """Return the name of the run that was looked at: its inputs, its replications, its warm-up."""
    key = run_key(outcome.review, name, sampled=False)
    return f"{key}/{len(result.replications)}/{result.scale.warm_up}"


def _write(outcome: "Outcome", found: Mapping[str, Closeup], folder: Path) -> None:
    """Keep beside the results what single rows tell, for reports to come."""
    for name, result in _shown(outcome).items():
        closeup = found[name]
        stream = BytesIO()
        label = np.frombuffer(_key(outcome, name, result).encode(), dtype=np.uint8)
        tables = {table: getattr(closeup, table) for table in _TABLES}
        seen = np.array([closeup.replications])
        groups = np.frombuffer("\n".join(closeup.groups).encode(), dtype=np.uint8)
        np.savez(stream, key=label, seen=seen, groups=groups, **tables)
        write_bytes_atomic(folder / name / FILE, stream.getvalue(), durable=False)


def _read(path: Path, key: str) -> Closeup | None:
    """Return what was kept; None where nothing was, or of another run."""
    if not path.is_file():
        return None
    try:
        with np.load(BytesIO(path.read_bytes()), allow_pickle=False) as held:
            if held["key"].tobytes().decode() != key:
                return None
            groups = tuple(held["groups"].tobytes().decode().split("\n")) if held["groups"].size else ()
            tables = {table: held[table] for table in _TABLES}
            return Closeup(replications=int(held["seen"][0]), groups=groups, **tables)
    except DAMAGED:
        return None
