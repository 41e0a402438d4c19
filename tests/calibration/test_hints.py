"""A fit tells what a log shows and the model leaves out."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.calibration import Fitted, fit
from reengineer.calibration._hints import association
from reengineer.eventlog import read_log

MONDAY = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - logs hold UTC
Rows = list[tuple[object, ...]]


def fitted(folder: Path, model: AnnotatedMap, rows: Rows, more: str) -> Fitted:
    lines = [f"case,activity,resource,start,end,{more}", *(",".join(map(str, row)) for row in rows)]
    (folder / "log.csv").write_text("\n".join(lines), encoding="utf-8")
    return fit(read_log(folder / "log.csv").log, model.map)


def codes(model: Fitted) -> list[str]:
    return [problem.code for problem in model.report.remarks]


def of(case: int, step: str, start: datetime, minutes: int, more: object) -> tuple[object, ...]:
    return case, step, "Ann", start, start + timedelta(minutes=minutes), more


def test_an_attribute_that_decides_a_branch_is_told(tmp_path: Path, draw: Callable[..., AnnotatedMap]) -> None:
    rows: Rows = []
    for case in range(120):
        start, kind = MONDAY + timedelta(hours=case), ("gold", "plain", "plain")[case % 3]
        rows.append(of(case, "A", start, 10, kind))
        rows.append(of(case, "B" if kind == "gold" else "C", start + timedelta(minutes=10), 10, kind))
    model = fitted(tmp_path, draw("start > a > ?x > b > end\nx > c > end"), rows, "kind")
    assert codes(model) == ["RE568", "RE461"]
    assert "kind" in model.report.remarks[-1].message


def test_work_saved_up_is_told(tmp_path: Path, draw: Callable[..., AnnotatedMap]) -> None:
    """Ann does A all morning, with time between, and B in one go after noon."""
    rows: Rows = []
    for case in range(120):
        day, place = divmod(case, 6)
        rows.append(of(case, "A", MONDAY + timedelta(days=day, minutes=20 * place + 5), 10, "x"))
        rows.append(of(case, "B", MONDAY + timedelta(days=day, hours=3, minutes=5 * place), 5, "x"))
    model = fitted(tmp_path, draw("start > a > b > end"), rows, "kind")
    assert [problem.message for problem in model.report.remarks if problem.code == "RE462"] == [
        '100% of "B" are done in batches, though somebody was free before'
    ]


def test_those_who_jump_a_queue_are_told(tmp_path: Path, draw: Callable[..., AnnotatedMap]) -> None:
    rows: Rows = []
    for case in range(120):
        day, place = divmod(case, 4)
        start, kind = MONDAY + timedelta(days=day, minutes=10 * place), "vip" if place == 3 else "plain"
        rows.append(of(case, "A", start, 5, kind))
        # The last to come is served first, all without a gap.
        turn = 0 if kind == "vip" else place + 1
        begun = MONDAY + timedelta(days=day, hours=2, minutes=30 * turn)
        rows.append((case, "B", "Bo", begun, begun + timedelta(minutes=30), kind))
    model = fitted(tmp_path, draw("start > a > b > end"), rows, "kind")
    assert "RE463" in codes(model)


def test_chance_is_no_tie() -> None:
    one, other = np.arange(400) % 2, np.arange(400) // 2 % 2
    assert association(one, other) == 0
    assert association(one, one) == pytest.approx(1)
