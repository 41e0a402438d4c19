"""Logs are written as files that other tools read."""

import csv
from pathlib import Path

import pandas as pd
import pytest

from reengineer.eventlog import COLUMNS, LAYOUTS, Log

START = pd.Timestamp("2026-03-29 00:30", tz="Europe/London")


def row(**known: object) -> dict[str, object]:
    """Return a row of a log in which nothing happened but what is given."""
    times = dict.fromkeys(("enabled", "ready", "allocated", "started", "completed"), START)
    texts = dict.fromkeys(("class", "process", "group", "members", "state"), "")
    return {**dict.fromkeys(COLUMNS, 0), **texts, **times, "option": "as-is", "kind": "task", **known}


@pytest.fixture
def log() -> Log:
    rows = [
        row(
            case=1,
            element="A",
            name="Read, and think",
            members="ann",
            group="clerk",
            completed=START + pd.Timedelta("45 min"),
        ),
        row(case=1, element="J", name="", kind="join"),
        row(case=2, element="A", name="Read, and think", state="open", completed=pd.NaT, started=pd.NaT),
    ]
    return Log(frame=pd.DataFrame(rows)[list(COLUMNS)])


def written(log: Log, path: Path, layout: str = "plain") -> list[dict[str, str]]:
    log.to_csv(path, layout)  # type: ignore[arg-type]
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_log_counts_its_activities(log: Log) -> None:
    assert len(log) == 2
    assert log.activities["case"].tolist() == [1, 2]


def test_the_plain_layout_has_every_column_and_row(log: Log, tmp_path: Path) -> None:
    rows = written(log, tmp_path / "log.csv")
    assert tuple(rows[0]) == COLUMNS
    assert [each["kind"] for each in rows] == ["task", "join", "task"]
    assert rows[0]["name"] == "Read, and think"


@pytest.mark.parametrize("layout", ["xes", "prosimos"])
def test_other_layouts_have_their_columns_and_activities_alone(log: Log, tmp_path: Path, layout: str) -> None:
    rows = written(log, tmp_path / "log.csv", layout)
    assert list(rows[0]) == list(LAYOUTS[layout])  # type: ignore[index]
    assert len(rows) == 2


def test_instants_are_iso_with_their_offset_and_it_may_change(log: Log, tmp_path: Path) -> None:
    # Forty-five minutes after 00:30 the clocks in London have gone forward to 02:15.
    first = written(log, tmp_path / "log.csv", "prosimos")[0]
    assert first["start_time"] == "2026-03-29T00:30:00.000000+00:00"
    assert first["end_time"] == "2026-03-29T02:15:00.000000+01:00"


def test_what_has_not_happened_is_empty(log: Log, tmp_path: Path) -> None:
    rows = written(log, tmp_path / "log.csv", "xes")
    assert (rows[1]["start_timestamp"], rows[1]["time:timestamp"]) == ("", "")


def test_the_life_cycle_of_the_xes_layout_is_completion(log: Log, tmp_path: Path) -> None:
    rows = written(log, tmp_path / "log.csv", "xes")
    assert {each["lifecycle:transition"] for each in rows} == {"complete"}
    assert rows[0]["org:resource"] == "ann"


def test_the_same_log_gives_the_same_bytes(log: Log, tmp_path: Path) -> None:
    for name in ("a.csv", "b.csv"):
        log.to_csv(tmp_path / name)
    first = (tmp_path / "a.csv").read_bytes()
    assert first == (tmp_path / "b.csv").read_bytes()
    assert b"\r" not in first


def test_every_layout_takes_columns_that_there_are() -> None:
    assert {column for layout in LAYOUTS.values() for column in layout.values()} <= set(COLUMNS)
