"""Arrivals are read from a file, with the attributes that cases had."""

from pathlib import Path

import pytest

import reengineer as rg
from reengineer.annotations import AnnotatedMap, Clock, values_read
from reengineer.annotations._arrival_file import arrival_table
from reengineer.errors import AnnotationError, ModelError
from reengineer.quantities import QuantityError
from reengineer.simulation import RunSettings, SimulationResult, simulate

MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE
MONDAY = Clock.model_validate({"start": "2026-01-05", "timezone": "Europe/London"})

BPMN = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"><process id="P">
<startEvent id="S"/><exclusiveGateway id="G" default="low"/><task id="A"/><task id="B"/><endEvent id="E"/>
<sequenceFlow id="f" sourceRef="S" targetRef="G"/><sequenceFlow id="low" sourceRef="G" targetRef="A"/>
<sequenceFlow id="high" sourceRef="G" targetRef="B"><conditionExpression>case.value &gt; 500 or case.kind == 'urgent'
</conditionExpression></sequenceFlow>
<sequenceFlow id="a" sourceRef="A" targetRef="E"/><sequenceFlow id="b" sourceRef="B" targetRef="E"/>
</process></definitions>"""

NOTES = """version: 1
clock: {start: 2026-01-05, timezone: Europe/London}
resources: {clerk: {members: 1}}
steps: {A: {role: clerk, duration: 10 min}, B: {role: clerk, duration: 20 min}}
cases:
  case:
    start: S
    arrivals: {file: demand/arrivals.csv}
    attributes: {value: "uniform(0, 1)", kind: {usual: 1.0, urgent: rest}}
"""

ROWS = """arrived,value,kind,reference
2026-01-05 09:30,900,,C-2
2026-01-05 09:00,100,usual,C-1
2026-01-05 09:30,,urgent,C-3
2026-01-06T10:00:00+01:00,,,C-4
"""


def ticks(text: str, clock: Clock = MONDAY) -> list[int]:
    return list(arrival_table(text.encode(), clock).ticks)


def read(folder: Path, rows: str = ROWS) -> AnnotatedMap:
    (folder / "demand").mkdir()
    (folder / "demand" / "arrivals.csv").write_text(rows)
    (folder / "map.bpmn").write_text(BPMN)
    (folder / "annotations.yaml").write_text(NOTES)
    return rg.annotate(rg.read_bpmn(folder / "map.bpmn"), folder / "annotations.yaml")


def run(made: AnnotatedMap, engine: str) -> SimulationResult:
    return simulate(made, RunSettings(length="1 week", replications=1), engine=engine)  # type: ignore[arg-type]


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_cases_come_when_the_file_says_and_are_what_it_says(tmp_path: Path, engine: str) -> None:
    """Cases of one instant come in the order of their rows; what a cell leaves open is drawn."""
    log = run(read(tmp_path), engine).log
    came = [at.strftime("%a %H:%M") for at in log["enabled"]]
    assert list(zip(came, log["element"], strict=True)) == [
        ("Mon 09:00", "A"), ("Mon 09:30", "B"), ("Mon 09:30", "B"), ("Tue 09:00", "A"),
    ]  # fmt: skip
    assert log["wait_contention_s"].tolist() == [0, 0, 1200, 0]


def test_a_file_changes_what_a_result_depends_on(tmp_path: Path) -> None:
    made = read(tmp_path)
    (tmp_path / "demand" / "arrivals.csv").write_text("arrived_min\n5\n")
    again = rg.annotate(rg.read_bpmn(tmp_path / "map.bpmn"), tmp_path / "annotations.yaml")
    assert made.notes.to_data() == again.notes.to_data()
    assert values_read(made.notes) != values_read(again.notes)
    assert made.notes != again.notes


def test_cases_behind_the_end_of_the_run_do_not_come(tmp_path: Path) -> None:
    made = read(tmp_path)
    assert len(simulate(made, RunSettings(length="1 day", replications=1)).cases) == 3
    assert len(simulate(made, RunSettings(cases=2, replications=1)).cases) == 2


def test_the_load_counts_the_cases_of_the_file(tmp_path: Path) -> None:
    assert read(tmp_path).arrival_rate_per_week() == {"case": 4}
    fortnight = ticks("arrived_h\n0\n336\n")
    assert fortnight == [0, 14 * DAY]


def test_notes_without_their_file_say_so(tmp_path: Path) -> None:
    made = read(tmp_path)
    bare = made.with_notes(made.notes.model_validate(made.notes.to_data()))
    with pytest.raises(ModelError, match="RE516"):
        simulate(bare)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("arrived_min\n5\n2.5\n", [2.5, 5]), ("when\n2026-01-05\n", [0]), ("arrived_s,x\n90,1\n\n", [1.5])],
)
def test_times_are_dates_or_counted_from_the_start(text: str, minutes: list[float]) -> None:
    assert ticks(text) == [round(minute * MINUTE) for minute in minutes]


def test_a_local_day_with_a_clock_change_has_23_hours() -> None:
    march = Clock.model_validate({"start": "2026-03-29", "timezone": "Europe/London"})
    assert ticks("arrived\n2026-03-30 00:00\n", march) == [23 * 60 * MINUTE]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("arrived\n", "lists no case"),
        ("arrived\nsoon\n", "row 2 says 'soon'"),
        ("arrived\n2026-01-04 12:00\n", "before the run starts"),
        ("arrived\n2226-01-04 12:00\n", "100 years"),
        ("arrived_min\nnan\n", "row 2 says 'nan'"),
        ("arived,value\n2026-01-05,1\n", "no column 'arrived', but arived, value"),
        ("arrived,arrived_min\n2026-01-05,1\n", "2 columns"),
        ("arrived,x,x\n2026-01-05,1,1\n", "'x' twice"),
    ],
)
def test_what_a_file_must_not_say_is_named(tmp_path: Path, rows: str, message: str) -> None:
    with pytest.raises(AnnotationError, match=message) as caught:
        read(tmp_path, rows)
    (problem,) = caught.value.problems
    assert (problem.code, problem.source.line) == ("RE318", 8)


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(QuantityError, match="no CSV in UTF-8"):
        arrival_table(b"\xff\xfe\x00", MONDAY)
