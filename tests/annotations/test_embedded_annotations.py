"""Notes inside the BPMN are those of YAML and of the workbook, and errors in them name the line."""

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reengineer.annotations import (
    NAMESPACE,
    AnnotatedMap,
    Annotations,
    StepNotes,
    annotate,
    embed_annotations,
    prefill,
    without_annotations,
    write_annotations,
)
from reengineer.annotations._extension_form import parts_of
from reengineer.bpmn import Definitions, coverage, read_bpmn, write_bpmn
from reengineer.errors import AnnotationError, BpmnError, Problem
from reengineer.processmap import ProcessMap, build_map

MODEL = Path(__file__).parents[2] / "models" / "complaints"
HEAD = f'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:r="{NAMESPACE}" targetNamespace="x">\n'


def _strategies() -> Any:
    spec = importlib.util.spec_from_file_location("notes_strategy", Path(__file__).parent / "notes_strategy.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


drawn = _strategies()


def embedded(annotated: AnnotatedMap) -> Definitions:
    """Write a map with its notes, and read the file."""
    return read_bpmn(write_bpmn(embed_annotations(annotated)), file="embedded.bpmn")


def test_the_complaints_model_reads_back_to_equal_notes(complaints: AnnotatedMap) -> None:
    again = annotate(embedded(complaints))
    assert again.notes == complaints.notes
    assert again.notes.to_data() == complaints.notes.to_data()
    assert again.map.nodes == complaints.map.nodes
    assert again.map.flows == complaints.map.flows


def test_yaml_map_workbook_and_yaml_say_the_same(complaints: AnnotatedMap, tmp_path: Path) -> None:
    first, book, last = tmp_path / "a.yaml", tmp_path / "b.xlsx", tmp_path / "c.yaml"
    write_annotations(complaints.notes, complaints.map, first)
    carried = annotate(embedded(complaints))
    write_annotations(carried.notes, carried.map, book)
    from_book = annotate(read_bpmn(MODEL / "as-is.bpmn"), book)
    write_annotations(from_book.notes, from_book.map, last)
    assert first.read_bytes() == last.read_bytes()


def check_any_notes(data: st.DataObject) -> None:
    """Draw a map and notes, and check that they come back, that embedding again is idle, and that removing removes."""
    process_map = data.draw(drawn.maps())
    notes = data.draw(drawn.notes_on(process_map))
    annotated = annotate(process_map, notes)
    once = embedded(annotated)
    again = annotate(once)
    assert again.notes == annotated.notes
    assert list(again.notes.resources) == list(annotated.notes.resources)
    assert write_bpmn(embed_annotations(again)) == once.original
    bare = write_bpmn(without_annotations(again.map))
    assert bare.replace(f' xmlns:reengineer="{NAMESPACE}"'.encode(), b"") == without_ids(process_map)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_notes_on_any_map_come_back(data: st.DataObject) -> None:
    check_any_notes(data)


@pytest.mark.slow
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_many_notes_on_many_maps_come_back(data: st.DataObject) -> None:
    check_any_notes(data)


def without_ids(process_map: ProcessMap) -> bytes:
    """Return the file; flows without ids get them with the first edit."""
    from reengineer.bpmn import SetName

    first = process_map.nodes[0]
    return write_bpmn(process_map.definitions.edit(SetName(first.id, first.element.name)))


def test_a_simulation_gives_the_same_bytes(complaints: AnnotatedMap) -> None:
    from reengineer.simulation import RunSettings, simulate

    run = RunSettings(length=604_800.0, replications=1, seed=7)
    of_yaml, of_map = (simulate(each, run) for each in (complaints, annotate(embedded(complaints))))
    assert of_yaml.log.to_csv() == of_map.log.to_csv()
    assert of_yaml.cases.to_csv() == of_map.cases.to_csv()


def test_embedding_again_changes_no_byte_and_new_notes_replace(complaints: AnnotatedMap) -> None:
    once = annotate(embedded(complaints))
    assert write_bpmn(once) == once.map.definitions.original
    changed = once.with_step("log", StepNotes(role="admin"))
    again = annotate(read_bpmn(write_bpmn(changed)))
    assert again.notes == changed.notes
    lines = set(once.map.definitions.original.splitlines())
    assert [line for line in write_bpmn(changed).splitlines() if line not in lines] == [
        b'        <reengineer:step role="admin" />'
    ]


def test_notes_taken_out_leave_the_file_as_it_was(complaints: AnnotatedMap) -> None:
    bare = write_bpmn(without_annotations(annotate(embedded(complaints)).map))
    declared = f' xmlns:reengineer="{NAMESPACE}"'.encode()
    assert bare.replace(declared, b"") == complaints.map.definitions.original
    assert annotate(read_bpmn(bare)).notes == Annotations()


def test_a_bare_map_is_a_bare_map(claim_map: ProcessMap) -> None:
    assert annotate(claim_map).notes == Annotations()
    assert annotate(claim_map).definitions is claim_map.definitions
    assert without_annotations(claim_map) is claim_map.definitions


def test_a_file_that_is_given_goes_before_what_the_map_carries(complaints: AnnotatedMap, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text("steps: {log: {duration: 1 min}}", encoding="utf-8")
    given_one = annotate(embedded(complaints), other)
    assert list(given_one.notes.steps) == ["log"]
    advice = given_one.map.problems[-1]
    assert (advice.code, advice.severity, advice.source.place) == ("RE349", "advice", "embedded.bpmn")
    assert annotate(read_bpmn(write_bpmn(given_one))).notes == given_one.notes


def test_an_option_keeps_what_the_map_carries_in_step(complaints: AnnotatedMap, scenario: Path) -> None:
    from reengineer.review import load_review

    as_is = annotate(embedded(complaints))
    for option in load_review(scenario).options.values():
        to_be = option.apply(as_is)
        written = read_bpmn(write_bpmn(to_be))
        assert annotate(written).notes == to_be.checked().notes == option.apply(complaints).notes
        assert b"annotations" not in write_bpmn(option.apply(complaints))


def test_coverage_names_the_notes(complaints: AnnotatedMap) -> None:
    found = {item.name: item.use for item in coverage(embedded(complaints)) if item.namespace == NAMESPACE}
    assert found["step"] == "kept"


def test_observations_are_read_from_beside_the_map(tmp_path: Path, claim_map: ProcessMap) -> None:
    (tmp_path / "times.csv").write_text("work_min\n1\n3\n", encoding="utf-8")
    notes = Annotations.model_validate({"steps": {"pay": {"duration": "empirical(times.csv:work_min)"}}})
    path = tmp_path / "map.bpmn"
    write_bpmn(embed_annotations(annotate(claim_map, notes)), path)
    duration = annotate(read_bpmn(path)).notes.steps["pay"].duration
    assert duration is not None
    assert duration.mean == 120.0
    path.rename(tmp_path.parent / "elsewhere.bpmn")
    with pytest.raises(AnnotationError, match="RE318"):
        annotate(read_bpmn(tmp_path.parent / "elsewhere.bpmn"))


def test_every_field_of_every_record_has_a_form() -> None:
    seen: set[type] = set()
    waiting: list[Any] = [Annotations, *(StepNotes, drawn.ProcessNotes)]
    while waiting:
        model = waiting.pop()
        if model not in seen:
            seen.add(model)
            parts = parts_of(model)
            fields = {part.field for part in parts} | ({"steps", "flows", "events"} if model is Annotations else set())
            assert fields == set(model.model_fields)
            names = [(part.name, part.is_element) for part in parts if part.name]
            assert len(names) == len({*names}) or model.__name__ == "ResourceNotes"
            waiting += [part.model for part in parts if part.model is not None]


def carried(inside: str, whole: str = "", flow: str = "") -> bytes:
    """Write a small map whose step, process and flow carry something."""
    return (
        HEAD + f'<process id="p" name="P">\n<extensionElements>\n{whole}</extensionElements>\n'
        f'<task id="a" name="Ask"><extensionElements>\n{inside}</extensionElements></task>\n'
        '<exclusiveGateway id="g" name="G"/><task id="b"/>\n<sequenceFlow sourceRef="a" targetRef="g"/>\n'
        f'<sequenceFlow id="f" sourceRef="g" targetRef="b"><extensionElements>{flow}</extensionElements>'
        "</sequenceFlow>\n"
        '<sequenceFlow id="h" sourceRef="g" targetRef="a"/></process></definitions>'
    ).encode()


def found(data: bytes) -> list[Problem]:
    with pytest.raises(AnnotationError) as caught:
        annotate(read_bpmn(data, file="map.bpmn"))
    return list(caught.value.problems)


WHOLE = '<r:annotations version="1">{}</r:annotations>\n'


@pytest.mark.parametrize(
    ("inside", "whole", "code", "says"),
    [
        ('<r:step duration="12 minuts"/>', "", "RE112", "'duration': "),
        ('<r:step cost="-1 GBP"/>', "", "RE112", "'cost': "),
        ('<r:step limit="many"/>', "", "RE112", "a whole number is wanted"),
        ('<r:step is_check="perhaps"/>', "", "RE112", "true or false is wanted"),
        ('<r:step duratoin="12 min"/>', "", "RE345", 'Nearest: "duration"'),
        ('<r:step value="VA"/>', "", "RE345", "<reengineer:value .../>"),
        ('<r:step><r:valeu class="VA"/></r:step>', "", "RE345", 'Nearest: "value"'),
        ('<r:step><value class="VA"/></r:step>', "", "RE346", "another namespace"),
        ("<r:step>12 min</r:step>", "", "RE346", "holds the text '12 min'"),
        ("<r:step><r:value/></r:step>", "", "RE111", "the key 'class' is missing"),
        ('<r:step><r:value class="XX"/></r:step>', "", "RE112", "'XX' is not one of"),
        ('<r:step><r:value class="VA"/><r:value class="VA"/></r:step>', "", "RE347", "stands here again"),
        ('<r:step cost="1 GBP"/><r:step/>', "", "RE347", "<reengineer:step> stands here again"),
        ('<r:stepp cost="1 GBP"/>', "", "RE345", 'Nearest: "step"'),
        ('<r:event delay="2 h"/>', "", "RE346", "at an element of type task"),
        ("<r:annotations/>", "", "RE346", "Move it to a process"),
        ('<r:step role="clerk"/>', "", "RE310", "there is no group 'clerk'"),
        ('<r:step same_person="c"/>', "", "RE301", "no step 'c'"),
        ("<r:step><r:batch/></r:step>", '<r:annotations version="2"/>', "RE112", "'version'"),
        ("", WHOLE.format('<r:calendar mon="9-17"/>'), "RE348", "lacks the attribute 'name'"),
        ("", WHOLE.format('<r:calendar name="c" mon="9-17"/>'), "RE112", "opening hours"),
        ("", WHOLE.format('<r:calendar name="c" moon="9-17"/>'), "RE345", "'moon'"),
        ("", WHOLE.format('<r:calendar name="c"/>' * 2), "RE347", "'c' stands here again"),
        (
            "",
            WHOLE.format('<r:resource name="x" members="2"><r:member name="A"/></r:resource>'),
            "RE347",
            "beside a number",
        ),
        (
            "",
            WHOLE.format('<r:case name="x"><r:arrivals><r:per_hour day="mon"/></r:arrivals></r:case>'),
            "RE348",
            "hours",
        ),
        ("", WHOLE.format('<r:transition from="a"/>'), "RE348", "'to'"),
        ("", WHOLE.format('<r:transition from="a -> b" to="c"/>'), "RE112", "does not name two steps"),
        ("", (WHOLE.format("") * 2).replace("\n", ""), "RE347", "<reengineer:annotations> stands here again"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(inside: str, whole: str, code: str, says: str) -> None:
    problem = found(carried(inside, whole))[0]
    assert problem.code == code
    assert says in str(problem)
    assert problem.source.place == ("map.bpmn:4" if whole else "map.bpmn:6")
    assert problem.source.element in ('a "Ask"', 'p "P"')


def test_shares_are_checked_at_their_flows() -> None:
    (problem,) = found(carried("", flow='<r:branch share="0.4"/>'))
    assert (problem.code, problem.source.place, problem.source.element) == ("RE307", "map.bpmn:7", 'g "G"')
    (problem,) = found(carried("", flow='<r:branch share="140 %"/>'))
    assert (problem.code, problem.source.place, problem.source.element) == ("RE112", "map.bpmn:9", "f")
    (problem,) = found(carried("", flow="<r:branch/>"))
    assert (problem.code, problem.source.place) == ("RE348", "map.bpmn:9")
    lost = carried("", flow='<r:branch share="0.4"/>').replace(b'"g" targetRef="b"', b'"g" targetRef="z"')
    assert [problem.code for problem in found(lost)] == ["RE346"]


def test_everything_wrong_is_said_at_once_in_the_order_of_the_file() -> None:
    problems = found(
        carried(
            '<r:step duratoin="1 h" cost="1 sheep"\n role="nobody"/>',
            WHOLE.format('<r:resource name="x" members="-1"/>\n<r:clock timezone="Mars"/>'),
            '<r:branch shares="1"/>',
        )
    )
    assert [problem.code for problem in problems] == ["RE112", "RE112", "RE345", "RE112", "RE345", "RE348"]
    lines = [problem.source.line or 0 for problem in problems]
    assert lines == sorted(lines)


def test_needs_are_all_at_once_unless_they_are_alternatives() -> None:
    whole = WHOLE.format('<r:resource name="x"/><r:resource name="y"/>')
    both = carried('<r:step><r:need group="x"/><r:need group="y" quantity="2"/></r:step>', whole)
    either = both.replace(b' quantity="2"', b' alternative="1"')
    needs = [annotate(read_bpmn(data)).notes.steps["a"].needs for data in (both, either)]
    assert [[(need.group, need.quantity, need.alternative) for need in one] for one in needs] == [
        [("x", 1, 0), ("y", 2, 0)],
        [("x", 1, 0), ("y", 1, 1)],
    ]


HOSTILE = st.sampled_from(
    ["gamma(", "(" * 3000, "9" * 4000, "1e999 min", "-1", "nan", "rest", "\n", "P1Y", "{a: b}", "%s%n", "../../x"]
)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_hostile_values_are_refused_with_a_place_and_nothing_worse(data: st.DataObject) -> None:
    names = [part.name for part in parts_of(StepNotes) if part.is_attribute]
    given_ones = {data.draw(st.sampled_from(names)): data.draw(HOSTILE | drawn.TEXT) for _ in range(3)}
    inside = "<r:step " + " ".join(f"{name}={drawn.quoteattr(text)}" for name, text in given_ones.items()) + "/>"
    problems: tuple[Problem, ...] = ()
    try:
        annotate(read_bpmn(carried(inside), file="map.bpmn"))
    except AnnotationError as error:
        problems = error.problems
    assert all(problem.source.place == "map.bpmn:6" for problem in problems)
    assert all(len(str(problem)) < 2500 for problem in problems)


@pytest.mark.parametrize("name", ["role", "calendar", "same_person", "prefer_same_person", "not_same_person"])
def test_a_name_without_end_is_cut_in_the_message(name: str) -> None:
    problems = found(carried(f'<r:step {name}="{"9" * 4000}"/>'))
    assert problems
    assert all(len(str(problem)) < 300 for problem in problems)


def test_deep_and_wide_content_is_refused_once_or_quickly() -> None:
    deep = "<r:step>" * 150 + "</r:step>" * 150
    assert [problem.code for problem in found(carried(deep))] == ["RE345"]
    wide = "<r:step>" + "<r:x/>" * 2000 + "</r:step>"
    assert len(found(carried(wide))) <= 100


def test_notes_that_cannot_be_embedded_are_refused(
    claim_map: ProcessMap, make_definitions: Callable[..., ProcessMap]
) -> None:
    odd = AnnotatedMap(map=claim_map, notes=Annotations.model_validate({"steps": {"pay": {"system": "a\x01"}}}))
    with pytest.raises(BpmnError, match="RE234"):
        embed_annotations(odd)
    with pytest.raises(AnnotationError, match="RE301"):
        embed_annotations(
            AnnotatedMap(map=claim_map, notes=Annotations.model_validate({"steps": {"x": {"role": "y"}}}))
        )
    with pytest.raises(AnnotationError, match="RE350"):
        embed_annotations(AnnotatedMap(map=make_definitions('<message id="m"/>')))


def test_what_stands_where_nothing_can_carry_it_is_refused() -> None:
    data = carried("").replace(
        b"<process", b'<message id="m"><extensionElements><r:step/></extensionElements></message>\n<process'
    )
    (problem,) = found(data)
    assert (problem.code, problem.source.line) == ("RE346", 2)


def test_the_example_of_the_reference_says_what_it_shows() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "files.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```xml\n(.*?)```", page, re.DOTALL)
    shown = annotate(read_bpmn(example.encode(), file="files.md"))
    assert shown.notes.resources["clerk"].count == 3
    assert shown.notes.steps["decide"].controls == ("C-1", "C-2")
    assert shown.shares("complete") == {"f3": 0.8, "f4": pytest.approx(0.2)}
    # Written by us it looks the same.
    anew = annotate(shown.map, shown.notes)
    bare = annotate(read_bpmn(write_bpmn(without_annotations(anew.map))), shown.notes)
    assert write_bpmn(embed_annotations(bare)).decode() == example


@pytest.mark.slow
def test_maps_of_the_corpus_carry_notes(shared: Path) -> None:
    entries = json.loads((shared / "corpus/manifest.json").read_text())["files"]
    for entry in [item for item in entries if item["scored"]][::2]:
        process_map = build_map(read_bpmn((shared / "corpus" / entry["file"]).read_bytes(), file=entry["file"]))
        if process_map.index.processes:
            annotated = annotate(process_map, prefill(process_map))
            again = annotate(embedded(annotated))
            assert again.notes == annotated.notes, entry["file"]
            assert [node.id for node in again.map.nodes] == [node.id for node in process_map.nodes]
