"""Asking gives ranked questions with reasons, and says what it could not evaluate."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.feedback import Feedback, Figure
from reengineer.questions import Asked, Finding, ask, catalogue
from reengineer.questions._evidence import contexts
from reengineer.questions._rounds import PairTrigger
from reengineer.questions._study import Study

Draw = Callable[..., AnnotatedMap]
GROUPS = {"x": {"members": 1, "cost": "30 GBP/h"}, "y": {"members": 2, "cost": "30 GBP/h"}}
DEMAND = {"currency": "GBP", "cases": {"c": {"arrivals": {"every": "60 min"}}}}


def agreed(**entries: Any) -> Boundary:
    return Boundary.model_validate({"version": 1, "process": "p", **entries})


def raised(asked: Asked, rule: str) -> list[Finding]:
    return [finding for finding in asked.findings if finding.rule == rule]


def step(**facts: object) -> dict[str, Any]:
    return {"resources": GROUPS, "steps": {"a": facts}}


def pair(a: Mapping[str, object], b: Mapping[str, object], **more: object) -> dict[str, Any]:
    return {"resources": GROUPS, "steps": {"a": dict(a), "b": dict(b)}, **more}


CONTROL = {"controls": [{"id": "C1", "steps": ["a"]}]}
APART = {"rules": {"separation_of_duties": [{"group": "pay", "steps": ["a", "b"]}]}}
ON_ALL = {"controls": [{"id": "C1", "steps": ["b"], "must": {"on_every_path": {"from": "start", "to": "a"}}}]}
LATE = {"rules": {"precedence": [{"before": "b", "after": "a"}]}}
TWO = {"setup_time": "3 min", "duration": "10 min", "role": "x", "system": "CRM"}
CASES: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, Any]]] = [
    (
        "ELIM-01",
        step(value={"class": "NVA"}, is_check=False, outputs=[]),
        {},
        step(value={"class": "VA"}, is_check=False, outputs=[]),
    ),
    (
        "ELIM-02",
        step(outputs=["note"], customer_contact=False),
        {},
        pair({"outputs": ["note"], "customer_contact": False}, {"inputs": ["note"]}),
    ),
    (
        "ELIM-05",
        pair({"outputs": ["name"]}, {"outputs": ["name"]}),
        {},
        pair({"outputs": ["name"]}, {"outputs": ["age"]}),
    ),
    ("ELIM-09", step(activity_kind="transport"), {}, step(activity_kind="operation")),
    (
        "COMB-01",
        pair({"role": "x", "duration": "9 min"}, {"role": "x", "duration": "9 min"}),
        {},
        pair({"role": "x", "duration": "9 min"}, {"role": "y", "duration": "9 min"}),
    ),
    ("COMB-04", pair(TWO, TWO), {}, pair(TWO, {**TWO, "system": "mail"})),
    ("SIMP-01", step(fields_requested=10, fields_used=3), {}, step(fields_requested=10, fields_used=9)),
    (
        "AUTO-02",
        pair({}, {}, transitions={"a -> b": {"rekeyed_fields": 6}}),
        {},
        pair({}, {}, transitions={"a -> b": {"rekeyed_fields": 0}}),
    ),
    ("STD-01", step(variants=4, standard_exists=False), {}, step(variants=2, standard_exists=False)),
    ("HAND-04", step(responsible_units=2), {}, step(responsible_units=1)),
    (
        "RELO-02",
        pair({}, {"physical_required": False}, transitions={"a -> b": {"location_change": True}}),
        {},
        pair({}, {"physical_required": True}, transitions={"a -> b": {"location_change": True}}),
    ),
    (
        "RELO-03",
        step(visibility="back", duration="4 min", front_capable=True, causes_followup=True),
        {},
        step(visibility="back", duration="9 min", front_capable=True, causes_followup=True),
    ),
    ("RES-07", step(role="x"), {}, step(role="y")),
    (
        "OUT-02",
        step(is_check=True, trusted_source_available=True),
        {},
        step(is_check=True, trusted_source_available=False),
    ),
    (
        "CUST-12",
        {"process": {"b2b_share": 0.4, "duplicate_work_with_customer": True}},
        {},
        {"process": {"b2b_share": 0.1, "duplicate_work_with_customer": True}},
    ),
    ("INFO-04", step(search_time_share=0.2), {}, step(search_time_share=0.1)),
    ("COMP-02", pair({"role": "x"}, {"role": "x"}), APART, pair({"role": "x"}, {"role": "y"})),
    ("COMP-04", step(is_check=True, claims_regulation=True), {}, step(is_check=True, claims_regulation=False)),
    ("COMP-05", step(records_evidence=False), CONTROL, step(records_evidence=True)),
    ("COMP-06", step(personal_fields_unused=2), {}, step(personal_fields_unused=0)),
    (
        "COMP-08",
        pair({}, {"is_check": True, "control_type": "preventive"}),
        LATE,
        pair({}, {"is_check": True, "control_type": "detective"}),
    ),
]


@pytest.mark.parametrize(("rule", "notes", "boundary", "near"), CASES, ids=[case[0] for case in CASES])
def test_notes_raise_the_question_and_others_do_not(
    draw_chain: Draw, rule: str, notes: dict[str, Any], boundary: dict[str, Any], near: dict[str, Any]
) -> None:
    found = raised(ask(draw_chain("a", "b", notes=notes), boundary=agreed(**boundary)), rule)
    assert len(found) == 1
    assert "(unknown)" not in found[0].question
    assert raised(ask(draw_chain("a", "b", notes=near), boundary=agreed(**boundary)), rule) == []


def test_the_question_about_messages_needs_a_send_task(draw_chain: Draw) -> None:
    notes = step(templated=True, manual=True)
    assert raised(ask(draw_chain("a", kind="sendTask", notes=notes)), "AUTO-04")
    assert not raised(ask(draw_chain("a", notes=notes)), "AUTO-04")


def test_similar_tasks_far_apart_are_found(draw_chain: Draw) -> None:
    nothing = {"inputs": [], "outputs": [], "variants": 1}
    notes = {"resources": GROUPS, "steps": {"a": TWO, "m": nothing, "n": nothing, "b": {**TWO, "inputs": ["x"]}}}
    (found,) = raised(ask(draw_chain("a", "m", "n", "b", notes=notes), boundary=agreed()), "SEQ-03")
    assert found.elements == ("a", "b")
    assert "2 steps in between" in found.question
    assert not raised(
        ask(draw_chain("a", "m", "b", notes=notes | {"steps": {"a": TWO, "b": TWO}}), boundary=agreed()), "SEQ-03"
    )


def test_a_route_without_its_control_is_found(draw_chain: Draw) -> None:
    (found,) = raised(ask(draw_chain("a", "b"), boundary=agreed(**ON_ALL)), "COMP-01")
    assert found.elements == ()
    assert dict(found.evidence)["p.uncontrolled_path_prob"] == 1
    assert found.question.startswith('A case can go Start > A and never meet the control "C1"')


def test_what_is_unknown_raises_nothing_and_is_listed(draw_chain: Draw) -> None:
    asked = ask(draw_chain("a", "b"), boundary=agreed())
    assert asked.findings == ()
    record = next(item for item in asked.not_evaluated if item.rule == "STD-01")
    assert record.missing == (("s.standard_exists", 2), ("s.variants", 2))
    assert record.reason == "2 of 2 steps: s.standard_exists is missing on 2, s.variants is missing on 2"


def test_coverage_counts_checks_and_what_was_not_given(draw_chain: Draw) -> None:
    coverage = ask(draw_chain("a", notes=step(variants=1))).coverage
    assert coverage.rules == len(catalogue())
    assert coverage.steps == 1
    assert 0 < coverage.evaluated < coverage.checks
    assert coverage.without == ("boundary", "log", "feedback")
    assert str(coverage).startswith(f"{coverage.evaluated} of {coverage.checks} checks could be evaluated")
    assert ask(draw_chain("a"), boundary=agreed(), feedback=Feedback()).coverage.without == ("log",)


def test_without_a_boundary_it_is_asked_and_nothing_suggested(draw_chain: Draw) -> None:
    annotated = draw_chain("a", "b", notes=CASES[4][1])
    (found,) = raised(ask(annotated), "COMB-01")
    assert found.suggests == ()
    assert found.withheld == ("a.locked", "b.locked")
    (found,) = raised(ask(annotated, boundary=agreed()), "COMB-01")
    assert [item.operation for item in found.suggests] == ["merge_steps"]


def test_caution_does_not_stand_in_for_other_names(draw_chain: Draw) -> None:
    asked = ask(draw_chain("a", "b", notes=pair({"role": "x"}, {"role": "x"})))
    assert raised(asked, "COMP-02") == []
    assert "COMP-02" in [item.rule for item in asked.not_evaluated]


def test_what_the_boundary_forbids_is_marked_and_stays(draw_chain: Draw) -> None:
    boundary = agreed(
        forbidden_changes=[{"op": "outsource_step", "why": "the board said no"}],
        permitted_changes=[{"op": "automate_step"}],
        locked_steps=[{"step": "a", "by": "C. Check"}],
    )
    notes = step(is_check=True, trusted_source_available=True)
    (found,) = raised(ask(draw_chain("a", notes=notes), boundary=boundary), "OUT-02")
    automate, outsource = found.suggests
    assert automate.forbidden == ("a: locked by C. Check",)
    assert outsource.forbidden == ("forbidden_changes: outsource_step (the board said no)", "a: locked by C. Check")
    assert outsource.is_forbidden


def test_a_limit_forbids_only_what_exceeds_it(draw_chain: Draw) -> None:
    annotated = draw_chain("a", kind="sendTask", notes=step(templated=True, manual=True))

    def reasons(**limit: object) -> tuple[str, ...]:
        entries = [{"op": "automate_step", **limit}]
        return raised(ask(annotated, boundary=agreed(permitted_changes=entries)), "AUTO-04")[0].suggests[0].forbidden

    assert reasons() == ()
    assert reasons(max_share=0.8) == ("permitted_changes: share 1 against max 0.8",)
    assert reasons(min_share=0.8) == ()
    assert reasons(steps=["b"]) == ("permitted_changes: step a is not among b",)


def test_an_investigation_is_forbidden_by_nothing(draw_chain: Draw) -> None:
    (found,) = raised(
        ask(draw_chain("a", notes=CASES[17][1]), boundary=agreed(locked_steps=[{"step": "a"}])), "COMP-04"
    )
    investigate, remove = found.suggests
    assert investigate.forbidden == ()
    assert remove.forbidden == ("permitted_changes: remove_control is not among them",)


def test_work_at_stake_is_money_a_year(draw_chain: Draw) -> None:
    notes = DEMAND | step(search_time_share=0.2, duration="30 min", role="x")
    (found,) = raised(ask(draw_chain("a", notes=notes)), "INFO-04")
    # 24 cases a day, 6 minutes each, at 30 GBP an hour.
    assert found.stake == pytest.approx(24 * 365.25 * 6 / 60 * 30)
    assert found.stake_unit == "GBP a year"


def test_a_stake_that_cannot_be_worked_out_says_why(draw_chain: Draw) -> None:
    (found,) = raised(ask(draw_chain("a", notes=step(search_time_share=0.2))), "INFO-04")
    assert found.stake is None
    assert found.stake_missing == ("s.duration_mean", "executions a year", "pay an hour")


def test_satisfaction_at_stake_is_the_gap_times_contacts(draw_chain: Draw) -> None:
    heard = {"importance": 0.5, "score": 3.0, "scale": "csat5", "n": 50}
    notes = DEMAND | step(variants=3, standard_exists=False, satisfaction=heard)
    boundary = agreed(constraints={"outcomes": [{"measure": "csat", "min": 70}]})
    (found,) = raised(ask(draw_chain("a", notes=notes), boundary=boundary), "STD-01")
    assert found.stake == pytest.approx((70 - 50) * 0.5 * 24 * 365.25)
    few = DEMAND | step(variants=3, standard_exists=False, satisfaction={**heard, "n": 20})
    (found,) = raised(ask(draw_chain("a", notes=few), boundary=boundary), "STD-01")
    assert found.stake_missing == ("satisfaction, from enough answers",)


def test_risk_needs_a_severity(draw_chain: Draw) -> None:
    (found,) = raised(ask(draw_chain("a", "b"), boundary=agreed(**ON_ALL)), "COMP-01")
    assert (found.stake, found.stake_missing) == (None, ("p.severity",))


def test_questions_rank_within_a_kind_and_unknown_stakes_come_last(draw_chain: Draw) -> None:
    facts = {"search_time_share": 0.2, "role": "x"}
    steps = {"a": {**facts, "duration": "10 min"}, "b": facts, "c": {**facts, "duration": "30 min"}}
    found = raised(ask(draw_chain("a", "b", "c", notes=DEMAND | {"resources": GROUPS, "steps": steps})), "INFO-04")
    assert [item.elements for item in found] == [("c",), ("a",), ("b",)]
    assert [item.rank for item in found] == [1, 2, 3]


def test_kinds_take_turns(draw_chain: Draw) -> None:
    facts = {"search_time_share": 0.2, "personal_fields_unused": 1}
    asked = ask(draw_chain("a", "b", notes={"steps": {"a": facts, "b": facts}}))
    assert [item.rule for item in asked.findings] == ["COMP-06", "INFO-04", "COMP-06", "INFO-04"]


def test_about_fifteen_are_shown_and_the_rest_kept(draw_chain: Draw) -> None:
    names = [f"s{number}" for number in range(20)]
    asked = ask(draw_chain(*names, notes={"steps": {name: {"search_time_share": 0.2} for name in names}}))
    assert len(asked.findings) == 20
    assert [item.shown for item in asked.findings] == [True] * 15 + [False] * 5
    assert asked.top() == asked.findings[:15]
    assert len(asked.top(3)) == 3
    assert asked.grouped() == (asked.findings,)
    assert asked.about("s7")[0].elements == ("s7",)


def test_every_step_gets_the_base_questions(draw_chain: Draw) -> None:
    asked = ask(draw_chain("a", "b"))
    assert len(asked.base) == 16
    assert asked.base[0].question == 'What does "A" achieve, and what makes it necessary?'
    assert [item.step for item in asked.base[::8]] == ["a", "b"]


def test_a_map_without_steps_can_be_asked_about(draw: Draw) -> None:
    asked = ask(draw({"s": "startEvent", "e": "endEvent"}, "s>e"))
    assert (asked.findings, asked.base) == ((), ())


def test_the_reason_names_the_steps_the_values_and_the_level(draw_chain: Draw) -> None:
    (found,) = raised(ask(draw_chain("a", "b", notes=CASES[4][1]), boundary=agreed()), "COMB-01")
    assert found.because == (
        '"A" (done by: x, mean work each time: 9 min, locked by the boundary: no); '
        '"B" (done by: x, mean work each time: 9 min, locked by the boundary: no); '
        "between them (one leads straight to the other: yes); "
        "level for asking: longest task 60 min (job design limit; judgement)"
    )


def test_own_thresholds_decide(draw_chain: Draw) -> None:
    annotated = draw_chain("a", notes=step(search_time_share=0.1))
    assert not raised(ask(annotated), "INFO-04")
    assert raised(ask(annotated, using=catalogue(thresholds={"search": 0.1})), "INFO-04")


def test_too_few_observations_are_no_answer(draw_chain: Draw, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(
        """\
version: 1
family: our own
rules:
  - id: OWN-01
    name: Unhappy
    scope: step
    sample: s.feedback_n >= th.min_feedback
    trigger: s.csat < 70
    question: Why are they unhappy with "{s.name}"?
    ask: customers
    word: why
    stake: {kind: satisfaction}
    example: {raises: {s.csat: 10}, near_miss: {s.csat: 90}}
""",
        encoding="utf-8",
    )
    ours = catalogue(rules=[path])

    def run(n: int | None) -> Asked:
        heard = {"score": 2, "scale": "csat5"} | ({} if n is None else {"n": n})
        return ask(draw_chain("a", notes=step(satisfaction=heard)), using=ours)

    assert raised(run(30), "OWN-01")
    assert not raised(run(29), "OWN-01")
    told = {n: next(item for item in run(n).not_evaluated if item.rule == "OWN-01").reason for n in (29, None)}
    assert told[29] == "1 of 1 steps: n too small on 1"
    assert told[None] == "1 of 1 steps: s.feedback_n is missing on 1"


@pytest.mark.parametrize("scope", ["gateway", "fragment", "resource", "process"])
def test_rules_of_every_scope_are_run(draw: Draw, tmp_path: Path, scope: str) -> None:
    letter, trigger = {
        "gateway": ("g", 'g.kind == "exclusive_split"'),
        "fragment": ("f", 'f.pattern == "A-B-A"'),
        "resource": ("r", "r.headcount >= 2"),
        "process": ("p", "p.site_count > 1"),
    }[scope]
    name = trigger.split()[0]
    value = {"g.kind": "exclusive_split", "f.pattern": "A-B-A"}.get(name, 2)
    other = {"g.kind": "loop", "f.pattern": "A-A-A"}.get(name, 0)
    path = tmp_path / "own.yaml"
    path.write_text(
        f"version: 1\nfamily: ours\nrules:\n  - {{id: OWN-01, name: N, scope: {scope}, trigger: '{trigger}', "
        f"question: '{{{name}}}?', ask: all, word: why, stake: {{kind: cost}}, "
        f"example: {{raises: {{{name}: {value}}}, near_miss: {{{name}: {other}}}}}}}\n",
        encoding="utf-8",
    )
    nodes = {
        "s": "startEvent",
        "a": "task",
        "b": "task",
        "c": "task",
        "g": "exclusiveGateway",
        "e": "endEvent",
        "f": "endEvent",
    }
    steps = {"a": {"role": "x"}, "b": {"role": "y"}, "c": {"role": "x"}}
    annotated = draw(
        nodes, "s>a a>b b>c c>g g>e g>f", {"resources": GROUPS, "steps": steps, "process": {"site_count": 2}}
    )
    (found,) = raised(ask(annotated, using=catalogue(rules=[path])), "OWN-01")
    assert found.elements == {"g": ("g",), "f": ("a", "b", "c"), "r": ("y",), "p": ()}[letter]
    assert found.stake is None


def test_the_answer_prints_as_agreed_and_the_same_each_time(draw_chain: Draw) -> None:
    notes = DEMAND | pair({**TWO, "controls": ["C1"]}, TWO)
    first, second = (ask(draw_chain("a", "b", notes=notes), boundary=agreed()).to_dict() for _ in range(2))
    assert first == second
    assert list(first) == ["schema", "findings", "base_questions", "not_evaluated", "coverage"]
    assert first["schema"] == "reengineer/ask/1"
    finding = first["findings"][0]  # type: ignore[index]
    assert {"rule", "elements", "question", "because", "stake", "suggests", "shown"} <= set(finding)
    assert finding["suggests"][0]["parameters"]["steps"] == ["a", "b"]
    assert finding["suggests"][0]["parameters"]["saved_setup"] == "3 min"


def test_suggestions_carry_places_from_the_evidence(draw_chain: Draw) -> None:
    late = {"is_knockout": True, "is_check": True, "inputs": ["form"], "outputs": []}
    steps: dict[str, Any] = {name: {"inputs": [], "outputs": [], "duration": "9 min"} for name in ("b", "c", "d")}
    notes = {"steps": {"a": {"inputs": [], "outputs": ["form"]}, **steps, "e": late}}
    heard = Feedback(steps={"e": {"reject_rate": Figure(value=0.3, n=200)}})
    asked = ask(draw_chain("a", "b", "c", "d", "e", notes=notes), boundary=agreed(), feedback=heard)
    (found,) = raised(asked, "SEQ-04")
    assert dict(found.suggests[0].parameters) == {"step": "e", "to": "after a"}


def test_the_complaints_map_is_asked_about() -> None:
    root = Path(__file__).resolve().parents[2]
    folder = root / "models" / "complaints"
    annotated = annotate(read_bpmn(folder / "as-is.bpmn"), folder / "annotations.yaml")
    asked = ask(annotated, boundary=Boundary.read(root / "scenarios" / "complaints" / "boundary.yaml"))
    assert {"ELIM-09", "STD-01", "RES-07", "AUTO-04"} <= {finding.rule for finding in asked.findings}
    assert asked.coverage.evaluated > asked.coverage.checks / 3
    assert all("(unknown)" not in finding.question for finding in asked.findings)
    (send,) = [finding for finding in raised(asked, "AUTO-04") if finding.elements == ("send",)]
    assert "locked" in send.suggests[0].forbidden[0]


def test_every_pair_of_a_hundred_steps_is_asked_about(draw_chain: Draw) -> None:
    asked = ask(draw_chain(*(f"s{n}" for n in range(100))), boundary=agreed())
    told = next(item for item in asked.not_evaluated if item.rule == "KO-01")
    assert told.elements == 100 * 99 / 2
    assert dict(told.missing)["a.is_knockout"] == 99


def test_pairs_are_judged_as_the_whole_trigger_would(draw_chain: Draw) -> None:
    notes = {
        "resources": GROUPS,
        "steps": {
            "a": {"system": "CRM", "role": "x", "setup_time": "1 min", "is_knockout": True, "customer_contact": True},
            "b": {"role": "y", "is_check": True, "check_subject": "age", "setup_time": "3 min", "duration": "4 min"},
            "c": {"system": "CRM", "role": "x", "is_check": True, "check_subject": "age", "is_knockout": False},
            "d": {"is_check": False, "duration": "0 min", "customer_contact": True, "not_same_person": ["a"]},
        },
    }
    study = Study(annotated=draw_chain("a", "b", "c", "d", notes=notes), boundary=agreed())
    for rule in catalogue():
        if rule.scope == "pair":
            trigger = PairTrigger.of(rule.trigger)
            for context in contexts(study, rule):
                whole, parts = rule.trigger.examine(context), trigger.examine(context)
                assert (parts.value, set(parts.missing)) == (whole.value, set(whole.missing)), rule.id


SAMPLES = Path(__file__).resolve().parents[2] / "models"


@pytest.mark.parametrize(("name", "steps"), [("refund", ["validate"]), ("helpdesk", ["l2"]), ("callcentre", ["call"])])
def test_a_wait_on_the_usual_way_is_no_request_for_what_was_missing(name: str, steps: list[str]) -> None:
    """In the refund a parcel is waited for on the way to its inspection; missing details lead back to the check."""
    made = annotate(read_bpmn(SAMPLES / name / "as-is.bpmn"), SAMPLES / name / "annotations.yaml")
    assert [step for finding in raised(ask(made), "INFO-01") for step in finding.elements] == steps
