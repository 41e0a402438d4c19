"""Time the questions: a chain of a hundred steps, with little known of it and with much.

    python benchmarks/asking.py [STEPS] [REPEATS]

The catalogue is read before; its reading is timed apart. Medians of processor time are printed.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.files import dump_yaml
from reengineer.questions import ask, catalogue


def chain(steps: int) -> bytes:
    names = ["start", *(f"s{at}" for at in range(steps)), "end"]
    kinds = dict.fromkeys(names, "userTask") | {"start": "startEvent", "end": "endEvent"}
    inside = [f'<{kind} id="{name}" name="{name}"/>' for name, kind in kinds.items()]
    inside += [f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairwise(names)]
    head = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="t">'
    return f'{head}<process id="P">{"".join(inside)}</process></definitions>'.encode()


def facts(at: int) -> dict[str, Any]:
    data = {"inputs": [f"item {at - 1}"], "outputs": [f"item {at}"]}
    people = {"role": f"g{at % 10}", "system": f"system {at % 7}", "duration": "5 min", "setup_time": "30 s"}
    check = {"is_check": at % 5 == 0, "is_knockout": at % 10 == 0, "customer_contact": at % 4 == 0}
    return {**data, **people, **check}


def annotated(steps: int, folder: Path) -> AnnotatedMap:
    path = folder / "annotations.yaml"
    groups = {f"g{number}": {"members": 2} for number in range(10)}
    path.write_text(
        dump_yaml({"version": 1, "resources": groups, "steps": {f"s{at}": facts(at) for at in range(steps)}})
    )
    return annotate(read_bpmn(chain(steps)), path)


def timed(what: Callable[[], object], repeats: int) -> float:
    times = []
    for _ in range(repeats):
        began = time.process_time()
        what()
        times.append(time.process_time() - began)
    return statistics.median(times)


def main() -> None:
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    print(f"reading the catalogue: {timed(catalogue, 1):.2f} s")
    bare = annotate(read_bpmn(chain(steps)))
    agreed = Boundary.model_validate({"version": 1, "process": "P"})
    print(f"{steps} steps, nothing known: {timed(lambda: ask(bare, boundary=agreed), repeats):.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        known = annotated(steps, Path(folder))
    print(f"{steps} steps, much known: {timed(lambda: ask(known, boundary=agreed), repeats):.2f} s")


if __name__ == "__main__":
    main()
