"""Controls, order, separation and shares are checked on the map that an option leads to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary
from reengineer.options import Option
from reengineer.options._change import Change
from reengineer.options.changes import (
    AddTriage,
    AutomateStep,
    ChangeRouting,
    DeleteStep,
    Empower,
    MergeSteps,
    RemoveControl,
)
from reengineer.quantities import Estimate

Draw = Callable[..., AnnotatedMap]


def breaches(before: AnnotatedMap, changes: list[Change], **entries: object) -> list[tuple[str, str, str]]:
    """Return code, rule and message of what the end state breaks; what was done is permitted."""
    permitted = [{"op": change.operation} for change in changes]
    boundary = Boundary(**({"process": "p", "permitted_changes": permitted} | entries))  # type: ignore[arg-type]
    option = Option(id="X", title="X", changes=tuple(changes))
    return [(b.problem.code, b.rule, b.problem.message) for b in option.breaches(before, boundary)]


ON_PATH = [
    {"id": "C-1", "steps": ["check"], "must": {"on_every_path": {"from": "start", "to": "end"}}, "by": "C. Check"}
]
NOTES = """
version: 1
resources: {clerk: {members: 3}, boss: {members: 1}}
steps: {a: {role: clerk}, check: {role: boss}, pay: {role: clerk}}
flows: {g: {to a: 0.35, to b: rest}}
"""
PAIR = """
version: 1
resources: {clerk: {members: 3}, boss: {members: 1}}
steps: {pay: {role: clerk}, check: {role: boss}}
"""


def test_a_control_on_every_path_holds(draw: Draw) -> None:
    assert breaches(draw("start > a > check > pay > end"), [], controls=ON_PATH) == []


def test_a_control_that_is_gone_is_named_with_path_and_probability(draw: Draw) -> None:
    chain = draw("start > ?g > a > check > pay > end\ng > b > end2", NOTES)
    [(code, rule, message)] = breaches(chain, [DeleteStep(step="check")], controls=[ON_PATH[0] | {
        "must": {"on_every_path": {"from": "start", "to": "pay"}}
    }])  # fmt: skip
    assert (code, rule) == ("B201", "C-1")
    assert message == "control C-1 is missing on path start > a > pay (probability 0.35)"


def test_a_service_that_stands_for_a_control_carries_it(draw: Draw) -> None:
    change = AutomateStep(step="check", share=0.8)
    assert breaches(draw("start > a > check > pay > end"), [change], controls=ON_PATH) == []


def test_a_way_round_a_control_is_a_breach(draw: Draw) -> None:
    change = Empower(step="check", share=0.7)
    [(code, _, message)] = breaches(draw("start > a > check > pay > end"), [change], controls=ON_PATH)
    assert code == "B201"
    assert "probability 0.70" in message


def test_a_control_in_a_parallel_branch_is_on_every_path(draw: Draw) -> None:
    block = "start > +s > check > +j > pay > end\ns > b > j"
    assert breaches(draw(block), [], controls=ON_PATH) == []
    [(code, *_)] = breaches(draw(block), [Empower(step="check", share=0.7)], controls=ON_PATH)
    assert code == "B201"


def test_a_flow_of_share_0_counts_as_open_unless_it_is_closed(draw: Draw) -> None:
    notes = "version: 1\nflows: {g: {to check: 1, to pay: 0}}"
    chain = draw("start > ?g > check > pay > end\ng > pay", notes)
    assert [code for code, *_ in breaches(chain, [], controls=ON_PATH)] == ["B201"]
    closed = {"closed_flows": [{"flow": "g_to_pay", "why": "not built"}]}
    assert breaches(chain, [], controls=ON_PATH, rules=closed) == []
    opened = ChangeRouting(gateway="g", flow="to pay", probability=0.1)
    assert [code for code, *_ in breaches(chain, [opened], controls=ON_PATH, rules=closed)] == ["B201"]


def test_without_shares_the_probability_is_not_known(draw: Draw) -> None:
    [(_, _, message)] = breaches(draw("start > ?g > check > end\ng > b > end"), [], controls=ON_PATH)
    assert "(probability not known)" in message


TWO = [{"id": "C-2", "steps": ["pay", "check"], "must": {"different_people": ["pay", "check"]}, "policy": "FIN-1"}]


def test_two_people_cannot_become_one_by_leaving_out_a_step(draw: Draw) -> None:
    chain = draw("start > pay > check > send > end", PAIR)
    [(code, rule, message)] = breaches(chain, [RemoveControl(step="check", control="C-2", escape=0)], controls=TWO)
    assert (code, rule) == ("B201", "C-2")
    assert "step check of control C-2 is missing on path pay > send > end (probability 1.00)" in message


def test_a_step_without_a_trace_is_reported_as_gone(draw: Draw) -> None:
    chain = draw("start > ?g > pay > end\ng > check > end", PAIR)
    [(code, _, message)] = breaches(chain, [DeleteStep(step="check")], controls=TWO)
    assert (code, message) == ("B201", "step check of control C-2 is no longer in the map")


def test_a_step_that_could_be_avoided_before_may_still_be(draw: Draw) -> None:
    chain = draw("start > ?g > pay > check > end\ng > b > end2", PAIR + "flows: {g: {to pay: 0.35, to b: rest}}")
    assert breaches(chain, [], controls=TWO) == []


def test_a_second_person_cannot_be_a_service(draw: Draw) -> None:
    chain = draw("start > pay > check > end", PAIR)
    [(code, rule, message)] = breaches(chain, [AutomateStep(step="check", share=0.8)], controls=TWO)
    assert (code, rule) == ("B203", "C-2")
    assert "check_automate_step_2 does check without a person" in message


APART = {"separation_of_duties": [{"group": "money", "steps": ["pay", "check"], "level": "person"}]}


def separated(draw: Draw, steps: str, *, groups: str = "clerk: {members: 3}, boss: {members: 1}") -> list[str]:
    chain = draw("start > pay > check > end", f"version: 1\nresources: {{{groups}}}\nsteps: {{{steps}}}")
    return [message for _, _, message in breaches(chain, [], rules=APART)]


def test_different_groups_are_different_people(draw: Draw) -> None:
    assert separated(draw, "pay: {role: clerk}, check: {role: boss}") == []


def test_one_group_needs_a_note_that_keeps_people_apart(draw: Draw) -> None:
    [message] = separated(draw, "pay: {role: clerk}, check: {role: clerk}")
    assert message.startswith("pay and check are both done by role clerk and nothing keeps the two people apart")
    assert separated(draw, "pay: {role: clerk}, check: {role: clerk, not_same_person: [pay]}") == []


def test_a_member_of_two_groups_could_do_both(draw: Draw) -> None:
    groups = "clerk: {members: [{name: Ade}]}, boss: {members: [{name: Bo}, {name: Ade}]}"
    [message] = separated(draw, "pay: {role: clerk}, check: {role: boss}", groups=groups)
    assert message.startswith("Ade may do both pay and check")


def test_different_roles_are_asked_for_where_the_level_is_role(draw: Draw) -> None:
    by_role = {"separation_of_duties": [{"group": "money", "steps": ["pay", "check"], "level": "role"}]}
    apart = "steps: {pay: {role: clerk}, check: {role: clerk, not_same_person: [pay]}}"
    notes = f"version: 1\nresources: {{clerk: {{members: 3}}}}\n{apart}"
    [(code, _, message)] = breaches(draw("start > pay > check > end", notes), [], rules=by_role)
    assert code == "B203"
    assert message == "pay and check are both done by role clerk; rule group money needs different roles"


def test_one_task_cannot_be_two_people(draw: Draw) -> None:
    chain = draw("start > pay > check > end", PAIR)
    [(code, rule, message)] = breaches(chain, [MergeSteps(steps=["pay", "check"], role="boss")], rules=APART)
    assert (code, rule) == ("B203", "separation_of_duties money")
    assert message.startswith("one task does pay and check")


ORDER = {"precedence": [{"before": "check", "after": "pay", "why": "no payment without approval", "by": "A. Owner"}]}


def test_what_must_come_before_dominates(draw: Draw) -> None:
    assert breaches(draw("start > check > ?g > pay > end\ng > check"), [], rules=ORDER) == []


def test_a_path_that_leaves_it_out_is_shown(draw: Draw) -> None:
    [(code, rule, message)] = breaches(draw("start > check > pay > end"), [DeleteStep(step="check")], rules=ORDER)
    assert (code, rule) == ("B202", "precedence check before pay")
    assert (
        message == '"pay" can happen before "check" on path start > pay (probability 1.00), no payment without approval'
    )


def test_another_branch_of_a_block_is_not_before(draw: Draw) -> None:
    block = draw("start > +s > check > +j > end\ns > pay > j")
    assert [code for code, *_ in breaches(block, [], rules=ORDER)] == ["B202"]
    assert breaches(draw("start > +s > check > +j > pay > end\ns > b > j"), [], rules=ORDER) == []


def test_every_start_is_a_path(draw: Draw) -> None:
    two = draw("start > check > pay > end\nstart2 > pay")
    [(_, _, message)] = breaches(two, [], rules=ORDER)
    assert "on path start2 > pay" in message


def test_what_stands_for_both_keeps_their_order(draw: Draw) -> None:
    change = MergeSteps(steps=["check", "pay"])
    assert breaches(draw("start > check > pay > end"), [change], rules=ORDER) == []


SHARE = {"minimum_check_share": [{"step": "check", "min": 0.25, "why": "policy", "by": "C. Check"}]}
SAMPLE = "version: 1\nflows: {g: {to check: rest, to pay: 0}, r: {to a: 0.5, to end: rest}}"
UNLOOPED = "version: 1\nflows: {g: {to check: rest, to pay: 0}}"
SAMPLED = "start > a > ?g > check > ?r > end\ng > pay > end\nr > a"


def share(draw: Draw, probability: float) -> list[tuple[str, str, str]]:
    change = ChangeRouting(gateway="g", flow="to pay", probability=probability)
    return breaches(draw("start > a > ?g > check > pay > end\ng > pay", UNLOOPED), [change], rules=SHARE)


def test_exactly_the_agreed_share_complies(draw: Draw) -> None:
    assert share(draw, 0.75) == []


def test_less_than_the_agreed_share_is_a_breach(draw: Draw) -> None:
    [(code, rule, message)] = share(draw, 0.9)
    assert (code, rule) == ("B204", "minimum_check_share check")
    assert message == "check runs for 0.1 of the cases, below the agreed 0.25 (policy)"


def test_a_case_that_is_checked_once_in_a_loop_is_checked(draw: Draw) -> None:
    change = ChangeRouting(gateway="g", flow="to pay", probability=0.75)
    assert breaches(draw(SAMPLED, SAMPLE), [change], rules=SHARE) == []


def test_a_check_in_a_branch_of_a_block_counts(draw: Draw) -> None:
    assert breaches(draw("start > +s > check > +j > end\ns > b > j"), [], rules=SHARE) == []


def test_only_cases_that_reach_the_end_of_the_scope_count(draw: Draw) -> None:
    early = "version: 1\nflows: {g: {to check: 0.1, to end2: rest}}"
    chain = draw("start > ?g > check > end\ng > end2", early)
    assert breaches(chain, [], rules=SHARE, scope={"from_event": "start", "to_event": "end"}) == []
    assert [code for code, *_ in breaches(chain, [], rules=SHARE)] == ["B204"]


def test_an_unknown_share_is_not_shown(draw: Draw) -> None:
    chain = draw("start > ?g > check > end\ng > end")
    boundary = Boundary(process="p", rules=SHARE)  # type: ignore[arg-type]
    assert boundary.check(chain, chain, ()) == ()
    [advice] = boundary.not_shown(chain, chain)
    assert (advice.code, advice.severity) == ("B204", "advice")


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("a_automatic_acknowledgement", set()),
        ("b_delegated_approval", set()),
        ("c_fast_track", set()),
        ("d_quality_sample", set()),
        ("same", set()),
        ("x_no_second_person", {"C-4EYES", "permitted_changes", "precedence payok before pay"}),
    ],
)
def test_of_the_complaints_options_only_the_tempting_one_breaks_a_rule(
    complaints: AnnotatedMap, scenario: Path, name: str, rules: set[str]
) -> None:
    option = Option.read(scenario / "options" / f"{name}.yaml")
    boundary = Boundary.read(scenario / "boundary.yaml")
    assert {breach.rule for breach in option.breaches(complaints, boundary)} == rules


def test_the_breaches_of_the_tempting_option_name_both_places(complaints: AnnotatedMap, scenario: Path) -> None:
    option = Option.read((scenario / "options" / "x_no_second_person.yaml").read_bytes(), name="x.yaml")
    boundary = Boundary.read((scenario / "boundary.yaml").read_bytes(), name="b.yaml")
    breach = next(b for b in option.breaches(complaints, boundary) if b.rule == "C-4EYES")
    assert (breach.problem.code, breach.operation) == ("B201", "remove_control")
    assert breach.problem.source.file == "x.yaml"
    assert "redress > payment_run > pay > send" in breach.problem.message
    assert "(b.yaml:" in breach.problem.message
    assert "FIN-07" in breach.problem.remedy


def test_a_fast_track_with_errors_keeps_enough_checks(complaints: AnnotatedMap, scenario: Path) -> None:
    option = Option.read(scenario / "options" / "c_fast_track.yaml")
    triage = option.changes[0]
    assert isinstance(triage, AddTriage)
    wrong = option.model_copy(update={"changes": (triage.model_copy(update={"accuracy": Estimate(0.9)}),)})
    assert wrong.breaches(complaints, Boundary.read(scenario / "boundary.yaml")) == ()


def test_a_check_can_be_lost_by_hurry(draw: Draw) -> None:
    control = {"id": "C-T", "steps": ["check"], "policy": "Q-2", "must": {"least_time": "10 min"}}
    boundary = Boundary(process="p", controls=[control])  # type: ignore[list-item]
    notes = "version: 1\nresources: {clerk: {members: 1}}\nsteps: {check: {role: clerk, duration: %s}}\n"
    as_is, hurried = (draw("start > check > end", notes % time) for time in ("10 min", "exponential(9 min)"))
    assert boundary.check(as_is, as_is, ()) == ()
    (breach,) = boundary.check(as_is, hurried, ())
    assert (breach.problem.code, breach.rule) == ("B205", "C-T")
    assert "check takes 9 min, and control C-T needs 10 min" in breach.problem.message
    assert "(Q-2)" in breach.problem.remedy
    (proof,) = (each for each in boundary.register(as_is) if each.rule == "C-T")
    assert proof.verdict == "holds"
