"""`show --log` says what an event log shows of each step of a map."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap

Call = Callable[..., Any]


@pytest.fixture
def seen(draw: Callable[..., AnnotatedMap], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a map and a log: A, then B an hour after A ended by the same person, every day."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "as-is.bpmn").write_bytes(draw("start > a > ?x > b > end\nx > end").map.definitions.original)
    lines = ["case,activity,resource,start,end"]
    for day in range(20):
        noon = datetime(2026, 1, 5, 12) + timedelta(days=day)  # noqa: DTZ001 - logs hold UTC
        lines.append(f"{day},A,Ann,{noon},{noon + timedelta(minutes=30)}")
        if day % 4:
            lines.append(f"{day},B,Ann,{noon + timedelta(minutes=90)},{noon + timedelta(hours=2)}")
    (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def test_times_waits_and_branches_are_printed_as_data(call: Call, seen: Path) -> None:
    data = call("show", "as-is.bpmn", "--log", "log.csv", "--json").json
    assert data["schema"] == "reengineer/observed/1"
    steps = {step["name"]: step for step in data["steps"]}
    assert (steps["A"]["n"], steps["B"]["n"], steps["B"]["per_case"]) == (20, 15, 0.75)
    assert (steps["A"]["wait_h"], steps["B"]["wait_h"], steps["B"]["work_h"]) == (0, 1, 0.5)
    assert sum(steps["B"]["causes_h"].values()) == pytest.approx(1)
    assert data["branches"] == {"x": {"x_to_b": 15, "x_to_end": 5}}


def test_a_table_is_printed_for_people(call: Call, seen: Path) -> None:
    out = call("show", "as-is.bpmn", "--log", "log.csv").out
    assert "20 cases; the map explains 100.0% of the steps" in out
    assert out.splitlines()[3].split()[:5] == ["B", "15", "0.75", "1.00", "0.50"]


def test_the_log_is_laid_over_the_drawing(call: Call, seen: Path) -> None:
    assert call("show", "as-is.bpmn", "--log", "log.csv", "--svg", "as-is.svg").code == 0
    drawn = (seen / "as-is.svg").read_text(encoding="utf-8")
    assert "1.0 h, 15 times" in drawn
    assert "Wait before the step" in drawn


@pytest.mark.parametrize("more", [("--text",), ("as-is.bpmn",), ("--coverage",)])
def test_a_log_goes_with_one_map(call: Call, seen: Path, more: tuple[str, ...]) -> None:
    assert call("show", "as-is.bpmn", "--log", "log.csv", *more).code == 2
