"""Keep replications in files: one each, written whole or not at all, found again by what its numbers came from."""

import struct
import zlib
from collections.abc import Mapping
from io import BytesIO
from math import prod
from pathlib import Path
from tokenize import TokenError
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

from reengineer._records import dataclass
from reengineer._version import __version__
from reengineer.annotations import AnnotatedMap, values_read
from reengineer.files import sha256, write_bytes_atomic
from reengineer.simulation._case_sums import KINDS, WEEKLY, CaseSums
from reengineer.simulation._replication import Replication
from reengineer.simulation._settings import RunSettings
from reengineer.simulation._tables import Ints

DAMAGED = (
    ValueError, TypeError, KeyError, OSError, EOFError, RuntimeError, MemoryError, OverflowError, SyntaxError,
    BadZipFile, zlib.error, struct.error, TokenError,
)  # fmt: skip
"""What reading an archive raises, wherever in it a byte is wrong."""
UNIX = 3
"""The system that an archive names as its maker, wherever it is made."""
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The time that an archive gives for all that it holds."""
TABLES = {"cases": 2, "steps": 3, "busy": 2, "duty": 2, "overtime": 2}
"""The tables of a replication, each with the number of its dimensions."""
STORED = ("key", "scalars", "strands", "cases")
"""Entries of a file that no compression makes less of."""
ADDED = {"weekly": (len(WEEKLY),), "cells": (5,), "moments": (len(KINDS), 5), "buckets": (3,)}
"""The tables of added-up cases, each with the sizes of all its dimensions but the first."""
MOST_A_BYTE = 10_000
"""Numbers that a byte of a file may stand for at the most; one that says it holds more is damaged."""

Bytes = NDArray[np.uint8]


def run_inputs(annotated: AnnotatedMap, run: RunSettings) -> dict[str, object]:
    """Return what the numbers of every run of a map depend on, as plain values: the map, its notes, the settings.

    What differs from run to run, such as the changes of an option, is for the caller to add.
    """
    return {
        "version": __version__,
        "map": sha256(annotated.map.definitions.original),
        "notes": annotated.notes.to_data(),
        "values": values_read(annotated.notes),
        "length": run.horizon_s,
        "cases": run.cases,
        "seed": run.seed,
        "end": run.end,
        "max_events": run.max_events,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptReplications:
    """Be a folder of replications of one model.

    Parameters
    ----------
    path : Path or None
        None where none are kept.
    key : str
        Hash of everything that the numbers depend on.
    """

    path: Path | None
    key: str

    @property
    def is_of_other_inputs(self) -> bool:
        """Say whether the folder holds results, and they came from other files or settings."""
        return bool(self._files()) and not self.read()

    def read(self) -> tuple[Replication, ...]:
        """Return the replications that are there and came from the same inputs, in order of number."""
        found = ((number, from_bytes(path.read_bytes(), self.key)) for number, path in self._files())
        return tuple(run for number, run in found if run is not None and run.number == number)

    def write(self, run: Replication) -> None:
        """Write a replication: its file holds all of it, or is as it was."""
        if self.path is not None:
            self.path.mkdir(parents=True, exist_ok=True)
            write_bytes_atomic(self.path / f"{run.number}.npz", to_bytes(run, self.key), durable=False)

    def tidy(self) -> None:
        """Remove what a run that was killed while it wrote left beside the files."""
        for path in () if self.path is None else self.path.glob(".*.npz.*.part"):
            path.unlink(missing_ok=True)

    def _files(self) -> list[tuple[int, Path]]:
        """Return the files that are named as replications are, by number."""
        there = () if self.path is None else self.path.glob("*.npz")
        found = ((path.stem, path) for path in there if path.is_file())
        return sorted((int(stem), path) for stem, path in found if stem.isdecimal() and str(int(stem)) == stem)


def to_bytes(run: Replication, key: str) -> bytes:
    """Return a replication, without its log, as the bytes of an ``npz`` file; the same numbers give the same bytes.

    Parameters
    ----------
    run : Replication
    key : str
        Names the inputs it came from.

    Notes
    -----
    A column is held as the lowest byte of all its values, then the next one of all, and so on: eight strands a column.
    Of each the entry ``strands`` says whether it varies, and its first byte; those that do stand in full, one after the
    other. Values are raised by 1 before, so that the -1 of an empty cell needs no strand of its own. Times fill
    their strands with what no compression makes less of, so that only the sums by week are compressed.
    """
    packed = {name: _strands(getattr(run, name)) for name in TABLES}
    shapes = [size for name in TABLES for size in getattr(run, name).shape]
    entries: dict[str, NDArray[np.generic]] = {
        "key": np.frombuffer(key.encode("ascii"), dtype=np.uint8),
        "scalars": np.array([run.number, run.horizon, run.last_tick, run.limit, *shapes], dtype="<i8"),
        "strands": np.concatenate([head for head, _ in packed.values()], axis=1),
        "cases": packed["cases"][1],
        "sums": np.concatenate([packed[name][1].ravel() for name in TABLES if name != "cases"]),
    }
    if run.sums is not None:
        added = run.sums
        entries["added"] = np.array([added.count, added.width], dtype="<i8")
        entries |= {f"added.{name}": getattr(added, name).astype("<i8") for name in ADDED}
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, table in entries.items():
            part, info = BytesIO(), ZipInfo(f"{name}.npy", LONG_AGO)
            np.lib.format.write_array(part, table, allow_pickle=False)
            info.create_system, info.compress_type = UNIX, ZIP_STORED if name in STORED else ZIP_DEFLATED
            archive.writestr(info, part.getbuffer(), compresslevel=1)
    return stream.getvalue()


def from_bytes(data: bytes, key: str) -> Replication | None:
    """Return a replication from its bytes; None where they are damaged or came from other inputs."""
    try:
        with np.load(BytesIO(data), allow_pickle=False) as held:
            if held["key"].tobytes().decode("ascii") != key:
                return None
            number, horizon, last_tick, limit, *sizes = held["scalars"].tolist()
            entries = {name: held[name] for name in ("strands", "cases", "sums")}
            sums = _sums_in(held)
        tables = _tables(entries, sizes, MOST_A_BYTE * len(data))
    except DAMAGED:
        return None
    return Replication(
        number=number, cases=tables["cases"], steps=tables["steps"], busy=tables["busy"], duty=tables["duty"],
        overtime=tables["overtime"], horizon=horizon, last_tick=last_tick, limit=limit, sums=sums,
    )  # fmt: skip


def _sums_in(held: Mapping[str, Ints]) -> CaseSums | None:
    """Return what the cases of a stored replication add up to, where they are not held one by one.

    Raises
    ------
    ValueError
        If the tables are not those of sums.
    """
    if "added" not in held:
        return None
    count, width = held["added"].tolist()
    found = {name: held[f"added.{name}"].astype(np.int64) for name in ADDED}
    cells = len(found["cells"])
    keys = found["buckets"][:, 0]
    if (
        any(found[name].shape[1:] != shape for name, shape in ADDED.items())
        or len(found["moments"]) != cells
        or ((keys < 0) | (keys >= cells * len(KINDS))).any()
        or min(count, width, len(found["weekly"])) < 1
    ):
        raise ValueError("the tables of added-up cases do not fit together")
    return CaseSums(
        count=count, width=width, weekly=found["weekly"], cells=found["cells"], moments=found["moments"],
        buckets=found["buckets"],
    )  # fmt: skip


def _strands(table: Ints) -> tuple[Bytes, Bytes]:
    """Return of each strand of the columns of a table whether it varies and its first byte; and those that vary."""
    columns = np.ascontiguousarray((table.reshape(-1, table.shape[-1]) + 1).T, dtype="<i8")
    width, rows = columns.shape
    strands = columns.view(np.uint8).reshape(width, rows, 8).transpose(0, 2, 1).reshape(width * 8, rows)
    first: Bytes = strands[:, 0].copy() if rows else np.zeros(width * 8, dtype=np.uint8)
    varies = (strands != first[:, None]).any(axis=1)
    return np.stack([varies, first]), strands[varies]


def _tables(entries: dict[str, NDArray[np.generic]], sizes: list[int], most: int) -> dict[str, Ints]:
    """Return the tables that strands came from.

    Raises
    ------
    ValueError
        If they do not fit the sizes.
    """
    found: dict[str, Ints] = {}
    heads, sums = entries["strands"].astype(np.uint8), entries["sums"].astype(np.uint8)
    for name, dimensions in TABLES.items():
        shape, sizes = tuple(sizes[:dimensions]), sizes[dimensions:]
        width, rows = shape[-1], prod(shape[:-1])
        if min(shape) < 0 or width * rows > most:
            raise ValueError("a table is larger than its file can hold")
        (varies, first), heads = heads[:, : width * 8].reshape(2, width, 8), heads[:, width * 8 :]
        count = np.count_nonzero(varies)
        if name == "cases":
            held = entries["cases"].astype(np.uint8)
        else:
            held, sums = sums[: count * rows], sums[count * rows :]
        strands = np.repeat(first[:, None, :], rows, axis=1)
        strands.transpose(0, 2, 1)[varies != 0] = held.reshape(count, rows)
        columns = strands.reshape(width, rows * 8).view("<i8").astype(np.int64, copy=False)
        columns -= 1
        found[name] = columns.T.reshape(shape)
    return found
