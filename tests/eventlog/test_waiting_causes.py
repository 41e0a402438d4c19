"""Waits of an observed log have the causes that the rules of precedence give."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from reengineer.calendars import WeeklyCalendar, merged, subtract
from reengineer.eventlog import CAUSES, read_log, transitions, with_waits

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.fixture(scope="module")
def oracle(shared: Path) -> dict[str, Any]:
    return yaml.safe_load((shared / "oracles" / "kronos_waiting_causes.yaml").read_text(encoding="utf-8"))


def minutes(text: str) -> int:
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def calendar(name: str, written: dict[str, list[str]]) -> WeeklyCalendar:
    weekly = []
    for days, spans in written.items():
        first, _, last = days.partition("-")
        for day in range(DAYS.index(first), DAYS.index(last) + 1):
            weekly += [tuple(day * 1440 + minutes(end) for end in span.split("-")) for span in spans]
    return WeeklyCalendar(name=name, weekly=tuple(merged(weekly)))


def test_every_transition_of_the_six_logs_is_exact(shared: Path, oracle: dict[str, Any]) -> None:
    rows = 0
    for case in oracle["logs"]:
        reading = read_log(shared / "logs" / "kronos_vectors" / case["log"])
        calendars = {name: calendar(name, hours) for name, hours in oracle["calendars"][case["calendar"]].items()}
        log = with_waits(reading.log, calendars, concurrent=[case.get("concurrent", ())])
        table = transitions(log).set_index(["before", "before_members", "name", "members"])
        assert (reading.log.frame["case"].nunique(), len(reading.log)) == (case["cases"], case["instances"])
        assert len(table) == len(case["transitions"])
        for expected in case["transitions"]:
            found = table.loc[(*expected["from"].split(" ", 1), *expected["to"].split(" ", 1))]
            assert found["n"] == expected["n"]
            assert found["wait_s"] == expected["total"] * 60
            assert [found[f"wait_{cause}_s"] / 60 for cause in CAUSES] == [expected[cause] for cause in CAUSES], (
                expected
            )
            rows += 1
    assert rows == 48


def test_the_snippets_with_known_enabling_are_exact(shared: Path, oracle: dict[str, Any]) -> None:
    checked = [snippet for snippet in oracle["snippets"] if "minutes" in snippet]
    for snippet in checked:
        frame = with_waits(read_log(shared / "logs" / "kronos_vectors" / snippet["log"]).log).frame
        subject = snippet["subject"]
        row = frame[(frame["case"] == str(subject["case"])) & (frame["name"] == subject["activity"])].iloc[0]
        found = {cause: row[f"wait_{cause}_s"] / 60 for cause in CAUSES}
        wanted = {cause: value for cause, value in snippet["minutes"].items() if cause != "total"}
        assert {cause: found[cause] for cause in wanted} == wanted
        assert sum(found.values()) == snippet["minutes"]["total"]
    assert len(checked) == 4


def test_interval_subtraction(oracle: dict[str, Any]) -> None:
    for case in oracle["interval_subtraction"]:
        a, b, expected = ([tuple(map(_number, pair)) for pair in case[key]] for key in ("a", "b", "expect"))
        assert subtract(b, a) == expected


def test_overlaps_within_a_cause_count_once(oracle: dict[str, Any]) -> None:
    for case in oracle["overlap_total_minutes"]:
        spans = merged([tuple(map(_number, pair)) for pair in case["intervals"]])
        assert sum(last - first for first, last in spans) == case["total"]


def _number(value: object) -> int:
    if isinstance(value, int):
        return value
    day, _, clock = str(value).rpartition(" ")
    return (int(day[1:]) * 1440 if day else 0) + minutes(clock)


def test_causes_add_up_to_the_wait_on_a_real_log(shared: Path) -> None:
    frame = with_waits(read_log(shared / "logs" / "purchasing" / "purchasing.csv.gz").log).frame
    waits = (frame["started"] - frame["enabled"]).dt.total_seconds().clip(lower=0)
    summed = frame[[f"wait_{cause}_s" for cause in CAUSES]].sum(axis=1)
    assert (summed - waits).abs().max() < 1e-3
    assert (frame[[f"wait_{cause}_s" for cause in CAUSES]] >= 0).all(axis=None)


def test_a_person_off_duty_is_unavailable(tmp_path: Path) -> None:
    noon = datetime(2026, 1, 5, 12)  # noqa: DTZ001 - the file holds local times
    lines = ["case,activity,resource,start,end"]
    lines.append(f"1,a,Ann,{noon - timedelta(hours=1)},{noon}")
    lines.append(f"1,b,Bo,{noon + timedelta(hours=2)},{noon + timedelta(hours=3)}")
    (tmp_path / "log.csv").write_text("\n".join(lines))
    hours = WeeklyCalendar(name="late", weekly=((13 * 60, 18 * 60),))
    frame = with_waits(read_log(tmp_path / "log.csv").log, {"Bo": hours}).frame
    row = frame[frame["name"] == "b"].iloc[0]
    assert (row["wait_unavailability_s"], row["wait_extraneous_s"]) == (3600, 3600)
