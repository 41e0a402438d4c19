"""A run without a log stays within the memory that is promised, however many cases it has."""

import subprocess
import sys

import pytest

RUN = """
from pathlib import Path
from reengineer.simulation import RunSettings, simulate
from reengineer.simulation._sketch import Sketch

notes = {
    "cases": {"case": {"start": "S", "arrivals": "exponential(10 min)"}},
    "resources": {"clerk": {"members": 1}},
    "steps": {"A": {"role": "clerk", "duration": "exponential(8 min)"}},
}
nodes = {"S": "startEvent", "A": "task", "E": "endEvent"}
made = Sketch(nodes=nodes, flows=[("S", "A"), ("A", "E")], notes=notes)
result = simulate(made.annotated(), RunSettings(cases=1_000_000, replications=1), log=False)
assert len(result.replications[0].cases) == 1_000_000
# The most that the process itself took; what getrusage tells counts the parent in, as it was when this began.
status = Path("/proc/self/status").read_text(encoding="ascii")
print(int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_a_million_cases_need_less_than_500_mebibytes() -> None:
    done = subprocess.run([sys.executable, "-c", RUN], check=True, text=True, stdout=subprocess.PIPE)
    assert int(done.stdout) < 500
