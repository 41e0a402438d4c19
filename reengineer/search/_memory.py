"""Remember what candidates gave: one small file each, found again by everything its numbers depend on."""

import json
from pathlib import Path

from reengineer._records import dataclass
from reengineer.files import canonical_json, sha256, write_bytes_atomic
from reengineer.options import Option
from reengineer.search._judge import Study
from reengineer.search._space import written_change
from reengineer.simulation import KeptReplications, run_inputs

SCHEMA = "reengineer/candidate/1"
Rows = list[list[float | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """Keep values by replication in a folder; nowhere where there is none.

    Parameters
    ----------
    folder : Path or None
    context : str
        Hash of all that the numbers of every candidate depend on.
    """

    folder: Path | None
    context: str

    @classmethod
    def of(cls, study: Study, folder: Path | None, *, warm_up_s: float) -> "Memory":
        """Return the memory of a search: of one map, its notes, what is measured, and how runs are made."""
        measures = [repr(measure) for measure in study.columns]
        content = {**run_inputs(study.as_is, study.run), "measures": measures, "warm_up_s": warm_up_s}
        return cls(folder=folder, context=sha256(canonical_json(content).encode()))

    def key(self, option: Option) -> str:
        """Return the hash that names an option's numbers: of the context and of its changes, whatever it is called."""
        changes = [written_change(change) for change in option.changes]
        files = option.files_read()
        return sha256(canonical_json([self.context, changes, *([list(files)] if files else [])]).encode())

    def recall(self, key: str) -> Rows:
        """Return the values that are there, a row a replication, from the first on; none where they are damaged."""
        if self.folder is None:
            return []
        try:
            held = json.loads((self.folder / "candidates" / f"{key[:32]}.json").read_bytes())
            rows = held["values"] if held["schema"] == SCHEMA and held["key"] == key else []
            return [[None if value is None else float(value) for value in row] for row in rows]
        except (OSError, ValueError, TypeError, KeyError):
            return []

    def keep(self, key: str, rows: Rows) -> None:
        """Write the values of an option."""
        if self.folder is None:
            return
        place = self.folder / "candidates"
        place.mkdir(parents=True, exist_ok=True)
        content = {"schema": SCHEMA, "key": key, "values": rows}
        data = (json.dumps(content, allow_nan=False) + "\n").encode()
        write_bytes_atomic(place / f"{key[:32]}.json", data, durable=False)

    def replications(self, key: str) -> KeptReplications:
        """Return where whole replications of an option are kept."""
        return KeptReplications(path=None if self.folder is None else self.folder / "retest" / key[:32], key=key)
