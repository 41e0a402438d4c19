"""`convert` brings a map and its notes from one form into another and loses nothing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.review import convert, load_review

Call = Callable[..., Any]
MODEL = Path(__file__).parents[2] / "models" / "complaints"
MAP, NOTES = MODEL / "as-is.bpmn", MODEL / "annotations.yaml"


@pytest.fixture
def annotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a map that carries its notes; the test runs in its folder."""
    monkeypatch.chdir(tmp_path)
    return convert([MAP, NOTES], "annotated.bpmn").path


def test_the_order_of_map_and_notes_does_not_matter(annotated: Path, call: Call) -> None:
    called = call("convert", NOTES, MAP, "other.bpmn")
    assert (called.code, called.out) == (0, "")
    assert called.err == "Wrote other.bpmn: the map, which carries the notes.\n"
    assert Path("other.bpmn").read_bytes() == annotated.read_bytes()


@pytest.mark.parametrize("name", ["notes.yaml", "notes.yml", "notes.xlsx", "review", "there/"])
def test_every_form_leads_back_to_the_same_map(annotated: Path, call: Call, name: str) -> None:
    assert call("convert", annotated, name).code == 0
    back = [name] if Path(name).is_dir() else [MAP, name]
    assert call("convert", *back, "back.bpmn").code == 0
    assert Path("back.bpmn").read_bytes() == annotated.read_bytes()


def test_a_review_made_of_a_map_holds_it_bare_beside_its_notes(annotated: Path, call: Call) -> None:
    call("convert", annotated, "mine")
    review = load_review("mine")
    assert review.as_is.notes == annotate(read_bpmn(annotated)).notes
    assert b"<reengineer:" not in Path("mine/as-is.bpmn").read_bytes()
    assert call("check", "mine").code == 0


def test_a_review_without_a_file_of_notes_uses_those_of_its_map(annotated: Path) -> None:
    Path("review.yaml").write_text("title: T\nmap: annotated.bpmn\n", encoding="utf-8")
    assert load_review("review.yaml").as_is.notes == annotate(read_bpmn(MAP), NOTES).notes


def test_a_map_may_be_replaced_by_itself_with_its_notes(annotated: Path, call: Call) -> None:
    before = annotated.read_bytes()
    Path("notes.yaml").write_text("steps: {log: {duration: 1 min}}", encoding="utf-8")
    called = call("convert", annotated, "notes.yaml", annotated)
    assert "[RE349]" in called.err
    assert list(annotate(read_bpmn(annotated)).notes.steps) == ["log"]
    assert call("convert", annotated, NOTES, annotated).code == 0
    assert annotated.read_bytes() == before


@pytest.mark.parametrize(
    ("inputs", "output", "code", "exit_code"),
    [
        ([MAP], "x.yaml", "RE354", 2),
        (["annotated.bpmn"], "x.json", "RE151", 3),
        (["annotated.bpmn"], "x.csv", "RE351", 2),
        (["annotated.bpmn"], "x.txt", "RE353", 2),
        (["annotated.bpmn"], "full", "RE640", 2),
        (["annotated.bpmn"], "no/such.yaml", "RE702", 2),
        (["annotated.bpmn", MAP], "x.yaml", "RE352", 2),
        (["annotated.bpmn", NOTES, NOTES], "x.bpmn", "RE352", 2),
        (["full", MAP], "x.bpmn", "RE352", 2),
        ([NOTES], "x.bpmn", "RE352", 2),
        ([MAP, "simulation.json"], "x.bpmn", "RE136", 3),
        ([MAP, NOTES, "simulation.json"], "x.bpmn", "RE352", 2),
        (["simulation.json"], "x.bpmn", "RE352", 2),
        (["bimp.bpmn"], "x.bpmn", "RE136", 3),
        (["drawn.drawio"], "x.yaml", "RE142", 3),
        (["drawn.drawio", MAP], "x.yaml", "RE352", 2),
        (["old.xpdl"], "x.bpmn", "RE351", 2),
        (["nowhere.bpmn"], "x.yaml", "RE101", 3),
        ([MAP, "wrong.yaml"], "x.bpmn", "RE110", 3),
        (["wrong.bpmn"], "x.yaml", "RE345", 3),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_written(
    annotated: Path,
    call: Call,
    contents: Callable[[Path], dict[str, bytes]],
    inputs: list[Any],
    output: str,
    code: str,
    exit_code: int,
) -> None:
    Path("full").mkdir()
    Path("full/file").touch()
    Path("simulation.json").write_text("{}", encoding="utf-8")
    Path("wrong.yaml").write_text("stepps: {}", encoding="utf-8")
    Path("wrong.bpmn").write_bytes(annotated.read_bytes().replace(b" duration=", b" duratoin=", 1))
    qbp = b'<definitions xmlns:q="http://www.qbp-simulator.com/Schema201212" '
    Path("bimp.bpmn").write_bytes(MAP.read_bytes().replace(b"<definitions ", qbp))
    Path("drawn.drawio").write_text("<mxfile/>", encoding="utf-8")
    Path("old.xpdl").write_text('<Package xmlns="http://www.wfmc.org/2009/XPDL2.2"/>', encoding="utf-8")
    before = contents(Path())
    called = call("convert", *inputs, output)
    assert (called.code, called.out) == (exit_code, "")
    assert f"[{code}]" in called.err
    assert contents(Path()) == before


def test_files_that_the_notes_name_are_asked_for(annotated: Path, call: Call) -> None:
    Path("times.csv").write_text("work_min\n1\n", encoding="utf-8")
    Path("notes.yaml").write_text("steps: {log: {duration: 'empirical(times.csv:work_min)'}}", encoding="utf-8")
    assert "RE355" not in call("convert", MAP, "notes.yaml", "here.bpmn").err
    Path("there").mkdir()
    assert (
        "there/times.csv: the notes need the file times.csv" in call("convert", MAP, "notes.yaml", "there/x.bpmn").err
    )


def test_check_reads_what_a_map_carries(annotated: Path, call: Call) -> None:
    assert call("check", annotated).code == 0
    annotated.write_bytes(annotated.read_bytes().replace(b' cost="17 GBP/h"', b' cost="17 GBP"'))
    called = call("check", annotated)
    assert called.code == 3
    assert "annotated.bpmn:29: " in called.out


def test_a_map_with_notes_runs_on_them_and_assumes_the_rest(annotated: Path, call: Call) -> None:
    run = ("--assume", "--replications", "1", "--length", "1 week", "--json")
    own, bare = (call("simulate", each, *run).json for each in (annotated, MAP))
    assert own["differences"] == bare["differences"]
    assert own["options"] != bare["options"]


BIMP = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">
<process id="p"><startEvent id="s"/><task id="a" name="Pay"/><endEvent id="e"/>
<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/></process>
<q:processSimulationInfo xmlns:q="http://www.qbp-simulator.com/Schema201212" processInstances="50" currency="EUR"
 startDateTime="2026-01-05T09:00:00"><q:arrivalRateDistribution type="EXPONENTIAL" arg1="1800"/>
<q:timetables><q:timetable id="t" default="true"><q:rules><q:rule fromTime="09:00:00" toTime="17:00:00"
 fromWeekDay="MONDAY" toWeekDay="FRIDAY"/></q:rules></q:timetable></q:timetables>
<q:resources><q:resource id="r" name="Clerk" totalAmount="2" costPerHour="25" timetableId="t"/></q:resources>
<q:elements><q:element elementId="a"><q:durationDistribution type="NORMAL" mean="600" arg1="60"/>
<q:resourceIds><q:resourceId>r</q:resourceId></q:resourceIds></q:element></q:elements>
<q:statsOptions trimStartProcessInstances="5"/></q:processSimulationInfo></definitions>"""


@pytest.fixture
def bimp(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a model of BIMP; the test runs in its folder."""
    monkeypatch.chdir(tmp_path)
    Path("bimp.bpmn").write_text(BIMP, encoding="utf-8")
    return Path("bimp.bpmn")


def test_a_model_of_another_tool_becomes_a_review_that_runs(bimp: Path, call: Call) -> None:
    called = call("convert", bimp, "review")
    assert called.code == 0
    assert "not used: trimStartProcessInstances=5" in called.err
    review = load_review("review")
    assert (review.run.cases, review.as_is.notes.resources["Clerk"].count) == (50, 2)
    assert call("simulate", "review", "--replications", "2", "--json").json["options"][0]["status"] == "ran"


@pytest.mark.parametrize(
    "steps",
    [
        [("model.json",)],
        [("for-bpsim.bpmn", "--to", "bpsim")],
        [("noted.bpmn",), ("for-bpsim.bpmn", "--to", "bpsim")],
        [("review",), ("model.json",)],
    ],
)
def test_models_travel_between_tools(bimp: Path, call: Call, steps: list[tuple[str, ...]]) -> None:
    wanted = convert([bimp], "wanted.yaml").path.read_text(encoding="utf-8")
    at: list[Any] = [bimp]
    for output, *more in steps:
        called = call("convert", *at, output, *more, "--json")
        assert called.code == 0
        assert called.json["schema"] == "reengineer/convert/1"
        at = called.json["written"]
    # The data of BIMP are still in what was written for BPSim, and would be read first.
    if any("bpsim" in str(path) for path in at):
        text = Path(at[0]).read_text(encoding="utf-8")
        Path(at[0]).write_text(text.replace("http://www.qbp-simulator.com/Schema201212", "urn:other"), encoding="utf-8")
    assert call("convert", *at, "got.yaml").code == 0
    got = Path("got.yaml").read_text(encoding="utf-8")

    def told(text: str) -> list[str]:
        return [line for line in text.splitlines() if "duration" in line or "arrivals" in line or "members" in line]

    # In Prosimos the first case comes at the start.
    assert told(got.replace(", first: start", "")) == told(wanted)


def test_a_drawing_becomes_a_map(bimp: Path, call: Call) -> None:
    cells = "".join(
        f'<mxCell id="{key}" value="{key}" style="{style}" vertex="1" parent="1"><mxGeometry x="{x}" width="80" '
        'height="60" as="geometry"/></mxCell>'
        for key, style, x in (("in", "shape=mxgraph.bpmn.event;outline=standard;symbol=general;", 0),
                              ("do", "shape=mxgraph.bpmn.task2;taskMarker=user;", 200))
    )  # fmt: skip
    edge = '<mxCell id="f" edge="1" parent="1" source="in" target="do"><mxGeometry/></mxCell>'
    Path("d.drawio").write_text(f"<mxGraphModel><root>{cells}{edge}</root></mxGraphModel>", encoding="utf-8")
    assert call("convert", "d.drawio", "map.bpmn").code == 0
    assert [node.type for node in annotate(read_bpmn("map.bpmn")).map.nodes] == ["startEvent", "userTask"]
    assert call("convert", "d.drawio", "drawn-review").code == 0
    assert load_review("drawn-review").as_is.map.nodes[1].name == "do"
