"""Compare the cost of reading BPMN files with that of a bare parse of the same bytes by lxml.

    python benchmarks/reading.py MANIFEST.json [--rounds 7]

What is measured, for every file of the collection given:

* **read**: ``facts(read_bpmn(data))``: all records, what the diagram counts, and the facts as plain data, freed again;
* **parse**: ``lxml.etree.fromstring(data)``, with the parser that lxml makes by itself, and the tree freed again.

Bytes are in memory before the clock starts. The two are timed one after the other on the same file, round after round,
so that a slow moment of the machine falls on both; a file's figure is the median over the rounds. The garbage
collector is on. Two ratios are printed: that of the sums over all files (total), where big files weigh more, and the
median of the ratios of single files, where all weigh the same.

The manifest is JSON with ``files``, each with a path ``file`` beside it; those with ``scored`` are read. A folder of
``.bpmn`` files will do as well.
"""

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from lxml import etree

from reengineer.bpmn import facts, read_bpmn


def contents(path: Path) -> list[bytes]:
    """Return the bytes of the files to read."""
    if path.is_dir():
        return [file.read_bytes() for file in sorted(path.rglob("*.bpmn"))]
    entries = json.loads(path.read_text())["files"]
    return [(path.parent / entry["file"]).read_bytes() for entry in entries if entry["scored"]]


def seconds(work: Callable[[], object]) -> float:
    """Return how long one call takes."""
    begun = perf_counter()
    work()
    return perf_counter() - begun


def measure(data: bytes, rounds: int) -> tuple[float, float]:
    """Return the median seconds of reading and of parsing, the two taken by turns."""
    pairs = [(seconds(lambda: facts(read_bpmn(data))), seconds(lambda: etree.fromstring(data))) for _ in range(rounds)]
    return median(read for read, _ in pairs), median(parse for _, parse in pairs)


def main() -> None:
    options = argparse.ArgumentParser(description="Compare the cost of reading with that of a bare parse.")
    options.add_argument("path", type=Path, help="a manifest, or a folder of .bpmn files")
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    files = contents(given.path)
    for data in files[:20]:
        measure(data, 1)
    pairs = [measure(data, given.rounds) for data in files]
    read, parse = (sum(column) for column in zip(*pairs, strict=True))
    print(f"{len(files)} files, {sum(map(len, files)) / 1e6:.1f} MB, {given.rounds} rounds")
    print(f"read   {read * 1000:8.1f} ms")
    print(f"parse  {parse * 1000:8.1f} ms")
    print(f"ratio  {read / parse:8.2f}  total")
    print(f"       {median(one / other for one, other in pairs):8.2f}  median of the files")


if __name__ == "__main__":
    main()
