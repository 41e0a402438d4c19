"""Give calibration tests logs that are written as text, and maps that are drawn in place."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.calibration import Items, items_of
from reengineer.eventlog import Log, read_log
from reengineer.processmap import ProcessMap

MONDAY = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - logs hold UTC


@pytest.fixture
def log_of(tmp_path: Path) -> Callable[..., Log]:
    """Return a function that makes a log of cases, each a text of one-letter steps an hour apart."""

    def make(*cases: str, who: str = "Ann") -> Log:
        lines = ["case,activity,resource,start,end"]
        for number, case in enumerate(cases):
            for place, step in enumerate(case):
                start = MONDAY + timedelta(hours=24 * number + place)
                lines.append(f"{number:04d},{step},{who},{start},{start + timedelta(minutes=30)}")
        (tmp_path / "log.csv").write_text("\n".join(lines), encoding="utf-8")
        return read_log(tmp_path / "log.csv").log

    return make


@pytest.fixture
def items(log_of: Callable[..., Log]) -> Callable[..., Items]:
    """Return a function that makes the items of a log of cases."""
    return lambda *cases: items_of(log_of(*cases))


@pytest.fixture
def a_map(draw: Callable[..., AnnotatedMap]) -> Callable[..., ProcessMap]:
    """Return a function that draws a map from its flows, such as ``s>A A>e``."""
    return lambda text: draw(text).map
