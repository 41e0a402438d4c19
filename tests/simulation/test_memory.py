"""A run without a log stays within the memory that is promised, however many cases it has."""

import subprocess
import sys

import pytest

RUN = """
import sys
from pathlib import Path
from reengineer.simulation import RunSettings, simulate
from reengineer.simulation._sketch import Sketch

cases = int(sys.argv[1])
notes = {
    "cases": {"case": {"start": "S", "arrivals": "exponential(10 min)"}},
    "resources": {"clerk": {"members": 1}},
    "steps": {"A": {"role": "clerk", "duration": "exponential(8 min)"}},
}
nodes = {"S": "startEvent", "A": "task", "E": "endEvent"}
made = Sketch(nodes=nodes, flows=[("S", "A"), ("A", "E")], notes=notes)
result = simulate(made.annotated(), RunSettings(cases=cases, replications=1), log=False)
assert result.replications[0].case_count == cases
# The most that the process itself took; what getrusage tells counts the parent in, as it was when this began.
status = Path("/proc/self/status").read_text(encoding="ascii")
print(int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024)
"""


def mebibytes(cases: int) -> int:
    done = subprocess.run([sys.executable, "-c", RUN, str(cases)], check=True, text=True, stdout=subprocess.PIPE)
    return int(done.stdout)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_five_million_cases_need_no_more_memory_than_one() -> None:
    one, five = mebibytes(1_000_000), mebibytes(5_000_000)
    assert one < 250
    assert five < one + 40
