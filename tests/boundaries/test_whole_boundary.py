"""What a boundary says of itself and of the map before any option: contradictions, scope, altered maps, waivers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.boundaries import Boundary, Proposal, check_separation
from reengineer.bpmn import read_bpmn
from reengineer.eventlog import COLUMNS, Log
from reengineer.options import Option
from reengineer.options.changes import AutomateStep, DeleteStep, Empower

Draw = Callable[..., AnnotatedMap]
DAY = date(2026, 11, 1)
NOTES = """
version: 1
currency: GBP
cases: {retail: {start: start}}
resources: {clerk: {members: 3}, boss: {members: 1}}
steps: {log: {role: clerk}, check: {role: boss, is_approval: true}, send: {role: clerk}}
"""


@pytest.fixture
def office(draw: Draw) -> AnnotatedMap:
    return draw("start > log > check > ~sent > send > end", NOTES)


def made(**entries: object) -> Boundary:
    return Boundary(**({"process": "p"} | entries))  # type: ignore[arg-type]


def told(boundary: Boundary, office: AnnotatedMap) -> list[tuple[str, str, str]]:
    return [(each.code, each.severity, each.message) for each in boundary.findings(office)]


def permit(operation: str, **limits: object) -> dict[str, object]:
    return {"permitted_changes": [{"op": operation} | limits]}


PATH = {"on_every_path": {"from": "start", "to": "end"}}


@pytest.mark.parametrize(
    ("entries", "words"),
    [
        (permit("delete_step", steps=["Check"]) | {"locked_steps": [{"step": "check"}]}, "the lock on check"),
        (permit("unbatch", steps=["log"]) | {"scope": {"exclude_steps": ["log"]}}, "the exclusion of log"),
        (
            {
                "permitted_changes": [{"op": "remove_control", "steps": ["check"]}],
                "controls": [{"id": "C-1", "steps": ["check"], "must": PATH}],
            },
            "contradicts control C-1, which check carries out",
        ),
        (
            {
                "permitted_changes": [{"op": "delete_step", "steps": ["check"]}],
                "rules": {"minimum_check_share": [{"step": "check", "min": 0.25}]},
            },
            "contradicts minimum_check_share check 0.25",
        ),
        (permit("automate_step", min_share=0.9, max_share=0.5), "least is above the most"),
        ({"controls": [{"id": "C", "steps": ["log"]}, {"id": "C", "steps": ["send"]}]}, "two controls are called C"),
        ({"constraints": {"outcomes": [{"measure": "cycle_time", "min": 3, "max": 2}]}}, "outcome cycle_time"),
        ({"constraints": {"headcount": {"total_min": 5, "total_max": 4}}}, "headcount: the least is above"),
        ({"constraints": {"opening_hours": {"earliest": "18:00", "latest": "08:00"}}}, "begin at 18:00 and end at"),
        (
            {"constraints": {"headcount": {"redundancies": "allowed"}}, "people": {"no_redundancies": True}},
            "contradicts no_redundancies",
        ),
        (
            {"agreed": {"by": [{"name": "A", "date": "2027-01-01"}], "review_by": "2026-12-01"}},
            "signed on 2027-01-01, after review_by 2026-12-01",
        ),
        (
            {"rules": {"precedence": [
                {"before": "log", "after": "check"}, {"before": "check", "after": "send"},
                {"before": "send", "after": "log"},
            ]}},
            '"send" before "log" contradicts the rules above',
        ),
        ({"rules": {"separation_of_duties": [{"group": "g", "steps": ["log", "Log"]}]}}, "a step from itself"),
        (
            {
                "people": {"roles_may_not_lose": [{"role": "clerk", "steps": ["log", "send"]}]},
                "rules": {"separation_of_duties": [{"group": "g", "steps": ["log", "send"], "level": "role"}]},
            },
            "may not lose steps that group g gives to different roles",
        ),
    ],
)  # fmt: skip
def test_entries_that_cannot_both_hold_are_named(office: AnnotatedMap, entries: dict[str, object], words: str) -> None:
    [(code, severity, message)] = told(made(**entries), office)
    assert (code, severity) == ("B006", "error")
    assert words in message


def test_the_end_of_the_scope_must_be_reached_from_its_start(office: AnnotatedMap) -> None:
    [(code, _, message)] = told(made(scope={"from_event": "sent", "to_event": "start"}), office)
    assert code == "B007"
    assert message == 'scope is not one fragment: no way leads from "sent" to "start"'


@pytest.mark.parametrize(
    ("scope", "step", "outside"),
    [
        ({"to_event": "sent"}, "send", True),
        ({"to_event": "sent"}, "check", False),
        ({"from_event": "sent"}, "check", True),
        ({"from_event": "sent"}, "send", False),
    ],
)
def test_what_lies_beyond_the_events_of_the_scope_is_outside(
    office: AnnotatedMap, scope: dict[str, object], step: str, outside: bool
) -> None:
    boundary = made(scope=scope, permitted_changes=[{"op": "delete_step"}])
    found = Option(id="X", title="X", changes=(DeleteStep(step=step),)).breaches(office, boundary)
    assert [breach.problem.code for breach in found] == (["B101"] if outside else [])


def test_a_flow_between_two_elements_outside_may_not_be_rerouted(draw: Draw) -> None:
    map_ = draw("start > a > b > ~sent > c > d > end", "version: 1\nsteps: {d: {is_approval: true}}")
    boundary = made(scope={"to_event": "sent"}, permitted_changes=[{"op": "empower"}])
    found = Option(id="X", title="X", changes=(Empower(step="d", share=0.5),)).breaches(map_, boundary)
    messages = [breach.problem.message for breach in found]
    assert any('alters the way from "c" to "d"' in message for message in messages)


def test_limits_and_permissions_name_what_is_there(office: AnnotatedMap) -> None:
    wrong_limit = {"measure": "waiting_time", "scope": "step", "scope_id": "chek", "max": 3}
    [(code, severity, message)] = told(made(constraints={"outcomes": [wrong_limit]}), office)
    assert (code, severity) == ("B002", "error")
    assert 'step of waiting_time "chek" is not in the map (nearest: "check"' in message
    permitted = [{"op": "change_headcount", "roles": ["clark"]}, {"op": "unbatch", "steps": ["lug"]}]
    assert [(code, severity) for code, severity, _ in told(made(permitted_changes=permitted), office)] == [
        ("B002", "warning"), ("B002", "warning"),
    ]  # fmt: skip


WAIVER = {"rule": "C-1", "option": "X", "granted_by": "C. Check", "until": "2026-12-31", "reason": "trial"}
CONTROL = {"controls": [{"id": "C-1", "steps": ["log"], "must": PATH}]}


def test_a_waiver_of_no_rule_is_named(office: AnnotatedMap) -> None:
    [(code, severity, message)] = told(made(exceptions=[WAIVER | {"rule": "C-2"}], **CONTROL), office)
    assert (code, severity) == ("B002", "warning")
    assert 'names rule "C-2", which no option can break' in message
    for rule in ("C-1", "precedence", "headcount"):
        entries = {"rules": {"precedence": [{"before": "log", "after": "send"}]},
                   "constraints": {"headcount": {"total_max": 9}}}  # fmt: skip
        assert told(made(exceptions=[WAIVER | {"rule": rule}], **CONTROL, **entries), office) == []


@pytest.mark.parametrize("rule", ["boundary", "agreed"])
def test_the_agreement_itself_cannot_be_waived(office: AnnotatedMap, rule: str) -> None:
    signed = {"status": "agreed", "review_by": "2026-10-01", "by": [{"name": "A", "date": "2026-09-01", "limit": 5}]}
    boundary = made(agreed=signed, exceptions=[WAIVER | {"rule": rule}])
    found = boundary.check(office, office, (), proposal=Proposal(id="X", as_of=DAY, one_off=9.0))
    assert [breach.problem.code for breach in found] == ["B004", "B005"]


def test_a_waiver_that_ran_out_or_that_no_signatory_granted_is_told(office: AnnotatedMap) -> None:
    signed = {"status": "agreed", "by": [{"name": "C. Check", "date": "2026-09-01", "authority": "approve_controls"}]}
    old = made(agreed=signed, exceptions=[WAIVER | {"until": "2026-10-01"}], **CONTROL)
    messages = [each.message for each in old.status(DAY, b"")]
    assert "the waiver of C-1 for option X lapsed on 2026-10-01" in messages
    other = made(agreed=signed, exceptions=[WAIVER | {"granted_by": "Nobody"}], **CONTROL)
    messages = [each.message for each in other.status(DAY, b"")]
    assert "the waiver of C-1 for option X is granted by Nobody, who has not signed the boundary" in messages


def test_a_word_for_authority_that_is_not_known_is_told() -> None:
    boundary = made(agreed={"by": [{"name": "A", "date": "2026-09-01", "authority": "aprove_full"}]})
    messages = [each.message for each in boundary.status(DAY, b"")]
    assert any('"aprove_full", which approves nothing here (nearest: "approve_full"' in message for message in messages)


@pytest.mark.parametrize(
    ("by", "breaks"),
    [
        ([("A", "approve_full", 60000.0)], True),
        ([("A", "approve_full", 80000.0)], False),
        ([("A", "approve_full", None)], False),
        ([("A", "approve_controls", 80000.0)], True),
        ([("A", "approve_full", 60000.0), ("B", "approve_controls", 90000.0)], True),
        ([], False),
    ],
)
def test_a_cost_needs_full_authority(
    office: AnnotatedMap, by: list[tuple[str, str, float | None]], breaks: bool
) -> None:
    signed = [{"name": name, "date": "2026-09-01", "authority": word, "limit": most} for name, word, most in by]
    boundary = made(agreed={"status": "agreed", "by": signed})
    found = boundary.check(office, office, (), proposal=Proposal(one_off=72000.0, currency="GBP"))
    assert [breach.problem.code for breach in found] == (["B004"] if breaks else [])


def test_the_elements_that_differ_from_the_agreed_map_are_named(complaints: AnnotatedMap) -> None:
    original = complaints.map.definitions.original
    sealed = made(agreed={"status": "agreed"}).seal(original, complaints.map)
    assert not [each for each in sealed.status(DAY, original, complaints.map) if "changed" in each.message]
    renamed = original.replace(b"Draft final response", b"Write final response")
    now = annotate(read_bpmn(renamed), None)
    [message] = [each.message for each in sealed.status(DAY, renamed, now.map) if "changed" in each.message]
    assert message == "the map changed after agreement on an unknown day (1 element differs: draft)"
    spaced = original.replace(b"<userTask", b"\n<userTask", 1)
    assert spaced != original
    [message] = [
        each.message
        for each in sealed.status(DAY, spaced, annotate(read_bpmn(spaced), None).map)
        if "changed" in each.message
    ]
    assert message.endswith("(no element differs: its picture, its notes or the like)")


def test_the_map_as_it_is_may_break_the_boundary(office: AnnotatedMap) -> None:
    boundary = made(controls=[{"id": "C-1", "steps": ["nothing_like_it"], "must": PATH}])
    assert [each.code for each in boundary.findings(office)] == ["B002"]
    breaking = made(rules={"precedence": [{"before": "send", "after": "log"}]})
    [problem] = breaking.broken_today(office)
    assert (problem.code, problem.severity) == ("B202", "warning")
    assert problem.message.startswith("the map as it is breaks the boundary:")


def test_the_second_change_of_a_kind_takes_a_share_of_what_the_first_left(draw: Draw) -> None:
    map_ = draw("start > check > end", "version: 1\nsteps: {check: {duration: 5 min}}")
    boundary = made(permitted_changes=[{"op": "automate_step", "max_share": 0.8}])
    twice = Option(id="X", title="X", changes=(AutomateStep(step="check", share=0.6),) * 2)
    found = twice.breaches(map_, boundary)
    assert {breach.problem.code for breach in found} == {"B104"}
    assert "share 0.84 exceeds the agreed 0.8" in found[0].problem.message
    assert Option(id="X", title="X", changes=(AutomateStep(step="check", share=0.6),)).breaches(map_, boundary) == ()


INTERRUPTED = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t" id="d">
<process id="p"><startEvent id="start"/><userTask id="check"/><userTask id="pay"/><endEvent id="end"/>
<boundaryEvent id="late" attachedToRef="check"><timerEventDefinition/></boundaryEvent>
<sequenceFlow id="f1" sourceRef="start" targetRef="check"/><sequenceFlow id="f2" sourceRef="check" targetRef="pay"/>
<sequenceFlow id="f3" sourceRef="late" targetRef="pay"/><sequenceFlow id="f4" sourceRef="pay" targetRef="end"/>
</process></definitions>"""


def test_a_control_that_is_broken_off_was_not_completed() -> None:
    map_ = annotate(read_bpmn(INTERRUPTED.encode()), None)
    entries = {"controls": [{"id": "C-1", "steps": ["check"], "must": PATH}],
               "rules": {"precedence": [{"before": "check", "after": "pay"}]}}  # fmt: skip
    found = made(**entries).check(map_, map_, ())
    assert [(breach.problem.code, breach.path) for breach in found] == [
        ("B201", ("start", "check", "late", "pay", "end")),
        ("B202", ("start", "check", "late", "pay")),
    ]
    assert {breach.probability for breach in found} == {None}


def test_one_group_newly_put_on_a_calendar_is_held_to_the_hours(draw: Draw) -> None:
    notes = """
version: 1
calendars: {office: {mon-fri: "09:00-17:00"}, night: {daily: "00:00-24:00"}}
resources: {clerk: {members: 1, calendar: %s}}
"""
    before, after = (draw("start > a > end", notes % name) for name in ("office", "night"))
    boundary = made(constraints={"opening_hours": {"earliest": "08:00", "latest": "20:00"}})
    assert boundary.check(before, before, ()) == ()
    [breach] = boundary.check(before, after, ())
    assert breach.problem.code == "B301"
    assert 'calendar "night" of group "clerk" is open' in breach.problem.message


def test_work_given_to_whoever_did_the_other_step_is_not_separate(draw: Draw) -> None:
    map_ = draw(
        "start > a > b > end",
        "version: 1\nresources: {x: {members: 2}}\nsteps: {a: {role: x}, b: {role: x, same_person: a}}",
    )
    rules = {"separation_of_duties": [{"group": "g", "steps": ["a", "b"]}]}
    [breach] = made(rules=rules).check(map_, map_, ())
    assert "b is given to whoever did a" in breach.problem.message


def test_separation_is_not_shown_where_nobody_is_named(draw: Draw) -> None:
    map_ = draw("start > a > b > end")
    boundary = made(rules={"separation_of_duties": [{"group": "g", "steps": ["a", "b"]}]})
    assert boundary.check(map_, map_, ()) == ()
    assert [each.message for each in boundary.not_shown(map_, map_)] == [
        "rule group g: not shown, nobody says who does a", "rule group g: not shown, nobody says who does b",
    ]  # fmt: skip
    assert boundary.register(map_)[0].verdict == "not shown"


def log_of(*rows: tuple[str, str, str]) -> Log:
    import pandas as pd

    frame = pd.DataFrame(
        [{"option": "as-is", "replication": 0, "case": case, "element": step, "members": who, "kind": "task",
          "started": pd.Timestamp("2026-01-05", tz="UTC")} for case, step, who in rows]
    )  # fmt: skip
    return Log(frame=frame.reindex(columns=list(COLUMNS)))


def test_a_log_shows_who_did_both(office: AnnotatedMap) -> None:
    rules = {"separation_of_duties": [{"group": "g", "steps": ["log", "check"]}]}
    apart = log_of(("1", "log", "Ade"), ("1", "check", "Bo"), ("2", "log", "Bo"), ("2", "check", "Ade"))
    assert check_separation(apart, made(rules=rules), office) == ()
    [breach] = check_separation(log_of(("1", "log", "Ade+Cy"), ("1", "check", "Cy")), made(rules=rules), office)
    assert breach.problem.code == "B203"
    assert breach.problem.message.startswith("Cy did both log and check in case 1")
    by_role = {"separation_of_duties": [{"group": "g", "steps": ["log", "check"], "level": "role"}]}
    assert check_separation(log_of(("1", "log", "A"), ("1", "check", "A")), made(rules=by_role), office) == ()


def test_the_promise_to_vulnerable_customers_is_an_outcome_limit() -> None:
    boundary = made(customers={"vulnerable": {"max_wait_p90": 2, "unit": "min"}})
    [(limit, _)] = boundary.outcome_limits()
    assert (limit.measure, limit.statistic, limit.max, limit.scope_id) == ("answer_time", "p90", 2, "vulnerable")


def test_the_register_proves_what_holds_and_shows_the_way_round_what_does_not(office: AnnotatedMap) -> None:
    entries = {
        "controls": [
            {"id": "C-1", "steps": ["check"], "must": PATH, "verified_by": "C. Check", "regulation": "R 1"},
            {"id": "C-2", "steps": ["log", "check"], "must": {"different_people": ["log", "check"]}},
            {"id": "C-3", "steps": ["send"], "must": {"execute_if": "late"}},
        ],
        "rules": {"precedence": [{"before": "check", "after": "send"}]},
        "permitted_changes": [{"op": "empower"}],
    }
    boundary = made(**entries)
    today = {entry.rule: entry for entry in boundary.register(office)}
    assert {rule: entry.verdict for rule, entry in today.items()} == {
        "C-1": "holds", "C-2": "holds", "C-3": "not shown", "precedence check before send": "holds",
    }  # fmt: skip
    assert today["C-1"].cut == ("check",)
    assert (today["C-1"].verified_by, today["C-1"].basis) == ("C. Check", "R 1")
    assert "log and check done by clerk and boss" in today["C-2"].because
    changes = (Empower(step="check", share=0.7),)
    to_be = Option(id="X", title="X", changes=changes).apply(office)
    then = {entry.rule: entry for entry in boundary.register(office, to_be, changes)}
    assert (then["C-1"].verdict, then["C-1"].cut) == ("broken", ())
    assert then["C-1"].probability == pytest.approx(0.7)
    assert then["C-1"].path[0] == "start"
    assert then["C-1"].path[-1] == "end"
    assert "check" not in then["C-1"].path
    waived = made(**entries, exceptions=[WAIVER])
    [entry, *_] = waived.register(office, to_be, changes, proposal=Proposal(id="X"))
    assert entry.verdict == "waived"
    assert entry.because[-1] == "waived for option X by C. Check until 2026-12-31: trial"


def test_the_complaints_review_has_a_register(scenario: Path, complaints: AnnotatedMap) -> None:
    boundary = Boundary.read(scenario / "boundary.yaml")
    assert boundary.broken_today(complaints) == ()
    assert {entry.verdict for entry in boundary.register(complaints)} == {"holds", "not shown"}
