"""Time the check of behaviour: on a folder of BPMN files, on generated maps of 10,000 nodes, and on hard ones.

    python benchmarks/behaviour_of_maps.py [FOLDER] [REPEATS]

Reading the file is not part of the time. Medians are printed, and for the folder the total and the slowest files.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

from reengineer.bpmn import read_bpmn
from reengineer.errors import BpmnError
from reengineer.processmap import ProcessMap, build_map, check_behaviour

Flows = list[tuple[str, str]]
Nodes = dict[str, str]
TAGS = {
    "start": "startEvent",
    "end": "endEvent",
    "task": "task",
    "xor": "exclusiveGateway",
    "and": "parallelGateway",
    "or": "inclusiveGateway",
}


def drawn(nodes: Nodes, flows: Flows) -> ProcessMap:
    inside = [f'<{TAGS[kind]} id="{key}" name="{key}"/>' for key, kind in nodes.items()]
    inside += [f'<sequenceFlow id="f{at}" sourceRef="{a}" targetRef="{b}"/>' for at, (a, b) in enumerate(flows)]
    head = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="http://example.org">'
    )
    return build_map(read_bpmn(f'{head}<process id="P">{"".join(inside)}</process></definitions>'.encode()))


def row(size: int) -> ProcessMap:
    """Draw tasks one after the other."""
    names = ["s", *(f"t{at}" for at in range(size)), "e"]
    nodes = dict.fromkeys(names, "task") | {"s": "start", "e": "end"}
    return drawn(nodes, list(pairwise(names)))


def blocks(size: int, kinds: tuple[str, ...]) -> ProcessMap:
    """Draw blocks of three branches in a row, their kinds by turns, each fourth in a loop."""
    nodes: Nodes = {"s": "start"}
    flows: Flows = []
    last = "s"
    for at in range(size // 6):
        kind = kinds[at % len(kinds)]
        split, join, out = f"p{at}", f"j{at}", f"o{at}"
        nodes |= {split: kind, join: kind, out: "xor", **{f"t{at}_{each}": "task" for each in range(3)}}
        flows += [(last, split), (join, out)]
        flows += [flow for each in range(3) for flow in ((split, f"t{at}_{each}"), (f"t{at}_{each}", join))]
        if at % 4 == 0 and kind == "xor":
            flows.append((out, join))
        last = out
    nodes["e"] = "end"
    return drawn(nodes, [*flows, (last, "e")])


def faulty_blocks(size: int) -> ProcessMap:
    """Draw blocks in a row, of which the last joins with the wrong gateway."""
    made = size // 5
    nodes: Nodes = {"s": "start", "e": "end"}
    flows: Flows = []
    last = "s"
    for at in range(made):
        wrong = at == made - 1
        nodes |= {f"p{at}": "xor", f"a{at}": "task", f"b{at}": "task", f"j{at}": "and" if wrong else "xor"}
        flows += [(last, f"p{at}"), (f"p{at}", f"a{at}"), (f"p{at}", f"b{at}")]
        flows += [(f"a{at}", f"j{at}"), (f"b{at}", f"j{at}")]
        last = f"j{at}"
    return drawn(nodes, [*flows, (last, "e")])


def tangle(width: int, joins: str = "or") -> ProcessMap:
    """Draw parallel branches whose choices lead to joins that cannot be paired."""
    nodes: Nodes = {"s": "start", "p": "and", "j": "and", "e": "end"}
    flows: Flows = [("s", "p"), ("j", "e")]
    for at in range(width):
        nodes |= {f"x{at}": "xor", f"a{at}": "task", f"b{at}": "task", f"y{at}": joins}
        flows += [("p", f"x{at}"), (f"x{at}", f"a{at}"), (f"x{at}", f"b{at}"), (f"a{at}", f"y{at}")]
        flows += [(f"b{at}", f"y{(at + 1) % width}"), (f"y{at}", "j")]
    return drawn(nodes, flows)


def at_random(size: int, seed: int) -> ProcessMap:
    """Draw nodes and flows at random."""
    rng = random.Random(seed)
    nodes: Nodes = {"s": "start"} | {f"n{at}": rng.choice(("task", "xor", "and", "or", "end")) for at in range(size)}
    sources = [key for key, kind in nodes.items() if kind != "end"]
    flows = [(rng.choice(sources[: at + 1]), f"n{at}") for at in range(size)]
    flows += [(rng.choice(sources), f"n{rng.randrange(size)}") for _ in range(size // 2)]
    return drawn(nodes, flows)


MAPS: dict[str, Callable[[], ProcessMap]] = {
    "10,000 tasks in a row": lambda: row(10_000),
    "10,000 nodes in exclusive blocks": lambda: blocks(10_000, ("xor",)),
    "10,000 nodes in blocks of all kinds": lambda: blocks(10_000, ("xor", "and", "or")),
    "10,000 nodes, the last join wrong": lambda: faulty_blocks(10_000),
    "20 tangled branches": lambda: tangle(20),
    "20 tangled branches, parallel joins": lambda: tangle(20, "and"),
    "1,000 tangled branches": lambda: tangle(1_000),
    "1,000 tangled branches, exclusive joins": lambda: tangle(1_000, "xor"),
    **{
        f"{size:,} nodes at random, {seed}": (lambda size=size, seed=seed: at_random(size, seed))
        for size in (100, 1_000, 10_000)
        for seed in (1, 2)
    },
}


def seconds(process_map: ProcessMap, repeats: int) -> tuple[float, str]:
    """Return the median time of the check, and the codes that it found."""
    times = []
    found: tuple[object, ...] = ()
    for _ in range(repeats):
        begun = time.perf_counter()
        problems = check_behaviour(process_map)
        times.append(time.perf_counter() - begun)
        found = tuple(dict.fromkeys(problem.code for problem in problems))
    return statistics.median(times), " ".join(map(str, found))


def files(folder: Path, repeats: int) -> Iterator[tuple[float, str]]:
    """Give the time of each file of a folder that is a map."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".bpmn", ".bpmn2", ".xml"):
            try:
                process_map = build_map(read_bpmn(path))
            except BpmnError:
                continue
            yield seconds(process_map, repeats)[0], path.relative_to(folder).as_posix()


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    repeats = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    if folder:
        timed = sorted(files(folder, repeats), reverse=True)
        print(f"{folder}: {len(timed)} files, {sum(each for each, _ in timed):.2f} s in all; the slowest:")
        for took, name in timed[:5]:
            print(f"  {took:8.3f} s  {name}")
    for name, make in MAPS.items():
        took, found = seconds(make(), repeats)
        print(f"  {took:8.3f} s  {name}: {found or 'sound'}")


if __name__ == "__main__":
    main()
