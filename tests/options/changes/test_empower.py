"""Empowering lets a share of cases pass an approval by and join those approved."""

from collections.abc import Callable

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError
from reengineer.options.changes import Empower

NOTES = """
version: 1
currency: GBP
cases: {claim: {start: start, arrivals: {every: 1 h}}}
resources: {clerk: {members: 2}, boss: {members: 1}}
steps:
  draft: {role: clerk, duration: "gamma(mean=40 min, cv=0.5)"}
  approve: {role: boss, duration: 12 min, is_approval: true}
  qa: {role: clerk, duration: 5 min, is_approval: false}
flows:
  result: {to qa: 0.96, to draft: rest}
"""


@pytest.fixture
def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw("start > draft > approve > ?result > qa > end\nresult > draft", NOTES)


def empower(claims: AnnotatedMap, **parameters: object) -> AnnotatedMap:
    return Empower(**({"step": "approve", "limit": 250, "share": 0.7} | parameters)).apply(claims)


def test_the_way_round_joins_the_accepted_cases(claims: AnnotatedMap) -> None:
    to_be = empower(claims)
    made = "approve_empower_"
    assert to_be.map.shortest_path("draft", "qa", without={"approve"}) == ("draft", f"{made}1", f"{made}3", "qa")
    assert to_be.map.flow("result_to_qa").target == f"{made}3"
    assert to_be.map.flow("draft_to_approve").target == f"{made}1"
    assert sorted(to_be.shares(f"{made}1").values()) == pytest.approx([0.3, 0.7])


def test_the_approver_sees_the_rest_alone(claims: AnnotatedMap) -> None:
    drafts = 1 / (1 - 0.3 * 0.04)
    assert empower(claims).visits()["approve"] == pytest.approx(0.3 * drafts)
    assert claims.visits()["approve"] == pytest.approx(1 / 0.96)


def test_the_split_says_up_to_what(claims: AnnotatedMap) -> None:
    assert empower(claims).map.node("approve_empower_1").name == "Within 250 GBP?"
    assert empower(claims, limit="300 EUR").map.node("approve_empower_1").name == "Within 300 EUR?"
    assert empower(claims, limit=None).map.node("approve_empower_1").name == "Within limit?"


def test_deciding_takes_the_proposer_longer_at_the_same_spread(claims: AnnotatedMap) -> None:
    draft = empower(claims, decision_min=5).step("draft").notes.duration
    assert draft is not None
    assert (draft.mean, draft.cv) == (pytest.approx(45 * 60), pytest.approx(0.5))
    assert empower(claims, decision_min="0 min").step("draft").notes == claims.step("draft").notes


def test_the_nearest_steps_before_the_approval_propose(draw: Callable[..., AnnotatedMap]) -> None:
    two = draw(
        "start > ?which > a > ?join > approve > end\nwhich > b > join",
        "version: 1\nsteps: {a: {duration: 10 min}, b: {duration: 20 min}}",
    )
    to_be = empower(two, decision_min="2 min")
    assert [str(to_be.step(step).notes.duration) for step in ("a", "b")] == ["12 min", "22 min"]


def test_without_a_proposer_nobody_can_take_longer(draw: Callable[..., AnnotatedMap]) -> None:
    with pytest.raises(ChangeError, match="no step with a duration"):
        empower(draw("start > approve > end"), decision_min=1)


def test_an_approval_without_a_gateway_is_left_by_its_only_way(draw: Callable[..., AnnotatedMap]) -> None:
    to_be = empower(draw("start > draft > approve > send > end"))
    assert to_be.map.flow("approve_to_send").target == "approve_empower_3"
    assert to_be.map.successors("approve_empower_3") == ("send",)


def test_a_plain_merge_takes_the_way_round_as_it_is(draw: Callable[..., AnnotatedMap]) -> None:
    merged = draw("start > ?which > draft > approve > ?join > send > end\nwhich > join")
    assert "join" in empower(merged).map.successors("approve_empower_1")


def test_joins_names_the_flow_where_several_lead_on(draw: Callable[..., AnnotatedMap]) -> None:
    three = draw("start > draft > approve > ?result > pay > end\nresult > reject > end\nresult > draft")
    with pytest.raises(ChangeError, match=r"RE408") as caught:
        empower(three)
    assert "result_to_pay, result_to_reject" in caught.value.problems[0].remedy
    to_be = empower(three, joins="result_to_pay")
    assert to_be.map.flow("result_to_pay").target == "approve_empower_3"


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"step": "qa"}, "RE406"),
        ({"share": None}, "RE407"),
        ({"joins": "nowhere"}, "RE409"),
        ({"step": "result"}, "RE404"),
    ],
)
def test_what_it_needs_is_asked_for(claims: AnnotatedMap, parameters: dict[str, object], code: str) -> None:
    with pytest.raises(ChangeError) as caught:
        empower(claims, **parameters)
    assert caught.value.problems[0].code == code


def test_the_title_tells_the_parameters(claims: AnnotatedMap) -> None:
    assert empower(claims).differences[0].title == "empower approve (limit 250, share 0.7)"
