"""Run one model in Prosimos and print what it took, as JSON; `beside_prosimos.py` calls it in Prosimos's environment.

    python run_in_prosimos.py MODEL.bpmn SCENARIO.json CASES SEED

Prosimos writes no log here, which is its quickest way. It has no seed of its own and draws from global generators.
"""

import contextlib
import io
import json
import random
import sys
import time

import numpy as np
from prosimos.control_flow_manager import BPMN
from prosimos.simulation_engine import run_simulation

START = "2024-01-01T00:00:00+00:00"


def main(model: str, scenario: str, cases: int, seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002 - it draws from there
    begun = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        _, info = run_simulation(model, scenario, cases, starting_at=START)
    took = time.process_time() - begun
    tasks = [event for trace in info.trace_list for event in trace.event_list if event.type is BPMN.TASK]
    lasted = sum(event.completed_at - event.started_at for event in tasks)
    print(json.dumps({"activities": len(tasks), "seconds": took, "hours_a_case": lasted / 3600 / cases}))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
