"""Pages for decision makers name steps, groups and rules as people know them."""

import pytest

from reengineer.review import Plan, load_review, run_review, sample
from reengineer.review._rated import rated_changes
from reengineer.review._readers import Names, group_names

NAMES = Names(
    elements={"pay": "Pay the customer", "ok": "Second person agrees", "l1": "Answer the call"},
    groups={"l1": "First line", "l2": "Second line"},
    rules={"C-2": "Two people agree", "precedence ok before pay": "ok before pay", "privileged rights": "Rights"},
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('"pay" can happen before "ok"', "“Pay the customer” can happen before “Second person agrees”"),
        (
            "missing on path l1 > pay > other (probability 0.3)",
            "path Answer the call > Pay the customer > other",
        ),
        ("step ok of control C-2 is missing", "step “Second person agrees” of control C-2 is missing"),
        ("Let every case pass ok or pay; A. B. verifies", "pass “Second person agrees” or “Pay the customer”; A. B."),
        (
            "ok and pay are both done by role l2",
            "“Second person agrees” and “Pay the customer” are both done by",
        ),
        ("the group l2 is offered 110 % of the work", "the group Second line is offered"),
        ("operation remove_control is not permitted", "operation “remove control” is not permitted"),
        ("the customers pay a fee, which is ok", "the customers pay a fee, which is ok"),
    ],
)
def test_ids_in_messages_become_names_and_plain_words_stay(written: str, read: str) -> None:
    assert read in NAMES.text(written)


def test_rules_are_told_with_their_names() -> None:
    assert NAMES.rule("C-2") == "“Two people agree” (C-2)"
    assert NAMES.rule("precedence ok before pay") == "“Second person agrees” before “Pay the customer”"
    assert NAMES.rule("permitted_changes") == "the list of permitted changes"
    assert NAMES.rule("no_redundancies") == "no redundancies"


def test_sentences_of_the_register_name_steps_and_groups() -> None:
    told = NAMES.proof("ok and pay done by l1 and l2, never by one person in one case")
    assert told.startswith("“Second person agrees” and “Pay the customer” done by First line and Second line, never")
    assert NAMES.proof("every way from a start to pay completes ok").endswith(
        "to “Pay the customer” completes “Second person agrees”"
    )
    assert NAMES.kind("precedence ok before pay") == "order of steps"
    assert NAMES.kind("C-2") == "C-2"


GROUPS = {
    "account": {"onb": "Onboarding", "ops": "Operations", "crime": "Financial crime"},
    "callcentre": {"agent": "Agents", "specialist": "Specialists", "back": "Back office"},
    "helpdesk": {"l1": "First line", "l2": "Second line", "admin3": "Infrastructure"},
}


@pytest.mark.parametrize("name", GROUPS)
def test_groups_are_called_as_the_lanes_they_work_in(name: str) -> None:
    assert group_names(load_review(sample(f"scenarios/{name}")).as_is) == GROUPS[name]


def test_what_customers_rated_is_told_where_satisfaction_is_not_measured() -> None:
    review = load_review(sample("scenarios/account"))
    run = review.run.model_copy(update={"length": 604_800.0, "replications": 2, "warm_up": "none"})
    told = rated_changes(run_review(review.with_run(run), Plan(options=("C", "D"), sampled=False)))
    assert told["as-is"] == "Activate and send welcome pack (4.1 of 5); Customer completes form (2.8 of 5)"
    assert told["C"] == "Customer completes form (2.8 of 5)"
    assert told["D"] == "none of them"
