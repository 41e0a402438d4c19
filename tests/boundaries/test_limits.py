"""Money, posts, hours, months and promises are limits too."""

from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap, CalendarNotes
from reengineer.boundaries import Boundary, OutcomeLimit, Proposal, check_outcome, measure_of
from reengineer.operations import RequestedChange
from reengineer.options import Change
from reengineer.options.changes import AutomateStep, ChangeHeadcount, DeleteStep, ReassignStep

Draw = Callable[..., AnnotatedMap]
NOTES = """
version: 1
currency: GBP
calendars: {office: {mon-fri: "09:00-17:00"}}
resources: {clerk: {members: 5, calendar: office}, boss: {members: 1}}
steps:
  log: {role: clerk}
  decide: {role: boss, is_approval: true}
  send: {role: clerk}
"""

NONE = Proposal()


class Channel:
    """A change of channel, which nobody can make yet, as a boundary sees it."""

    operation = "change_channel"
    source = DeleteStep(step="x").source

    def __init__(self, share: float) -> None:
        self.share = share

    def parameters(self) -> dict[str, object]:
        return {"share": self.share, "from_channel": "letter", "to_channel": "web"}

    def subjects(self) -> tuple[str, ...]:
        return ()


@pytest.fixture
def office(draw: Draw) -> AnnotatedMap:
    return draw("start > log > decide > ?g > send > end\ng > end2", NOTES)


def found(
    office: AnnotatedMap, *changes: Change | Channel, proposal: Proposal = NONE, **entries: object
) -> list[tuple[str, str, str]]:
    permitted = [{"op": change.operation} for change in changes]
    allowed = Boundary(**({"process": "p", "permitted_changes": permitted} | entries))  # type: ignore[arg-type]
    to_be = office
    for change in changes:
        to_be = change.apply(to_be) if isinstance(change, Change) else to_be
    asked: list[RequestedChange] = list(changes)
    found_ = allowed.check(office, to_be, asked, proposal=proposal)
    return [(breach.problem.code, breach.rule, breach.problem.message) for breach in found_]


BUDGET = {"implementation_budget": {"max": 60000, "currency": "GBP"}}


def test_a_cost_within_the_budget_complies(office: AnnotatedMap) -> None:
    assert found(office, constraints=BUDGET, proposal=Proposal(one_off=60000, currency="GBP")) == []
    assert found(office, constraints=BUDGET) == []


def test_a_cost_above_the_budget_is_a_breach(office: AnnotatedMap) -> None:
    [(code, rule, message)] = found(office, constraints=BUDGET, proposal=Proposal(one_off=72000, currency="GBP"))
    assert (code, rule) == ("B301", "implementation_budget")
    assert message == "implementation cost 72,000 GBP exceeds the budget of 60,000 GBP"


def test_a_budget_is_in_its_currency(office: AnnotatedMap) -> None:
    [(_, _, message)] = found(office, constraints=BUDGET, proposal=Proposal(one_off=7, currency="EUR"))
    assert message == "implementation cost is in EUR, the budget in GBP"


def test_a_cost_needs_someone_with_that_authority(office: AnnotatedMap) -> None:
    signed = {"by": [{"name": "A. Owner", "date": "2026-09-01", "limit": 60000}, {"name": "B", "date": "2026-09-01"}]}
    [(code, rule, message)] = found(office, agreed=signed, proposal=Proposal(one_off=72000.5, currency="GBP"))
    assert (code, rule) == ("B004", "agreed")
    assert message == (
        "implementation cost 72,000.50 GBP needs authority approve_full above 60,000 GBP; "
        "signatory A. Owner has 60,000 GBP"
    )


def test_running_cost_may_not_rise_above_its_limit(office: AnnotatedMap) -> None:
    limit = {"running_cost_per_year": {"max_increase": 0, "currency": "GBP"}}
    assert found(office, constraints=limit, proposal=Proposal(per_year=-5)) == []
    [(code, rule, message)] = found(office, constraints=limit, proposal=Proposal(per_year=3000))
    assert (code, rule) == ("B301", "running_cost_per_year")
    assert message == "running cost rises by 3,000 GBP a year, above the agreed 0 GBP"


def test_months_have_a_limit(office: AnnotatedMap) -> None:
    limit = {"implementation_months": {"max": 6}}
    assert found(office, constraints=limit, proposal=Proposal(months=6)) == []
    assert [rule for _, rule, _ in found(office, constraints=limit, proposal=Proposal(months=7))] == [
        "implementation_months"
    ]


def test_headcount_has_a_cap_and_a_floor(office: AnnotatedMap) -> None:
    limit = {"headcount": {"total_max": 6, "total_min": 6}}
    assert found(office, constraints=limit) == []
    [(code, _, message)] = found(office, ChangeHeadcount(role="clerk", by=1), constraints=limit)
    assert (code, message) == ("B301", "headcount 7 exceeds 6")
    [(_, _, message)] = found(office, ChangeHeadcount(role="clerk", by=-1), constraints=limit)
    assert message == "headcount 5 is below 6"


@pytest.mark.parametrize(
    "entries", [{"people": {"no_redundancies": True}}, {"constraints": {"headcount": {"redundancies": "none"}}}]
)
def test_fewer_posts_need_a_plan_for_their_people(office: AnnotatedMap, entries: dict[str, object]) -> None:
    fewer = ChangeHeadcount(role="clerk", by=-1)
    [(code, rule, message)] = found(office, fewer, **entries)  # type: ignore[arg-type]
    assert (code, rule) == ("B301", "no_redundancies")
    assert message == "one post fewer and no redeployment plan (no_redundancies)"
    assert found(office, fewer, proposal=Proposal(redeployment="to claims"), **entries) == []  # type: ignore[arg-type]
    assert found(office, ChangeHeadcount(role="clerk", by=-2), **entries)[0][2].startswith("2 posts fewer")  # type: ignore[arg-type]


HOURS = {"opening_hours": {"earliest": "08:00", "latest": "20:00", "days": ["mon", "tue", "wed", "thu", "fri"]}}


@pytest.mark.parametrize(
    ("hours", "outside"),
    [
        ({"mon-fri": "08:00-20:00"}, None),
        ({"mon-fri": "07:00-12:00"}, "mon 07:00-12:00"),
        ({"mon": "09:00-12:00", "tue": "19:00-21:00"}, "tue 19:00-21:00"),
        ({"sat": "09:00-12:00"}, "sat 09:00-12:00"),
    ],
)
def test_new_hours_stay_within_those_agreed(office: AnnotatedMap, hours: dict[str, str], outside: str | None) -> None:
    calendars = office.notes.calendars | {"office": CalendarNotes.model_validate(hours)}
    to_be = office.with_notes(office.notes.model_copy(update={"calendars": calendars}))
    allowed = Boundary(process="p", constraints=HOURS)  # type: ignore[arg-type]
    messages = [breach.problem.message for breach in allowed.check(office, to_be, ())]
    expected = f'calendar "office" is open {outside}, outside the agreed 08:00 to 20:00'
    assert messages == ([expected] if outside else [])


def test_hours_that_stay_are_not_judged(office: AnnotatedMap) -> None:
    assert found(office, constraints={"opening_hours": {"latest": "12:00"}}) == []


KEEPS = {"roles_may_not_lose": [{"role": "boss", "steps": ["decide"]}]}


def test_a_role_keeps_a_step_that_it_may_not_lose(office: AnnotatedMap) -> None:
    assert found(office, AutomateStep(step="decide", share=0.8), people=KEEPS) == []
    [(code, rule, message)] = found(office, ReassignStep(step="decide", role="clerk"), people=KEEPS)
    assert (code, rule, message) == ("B303", "roles_may_not_lose", 'role boss may not lose step "decide"')
    assert [code for code, *_ in found(office, DeleteStep(step="decide"), people=KEEPS)] == ["B303"]


def test_many_posts_affected_need_consultation(office: AnnotatedMap) -> None:
    need = {"consultation_needed_if": {"posts_affected": 5}}
    assert found(office, AutomateStep(step="decide", share=0.1), people=need) == []
    [(code, _, message)] = found(office, AutomateStep(step="send", share=0.1), people=need)
    assert (code, message) == ("B303", "5 posts affected: collective consultation threshold 5")
    planned = Proposal(tasks=("consultation",))
    assert found(office, ChangeHeadcount(role="clerk", by=-1), people=need, proposal=planned) == []


DPIA = {"dpia_needed_if": ["automate_step with decision", "new_supplier"]}


def test_an_automated_decision_needs_an_assessment(office: AnnotatedMap) -> None:
    [(code, rule, message)] = found(office, AutomateStep(step="decide", share=0.5), data=DPIA)
    assert (code, rule, message) == ("B401", "dpia_needed_if", "automated decision needs a DPIA task")
    assert found(office, AutomateStep(step="decide", share=0.5), data=DPIA, proposal=Proposal(tasks=("dpia",))) == []
    assert found(office, AutomateStep(step="log", share=0.5), data=DPIA) == []


def test_an_approval_is_a_decision_without_a_gateway_too(draw: Draw) -> None:
    chain = draw("start > log > decide > send > end", NOTES)
    assert [code for code, *_ in found(chain, AutomateStep(step="decide", share=0.5), data=DPIA)] == ["B401"]


def test_a_channel_that_must_be_kept_keeps_a_share(office: AnnotatedMap) -> None:
    kept = {"must_keep_channels": ["letter"]}
    assert found(office, Channel(0.9), customers=kept) == []
    [(code, _, message)] = found(office, Channel(1.0), customers=kept)
    assert (code, message) == ("B401", "letter channel removed but must be kept")


def test_a_new_supplier_needs_an_assessment(office: AnnotatedMap) -> None:
    supplier = Channel(0.0)
    supplier.operation = "outsource_step"
    [(code, _, message)] = found(office, supplier, data=DPIA)
    assert (code, message) == ("B401", "new supplier needs a DPIA task")


def test_what_nobody_states_is_not_shown(office: AnnotatedMap) -> None:
    allowed = Boundary(
        process="p",
        constraints=BUDGET,  # type: ignore[arg-type]
        controls=[{"id": "C-1", "steps": ["send"], "must": {"execute_if": "open_on_day_3"}}],  # type: ignore[list-item]
        data={"no_new_personal_data": True},  # type: ignore[arg-type]
    )
    assert allowed.check(office, office, ()) == ()
    shown = allowed.not_shown(office, office)
    assert [problem.code for problem in shown] == ["B201", "B301", "B401"]
    assert all(problem.severity == "advice" for problem in shown)


@pytest.mark.parametrize(
    ("low", "high", "verdict"),
    [
        (38.0, 40.0, "complies"),
        (39.6, 42.9, "not shown"),
        (40.1, 42.9, "violates"),
        (None, 1.0, "not shown"),
        (float("nan"), float("nan"), "not shown"),
    ],
)
def test_an_outcome_complies_violates_or_is_not_shown(low: float | None, high: float | None, verdict: str) -> None:
    assert check_outcome(OutcomeLimit(measure="cycle_time", max=40), low, high) == verdict


def test_a_floor_is_judged_from_below() -> None:
    floor = OutcomeLimit(measure="csat", min=70)
    assert [check_outcome(floor, low, low + 5) for low in (70, 68, 60)] == ["complies", "not shown", "violates"]


def test_working_days_are_days_of_the_working_clock() -> None:
    measure = measure_of(OutcomeLimit(measure="cycle_time", statistic="p95", max=40, unit="working_days"))
    assert (measure.clock, measure.unit, measure.statistic) == ("working", "day", "p95")
    assert measure_of(OutcomeLimit(measure="cycle_time", max=1)).clock == "elapsed"
    level = measure_of(OutcomeLimit(measure="service_level", min=0.8, within="20 s"))
    assert (level.clock, level.within_s) == (None, 20.0)
