"""Notes are joined with a map by id or name, and everything wrong in them is said at once with its place."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate, write_annotations
from reengineer.errors import AnnotationError, Problem
from reengineer.files import sha256
from reengineer.processmap import ProcessMap
from reengineer.quantities import Estimate, parse_distribution

OK = "version: 1\nresources: {clerk: {members: 1}}\n"


def test_names_become_ids(claims: AnnotatedMap) -> None:
    assert list(claims.notes.steps) == ["check", "pay", "file"]
    assert claims.notes.steps["pay"].not_same_person == ("check",)
    assert claims.notes.flows == {"complete": {"f3": Estimate(0.2, 0.1, 0.4), "f4": "rest"}}
    assert list(claims.notes.transitions) == ["check -> pay"]


@pytest.mark.parametrize("branch", ["to reply", "to Reply comes", "f3", "no"])
def test_a_branch_is_named_by_target_flow_or_label(read: Callable[..., AnnotatedMap], branch: str) -> None:
    notes = read(f"flows: {{Complete?: {{{branch}: 0.25, to fork: rest}}}}")
    assert notes.shares("complete") == {"f3": 0.25, "f4": 0.75}


def test_the_files_are_named_with_their_hashes(claim_map: ProcessMap, tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("version: 1\n")
    files = annotate(claim_map, path).files
    assert files == (("map.bpmn", sha256(claim_map.definitions.original)), (str(path), sha256(b"version: 1\n")))


def test_definitions_and_bare_maps_can_be_annotated(claim_map: ProcessMap) -> None:
    assert annotate(claim_map.definitions).notes == Annotations()
    assert annotate(claim_map).map is claim_map


@pytest.mark.parametrize(
    ("text", "code", "line", "column", "says"),
    [
        ("steps: {chek: {}}", "RE301", 1, 9, 'nearest: "check"'),
        ("steps: {complete: {}}", "RE303", 1, 9, "Move it to flows"),
        ("steps: {reply: {}}", "RE303", 1, 9, "Move it to events"),
        ("steps: {check: {role: clerk}, Check claim: {role: clerk}}\n" + OK[11:], "RE304", 1, 31, "already"),
        ("events: {nobody: {}}", "RE301", 1, 10, "no event 'nobody'"),
        ("events: {check: {}}", "RE303", 1, 10, "Move it to steps"),
        ("events: {complete: {}}", "RE303", 1, 10, "Move it to flows"),
        ("flows: {nowhere: {}}", "RE301", 1, 9, "no gateway"),
        ("flows: {fork: {to pay: 0.5}}", "RE305", 1, 9, "parallelGateway"),
        ("flows: {check: {to complete: 1}}", "RE305", 1, 9, "ways on: 1"),
        ("flows: {complete: {to replies: 0.5, to fork: rest}}", "RE306", 1, 20, 'nearest: "to reply"'),
        ("flows: {complete: {to reply: 0.5, f3: 0.5, to fork: rest}}", "RE304", 1, 35, "a share already"),
        ("flows: {complete: {to reply: 0.5}}", "RE307", 1, 9, "no share for the branch to fork"),
        ("flows: {complete: {to reply: 0.5, to fork: 0.4}}", "RE307", 1, 9, "add up to 0.9"),
        ("flows: {complete: {to reply: 0.5, to fork: 0.6}}", "RE307", 1, 9, "add up to 1.1"),
        ("flows: {complete: {to reply: rest, to fork: rest}}", "RE308", 1, 9, "2 branches marked rest"),
        ("transitions: {check -> pai: {rekeyed_fields: 1}}", "RE301", 1, 15, "no step 'pai'"),
        ("cases: {c: {start: recieved}}", "RE301", 1, 13, 'nearest: "received"'),
        ("cases: {c: {start: check}}", "RE303", 1, 13, "no start event"),
        ("cases: {c: {arrivals: {every: 5 min, calendar: office}}}", "RE311", 1, 38, "none is defined yet"),
        ("steps: {check: {role: clark}}\nresources: {clerk: {members: 1}}", "RE310", 1, 17, 'nearest: "clerk"'),
        ("steps: {check: {needs: [clark]}}\nresources: {abc: {members: 1}}", "RE310", 1, 17, "those known are abc"),
        ("steps: {check: {role: c}}\nresources: {c: {members: 0}}", "RE312", 2, 17, "nobody is in the group 'c'"),
        ("resources: {c: {members: []}}", "RE312", 1, 17, "nobody is in the group 'c'"),
        (
            "steps: {check: {needs: {c: 3}}}\nresources: {c: {members: 2}}",
            "RE313",
            1,
            17,
            "needs 3 of 'c', which has 2",
        ),
        ("resources: {c: {members: 1, calendar: x}}", "RE311", 1, 29, "no calendar 'x'"),
        ("resources: {c: {members: [{name: A, calendar: x}]}}", "RE311", 1, 37, "no calendar 'x'"),
        ("events: {reply: {release: {at: 09:00, calendar: x}}}", "RE311", 1, 39, "no calendar 'x'"),
        ("steps: {check: {calendar: x}}", "RE311", 1, 17, "no calendar 'x'"),
        ("calendars: {c: {}}", "RE314", 1, 13, "never opens"),
        ("calendars: {c: {mon-fri: []}}", "RE314", 1, 13, "never opens"),
        ("calendars: {c: {mon: 09:00-10:00, holidays: ZZ}}", "RE315", 1, 35, "not a country"),
        ("calendars: {c: {mon: 09:00-10:00, holidays: GB-XX}}", "RE315", 1, 35, "not a region of GB"),
        ("currency: GBP\nsteps: {check: {cost: 3 EUR}}", "RE316", 2, 17, "in EUR, and the rest of the file in GBP"),
        ("resources: {a: {members: [{name: x, cost: 1 GBP/h}]}, b: {overtime: 2 EUR/h}}", "RE316", 1, 59, "in EUR"),
        ("steps: {check: {external_unit_cost: 3 EUR}}\ncurrency: GBP", "RE316", 1, 17, "in EUR"),
        ("steps: {check: {same_person: pa}}", "RE301", 1, 17, "no step 'pa'"),
        ("steps: {check: {not_same_person: [pay, pai]}}", "RE301", 1, 17, "no step 'pai'"),
        ("steps: {check: {duration: empirical(no.csv:a_s)}}", "RE318", 1, 27, "no such file"),
    ],
)
def test_what_does_not_fit_the_map_is_said_with_its_place(
    problems: Callable[..., list[Problem]], text: str, code: str, line: int, column: int, says: str
) -> None:
    (problem,) = problems(text)
    assert (problem.code, problem.source.line, problem.source.column) == (code, line, column)
    assert says in f"{problem.message} {problem.remedy}"
    assert problem.remedy.endswith(".")


def test_everything_is_said_at_once_in_the_order_of_the_file(problems: Callable[..., list[Problem]]) -> None:
    found = problems(
        """\
        calendars: {c: {}}
        resources: {x: {members: 1, calendar: d}}
        steps:
          chek: {role: x}
          pay: {role: y}
        flows: {complete: {to reply: 0.5, to fork: 0.4}}
        """
    )
    assert [(problem.code, problem.source.line) for problem in found] == [
        ("RE314", 1),
        ("RE311", 2),
        ("RE301", 4),
        ("RE310", 5),
        ("RE307", 6),
    ]


def test_wrong_values_do_not_hide_wrong_names(problems: Callable[..., list[Problem]]) -> None:
    found = problems(
        """\
        currency: pounds
        clock: {start: soon}
        calendars: {c: {mon: 9-17}}
        resources: {x: {members: few, calendar: c}}
        steps:
          check: {role: x, duration: 12}
          chek: {role: x}
          pay: {role: y}
        """
    )
    codes = [(problem.code, problem.source.line) for problem in found]
    assert codes == [("RE112", 1), ("RE112", 2), ("RE112", 3), ("RE112", 4), ("RE112", 6), ("RE301", 7), ("RE310", 8)]


@pytest.mark.parametrize("text", ["- 1", "steps: 3\nevents: {e: 1}", "version: 9", "colour: red", "steps: [1]"])
def test_files_of_another_shape_are_refused_once(problems: Callable[..., list[Problem]], text: str) -> None:
    assert {problem.code for problem in problems(text)} <= {"RE110", "RE112"}


def test_a_name_that_is_not_unique_is_refused_with_the_ids(
    read: Callable[..., AnnotatedMap], make_process: Callable[..., ProcessMap]
) -> None:
    twins = make_process('<task id="a" name="Same"/><task id="b" name="Same"/>')
    with pytest.raises(AnnotationError, match=r"name of 2 elements: a, b.*\n.*RE302"):
        read("steps: {Same: {}}", twins)


def test_a_missing_and_an_empty_file_are_refused(
    claim_map: ProcessMap, read: Callable[..., AnnotatedMap], tmp_path: Path
) -> None:
    with pytest.raises(AnnotationError, match="RE101"):
        annotate(claim_map, tmp_path / "nothing.yaml")
    with pytest.raises(AnnotationError, match="RE105"):
        read("")


def test_shares_within_rounding_add_up(read: Callable[..., AnnotatedMap]) -> None:
    assert sum(read("flows: {complete: {f3: 0.1, f4: 0.9000000000001}}").shares("complete").values()) > 0.99


def test_notes_in_memory_are_checked_too(claim_map: ProcessMap) -> None:
    with pytest.raises(AnnotationError, match="RE301"):
        annotate(claim_map, Annotations.model_validate({"steps": {"chek": {}}}))


def test_yaml_reads_back(claims: AnnotatedMap, claim_map: ProcessMap, tmp_path: Path) -> None:
    path = tmp_path / "again.yaml"
    write_annotations(claims.notes, claim_map, path)
    assert annotate(claim_map, path).notes == claims.notes
    write_annotations(annotate(claim_map, path).notes, claim_map, tmp_path / "third.yaml")
    assert (tmp_path / "third.yaml").read_bytes() == path.read_bytes()


def test_notes_that_do_not_fit_are_not_written(claim_map: ProcessMap, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError):
        write_annotations(Annotations.model_validate({"steps": {"chek": {}}}), claim_map, tmp_path / "a.yaml")
    assert not list(tmp_path.iterdir())


def test_the_json_schema_describes_every_section() -> None:
    schema = Annotations.model_json_schema()
    assert set(schema["properties"]) >= {"steps", "flows", "events", "calendars", "cases", "resources", "clock"}
    assert schema["$defs"]["StepNotes"]["properties"]["activity_kind"]["anyOf"][0]["enum"][0] == "operation"
    assert json.dumps(schema)


def test_every_annotation_of_the_question_rules_can_be_written(shared: Path) -> None:
    from reengineer.annotations import ProcessNotes, ResourceNotes, StepNotes, TransitionNotes
    from reengineer.files import read_yaml

    vocabulary = read_yaml(shared / "domain" / "question_rules.yaml").data["vocabulary"]
    own_keys = {"control_ids", "duration_mean", "release_period_min", "value_class", "headcount"}
    models = {"s, a, b": StepNotes, "t": TransitionNotes, "r": ResourceNotes, "p": ProcessNotes}
    for scope, model in models.items():
        names = {name for name, entry in vocabulary[scope].items() if entry["origin"] == "annotation"}
        assert names - own_keys <= set(model.model_fields)


def test_values_observed_are_read_from_beside_the_notes(read: Callable[..., AnnotatedMap], tmp_path: Path) -> None:
    (tmp_path / "times.csv").write_text("work_min,raw\n2,3 min\n4,5 min\n4,5 min\n4,5 min\n")
    notes = read("steps: {check: {duration: empirical(times.csv:work_min)}, pay: {duration: empirical(times.csv:raw)}}")
    assert notes.step("check").notes.duration.points == ((120.0, 0.25), (240.0, 0.75))
    assert notes.step("pay").notes.duration.mean == 270
    assert notes.notes.to_data()["steps"]["check"]["duration"] == "empirical(times.csv:work_min)"


@pytest.mark.parametrize(
    ("reference", "says"),
    [
        ("/etc/passwd:a", "not in the folder"),
        ("../times.csv:a", "not in the folder"),
        ("times.csv:b", "no column 'b'"),
        ("times.csv:plain", "no unit"),
        ("times.csv:bad_s", "below 0"),
        ("binary.csv:a", "no CSV in UTF-8"),
        ("head.csv:a", "no column"),
    ],
)
def test_files_of_values_that_do_not_fit_are_refused(
    problems: Callable[..., list[Problem]], tmp_path: Path, reference: str, says: str
) -> None:
    (tmp_path / "times.csv").write_text("plain,bad_s\n1,-1\n")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "head.csv").write_text("a\n")
    (problem,) = problems(f"steps: {{check: {{duration: empirical({reference})}}}}")
    assert (problem.code, problem.source.line) == ("RE318", 1)
    assert says in problem.message


def test_a_mixture_of_plain_texts_is_a_distribution(claims: AnnotatedMap) -> None:
    assert claims.step("check").notes.duration == parse_distribution("gamma(mean=24 min (20 min to 30 min), cv=0.5)")
