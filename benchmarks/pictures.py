"""Time how long a map takes to be read, checked, laid out and drawn.

Run ``python benchmarks/pictures.py`` for the medians of five runs; a number after it is another count of runs. The
maps are made here: rows of choices whose branches meet again, in three lanes.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

from reengineer.bpmn import read_bpmn, write_bpmn
from reengineer.bpmn._layout import lay_out
from reengineer.processmap import build_map, check_form
from reengineer.report import draw_map

BLOCK = 10
SIZES = (100, 1_000, 10_000)


def blocks(count: int) -> bytes:
    """Return a file of about `count` nodes without a diagram: blocks of ten nodes, one behind the other."""
    nodes, flows, lanes = ['<startEvent id="s" name="Case received"/>'], [], [["s"], [], []]
    last = "s"

    def step(kind: str, key: str, name: str, lane: int, *sources: str) -> str:
        nodes.append(f'<{kind} id="{key}" name="{name}"/>')
        lanes[lane].append(key)
        flows.extend(f'<sequenceFlow id="{one}-{key}" sourceRef="{one}" targetRef="{key}"/>' for one in sources)
        return key

    for n in range(count // BLOCK):
        first = step("userTask", f"a{n}", f"Receive and log request {n}", 0, last)
        split = step("exclusiveGateway", f"g{n}", "Complete?", 0, first)
        ways = [step("task", f"b{n}{way}", f"Check part {way} of the file", 1, split) for way in "xyz"]
        ends = [
            step("serviceTask", f"c{n}{way}", "Store the result", 2, one) for way, one in zip("xyz", ways, strict=True)
        ]
        meeting = step("exclusiveGateway", f"m{n}", "", 0, *ends)
        last = step("sendTask", f"d{n}", "Tell the customer", 0, meeting)
    step("endEvent", "e", "Case closed", 0, last)
    refs = ("".join(f"<flowNodeRef>{key}</flowNodeRef>" for key in keys) for keys in lanes)
    lane_set = "".join(f'<lane id="l{n}" name="Team {n}">{inside}</lane>' for n, inside in enumerate(refs))
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:b"><process id="p">'
        f'<laneSet id="ls">{lane_set}</laneSet>{"".join(nodes)}{"".join(flows)}</process></definitions>'
    ).encode()


def timed(action: Callable[[], object], runs: int) -> float:
    """Return the median processor time of an action, in seconds; other programs do not count."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return median(times)


def whole_way(content: bytes) -> None:
    """Read, check and draw."""
    process_map = build_map(read_bpmn(content, file="map.bpmn"))
    check_form(process_map)
    draw_map(process_map, title="Map")


def main(runs: int) -> None:
    print(f"{'nodes':>6}  {'diagram':8}{'draw, s':>10}{'lay out, s':>12}{'read, check and draw, s':>26}")
    for size in SIZES:
        bare = blocks(size)
        drawn = write_bpmn(read_bpmn(bare, file="map.bpmn"), draw=True)
        for name, content in (("yes", drawn), ("no", bare)):
            process_map = build_map(read_bpmn(content, file="map.bpmn"))
            draw = timed(lambda process_map=process_map: draw_map(process_map, title="Map"), runs)
            laid = timed(lambda process_map=process_map: lay_out(process_map.definitions), runs)
            whole = timed(lambda content=content: whole_way(content), runs)
            layout = f"{laid:12.3f}" if name == "no" else " " * 12
            print(f"{size:>6}  {name:8}{draw:10.3f}{layout}{whole:26.3f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
