"""What is not permitted is forbidden: kinds of change, their limits, locks and scope."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.boundaries import Boundary, Proposal
from reengineer.options import Change, Option
from reengineer.options.changes import (
    AddTriage,
    AutomateStep,
    ChangeDuration,
    ChangeHeadcount,
    ChangeRouting,
    DeleteStep,
    Empower,
    ReassignStep,
)
from reengineer.source import NOWHERE, Source

Draw = Callable[..., AnnotatedMap]
NOTES = """
version: 1
currency: GBP
resources: {clerk: {members: 5}, boss: {members: 1}}
steps: {log: {role: clerk, duration: 5 min}, check: {role: boss, duration: 5 min}, send: {role: clerk, duration: 5 min}}
flows: {g: {to check: 0.5, to send: rest}}
events: {wait: {delay: 1 day}}
"""


@dataclass(frozen=True)
class Asked:
    """A change that nobody can make yet, as a boundary sees it."""

    operation: str
    stated: Mapping[str, object] = field(default_factory=dict)
    source: Source = NOWHERE

    def parameters(self) -> Mapping[str, object]:
        return self.stated

    def subjects(self) -> tuple[str, ...]:
        return ()


@pytest.fixture
def office(draw: Draw) -> AnnotatedMap:
    return draw("start > log > ~wait > ?g > check > send > end\ng > send", NOTES, "front: log send, back: check")


def boundary(*permitted: Mapping[str, object], **entries: object) -> Boundary:
    return Boundary(**({"process": "p", "permitted_changes": permitted} | entries))  # type: ignore[arg-type]


def found(office: AnnotatedMap, allowed: Boundary, *changes: Change) -> list[tuple[str, str, str]]:
    option = Option(id="X", title="X", changes=changes)
    return [(b.problem.code, b.rule, b.problem.message) for b in option.breaches(office, allowed)]


def test_what_is_not_permitted_is_forbidden(office: AnnotatedMap) -> None:
    [(code, rule, message)] = found(office, boundary({"op": "unbatch"}), DeleteStep(step="check"))
    assert (code, rule) == ("B103", "permitted_changes")
    assert message.startswith("operation delete_step is not permitted")


def test_a_forbidden_operation_says_why(office: AnnotatedMap) -> None:
    why = "the board decided"
    allowed = boundary({"op": "delete_step"}, forbidden_changes=[{"op": "delete_step", "why": why, "by": "The board"}])
    codes = [item for item in found(office, allowed, DeleteStep(step="check")) if item[0] == "B103"]
    assert codes == [("B103", "forbidden_changes", "operation delete_step is forbidden (the board decided)")]


def test_looking_into_something_is_always_permitted(office: AnnotatedMap) -> None:
    assert boundary().check(office, office, [Asked("investigate"), Asked("collect_feedback")]) == ()


def test_the_remedy_names_who_may_change_the_boundary(office: AnnotatedMap) -> None:
    signed = {"status": "agreed", "by": [{"name": "A. Owner", "date": "2026-09-01"}]}
    [breach] = Option(id="X", title="X", changes=(DeleteStep(step="check"),)).breaches(office, boundary(agreed=signed))
    assert "or ask A. Owner to change the boundary" in breach.problem.remedy


LIMIT = {"op": "empower", "max_limit": 250, "currency": "GBP"}


@pytest.mark.parametrize(
    ("limit", "message"),
    [
        ("250 GBP", None),
        (250, None),
        (500, "empower limit 500 GBP exceeds the agreed 250 GBP"),
        ("240 GBP (200 GBP to 300 GBP)", "empower limit 300 GBP exceeds the agreed 250 GBP"),
        ("100 EUR", "empower limit is in EUR, the agreed limit in GBP"),
        (None, "empower does not state limit, of which the max is the agreed 250 GBP"),
    ],
)
def test_a_limit_on_money_is_judged_by_its_far_end(office: AnnotatedMap, limit: object, message: str | None) -> None:
    change = Empower(step="check", limit=limit, share=0.5, joins="check_to_send")
    assert found(office, boundary(LIMIT), change) == ([("B104", "permitted_changes", message)] if message else [])


def test_a_limit_on_a_share(office: AnnotatedMap) -> None:
    allowed = boundary({"op": "automate_step", "max_share": 0.8, "min_share": 0.2})
    assert found(office, allowed, AutomateStep(step="check", share=0.8)) == []
    [(code, _, message)] = found(office, allowed, AutomateStep(step="check", share=0.9))
    assert (code, message) == ("B104", "automate_step share 0.9 exceeds the agreed 0.8")
    [(_, _, message)] = found(office, allowed, AutomateStep(step="check", share=0.1))
    assert message == "automate_step share 0.1 is below the agreed 0.2"


POSTS = {"op": "change_headcount", "roles": ["clerk"], "min": -1, "max": 2}


def test_posts_are_counted_over_the_whole_option(office: AnnotatedMap) -> None:
    assert found(office, boundary(POSTS), ChangeHeadcount(role="clerk", to=7)) == []
    twice = found(office, boundary(POSTS), ChangeHeadcount(role="clerk", by=2), ChangeHeadcount(role="clerk", by=1))
    assert {message for *_, message in twice} == {"change_headcount by 3 exceeds the agreed 2"}


def test_only_the_roles_listed_may_change(office: AnnotatedMap) -> None:
    [(code, _, message)] = found(office, boundary(POSTS), ChangeHeadcount(role="boss", by=1))
    assert (code, message) == ("B104", 'change_headcount role "boss" is not among those agreed: clerk')


def test_gateways_may_be_named_by_name_or_id(office: AnnotatedMap) -> None:
    change = ChangeRouting(gateway="G", flow="to send", probability=0.6)
    assert found(office, boundary({"op": "change_routing", "gateways": ["g"]}), change) == []
    assert found(office, boundary({"op": "change_routing", "gateways": ["G"], "max": 0.7}), change) == []
    [(code, *_)] = found(office, boundary({"op": "change_routing", "gateways": ["h"]}), change)
    assert code == "B104"


def test_one_of_several_permissions_is_enough(office: AnnotatedMap) -> None:
    allowed = boundary({"op": "delete_step", "steps": ["log"]}, {"op": "delete_step", "steps": ["check"]})
    assert found(office, allowed, DeleteStep(step="check")) == []
    assert [code for code, *_ in found(office, allowed, DeleteStep(step="send"))] == ["B104"]


def test_what_is_not_stated_is_not_among_the_choices(office: AnnotatedMap) -> None:
    [breach] = boundary({"op": "change_channel", "from_channels": ["phone"]}).check(
        office, office, [Asked("change_channel")]
    )
    assert breach.problem.message == "change_channel from_channel nothing is not among those agreed: phone"


LOCK = [{"step": "check", "why": "the law", "by": "C. Check"}]


@pytest.mark.parametrize(
    ("change", "deed"),
    [
        (DeleteStep(step="check"), "deletes"),
        (ChangeDuration(step="check", factor=0.5), "changes"),
        (ReassignStep(step="check", role="clerk"), "changes"),
        (AutomateStep(step="check", share=0.5), "changes"),
        (Empower(step="check", share=0.5), "changes"),
    ],
)
def test_a_locked_step_stays_as_it_is(office: AnnotatedMap, change: Change, deed: str) -> None:
    [(code, rule, message)] = found(office, boundary({"op": change.operation}, locked_steps=LOCK), change)
    assert (code, rule) == ("B102", "locked_steps")
    assert message == f'option X {deed} "check", locked by C. Check: the law'


def test_a_lock_holds_against_side_effects(draw: Draw) -> None:
    chain = draw("start > check > send > end", "version: 1\nsteps: {check: {duration: 5 min}}")
    change = Empower(step="send", share=0.5, decision_min=1)
    assert [code for code, *_ in found(chain, boundary({"op": "empower"}, locked_steps=LOCK), change)] == ["B102"]


def test_a_lock_holds_against_a_stand_in(office: AnnotatedMap) -> None:
    route = {"task": "fast", "group": "clerk", "duration": "5 min", "replaces": ["check"], "rejoin": "send"}
    classes = {"simple": 0.5, "other": "rest"}
    triage = AddTriage(before="check", classes=classes, duration="1 min", role="clerk", routes={"simple": route})
    [(code, _, message)] = found(office, boundary({"op": "add_triage"}, locked_steps=LOCK), triage)
    assert code == "B102"
    assert message.startswith('option X lets fast stand for "check"')


def test_other_steps_may_lead_to_a_locked_one(office: AnnotatedMap) -> None:
    assert (
        found(office, boundary({"op": "delete_step"}, locked_steps=[{"step": "send"}]), DeleteStep(step="check")) == []
    )


def test_excluded_steps_may_not_be_changed(office: AnnotatedMap) -> None:
    allowed = boundary({"op": "delete_step"}, scope={"exclude_steps": ["check"]})
    [(code, rule, message)] = found(office, allowed, DeleteStep(step="check"))
    assert (code, rule) == ("B101", "scope")
    assert message == 'option X deletes "check", which is outside the agreed scope (it may be questioned, not changed)'


def test_steps_that_are_not_included_may_not_be_changed(office: AnnotatedMap) -> None:
    allowed = boundary({"op": "change_duration"}, scope={"include_steps": ["check", "send"]})
    assert found(office, allowed, ChangeDuration(step="check", factor=2)) == []
    assert [code for code, *_ in found(office, allowed, ChangeDuration(step="log", factor=2))] == ["B101"]


WAIVER = {"rule": "C-1", "option": "X", "granted_by": "C. Check", "until": "2026-12-31", "reason": "trial"}
CONTROL = [{"id": "C-1", "steps": ["log"], "must": {"on_every_path": {"from": "start", "to": "end"}}}]


def test_a_waiver_lets_one_option_pass_and_is_printed(office: AnnotatedMap) -> None:
    allowed = boundary({"op": "delete_step"}, controls=CONTROL, exceptions=[WAIVER])
    option = Option(id="X", title="X", changes=(DeleteStep(step="log"),))
    to_be = option.apply(office, within=allowed)
    [(breach, waiver)] = allowed.waived(office, to_be, option.changes, proposal=option.proposal())
    assert (breach.rule, waiver.reason) == ("C-1", "trial")


@pytest.mark.parametrize(("option", "day"), [("Y", "2026-11-01"), ("X", "2027-01-01")])
def test_a_waiver_is_for_its_option_until_its_day(office: AnnotatedMap, option: str, day: str) -> None:
    from datetime import date

    allowed = boundary({"op": "delete_step"}, controls=CONTROL, exceptions=[WAIVER])
    changes = (DeleteStep(step="log"),)
    found_ = Option(id=option, title="X", changes=changes).breaches(office, allowed, as_of=date.fromisoformat(day))
    assert [breach.rule for breach in found_] == ["C-1"]


def test_a_waiver_may_name_a_kind_of_rule(office: AnnotatedMap) -> None:
    order = {"precedence": [{"before": "log", "after": "send"}]}
    waiver = WAIVER | {"rule": "precedence"}
    allowed = boundary({"op": "delete_step"}, rules=order, exceptions=[waiver])
    assert found(office, allowed, DeleteStep(step="log")) == []


def test_a_lapsed_boundary_refuses_every_option(office: AnnotatedMap) -> None:
    from datetime import date

    lapsed = boundary(agreed={"status": "agreed", "review_by": "2026-10-01"})
    [breach] = lapsed.check(office, office, (), proposal=Proposal(as_of=date(2026, 11, 1)))
    assert breach.problem.code == "B005"
