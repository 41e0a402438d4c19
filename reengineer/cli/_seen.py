"""Show what an event log says of the steps of a map."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from reengineer.cli._shared import print_json, put, say, table

if TYPE_CHECKING:
    from reengineer.calibration import Observed, ObservedStep
    from reengineer.processmap import ProcessMap


def show_log(path: str, log: str, *, pictures: Sequence[str], as_json: bool) -> None:
    """Print what a log shows of a map, or lay it over a drawing of the map."""
    from reengineer.bpmn import read_bpmn
    from reengineer.calibration import observe
    from reengineer.eventlog import read_log
    from reengineer.processmap import build_map

    process_map = build_map(read_bpmn(path))
    reading = read_log(log)
    observed = observe(reading.log, process_map)
    if as_json:
        print_json(_data(path, log, observed), indent=None)
    elif pictures:
        _draw(process_map, observed, pictures, Path(path).name)
    else:
        for line in _lines(observed):
            put(line)
    for problem in reading.problems[:5]:
        say(f"{problem.severity}: {problem}")


def _data(path: str, log: str, observed: "Observed") -> dict[str, object]:
    return {
        "schema": "reengineer/observed/1",
        "file": path,
        "log": log,
        "cases": observed.cases,
        "fitness": round(observed.fitness, 4),
        "fitting_cases": round(observed.fitting_cases, 4),
        "besides": observed.besides,
        "steps": [step.to_dict() for step in observed.steps],
        "branches": {gateway: dict(counts) for gateway, counts in observed.branches.items()},
    }


def _lines(observed: "Observed") -> Iterator[str]:
    heads = ("step", "times", "a case", "wait h", "work h", "waits mostly for")
    rows = [_row(step) for step in observed.steps]
    yield table(heads, rows, right=(1, 2, 3, 4))
    yield (
        f"{observed.cases} cases; the map explains {observed.fitness:.1%} of the steps and "
        f"{observed.fitting_cases:.1%} of the cases."
    )
    if observed.besides:
        yield f"{observed.besides} activities bear names that the map does not have."


def _row(step: "ObservedStep") -> list[str]:
    return [
        step.name,
        f"{step.n}",
        f"{step.per_case:.2f}",
        f"{step.wait_h:.2f}",
        f"{step.work_h:.2f}",
        step.main_cause,
    ]


def _draw(process_map: "ProcessMap", observed: "Observed", pictures: Sequence[str], title: str) -> None:
    from reengineer.report import Overlay, describe_map, draw_map, save_picture

    overlay = {
        step.id: Overlay(step.wait_h, f"{step.wait_h:.1f} h, {step.n} times") for step in observed.steps if step.n
    }
    drawn = draw_map(
        process_map,
        overlay=overlay,
        title=f"{title}: as the log shows it",
        description=describe_map(process_map),
        legend="Wait before the step, hours on average, and times done",
    )
    for picture in pictures:
        save_picture(drawn, picture)
        say(f"Drew {picture}.")
