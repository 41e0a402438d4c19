"""What a question suggests becomes a change, its parameters filled in from what is known."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.annotations import AnnotatedMap
from reengineer.errors import ChangeError
from reengineer.options import draft_change


@pytest.fixture(scope="module")
def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    spec = importlib.util.spec_from_file_location("claims_of_drafts", Path(__file__).with_name("every_operation.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.claims(draw)  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("operation", "stated", "elements", "title", "assumed"),
    [
        ("automate_step", {"step": "weigh"}, (), "automate step weigh (share 0.6, service_time 1 min, fallout 0)",
         ("service_time", "fallout")),
        ("automate_step", {"step": "weigh", "share": "0.4"}, (),
         "automate step weigh (share 0.4, service_time 1 min, fallout 0)", ("service_time", "fallout")),
        ("merge_steps", {"steps": ("weigh", "photo")}, (), "merge steps weigh, photo (role clerk)", ()),
        ("change_duration", {"step": "weigh"}, (), "change duration weigh (factor 0.8)", ("factor",)),
        ("change_error_rate", {}, ("confirm",), "change error rate confirm (rate 0.1)", ()),
        ("change_rework_prob", {}, ("confirm",), "change rework prob right (probability 0.1)", ()),
        ("standardise_step", {}, ("weigh",), "standardise step weigh (cv 0.4)", ()),
        ("split_step", {}, ("weigh",), "split step weigh (parts 6 min 0.6, 6 min 0.6)", ()),
        ("move_step", {"step": "lookup"}, (), "move step lookup (to before confirm)", ()),
        ("relocate_control", {"step": "credit"}, (), "relocate control credit (to after form)", ()),
        ("remove_control", {"step": "identity"}, (), "remove control identity (control C-ID, escape 0)", ("escape",)),
        ("remove_gateway", {"gateway": "known"}, (), "remove gateway known (default known_to_credit)", ()),
        ("add_control", {}, ("weigh",),
         "add control (where after weigh, control C-NEW, duration 5 min, role cashier)", ("control", "duration")),
        ("cross_train", {}, ("expert",), "cross train photo, confirm (role cashier, people 1, duration_factor 1.2)",
         ("people", "duration_factor")),
        ("pool_resources", {"roles": ("clerk", "expert")}, (),
         "pool resources (roles clerk, expert, duration_factor 1.1)", ("duration_factor",)),
        ("train", {"role": "expert"}, ("confirm",), "train confirm (role expert, hours 8, error_rate 0.1)", ("hours",)),
        ("change_priority_rule", {}, ("weigh",), "change priority rule (role clerk, rule shortest)", ("rule",)),
        ("change_routing", {"gateway": "after identity"}, (),
         "change routing known (flow known_to_credit, probability 0.9)", ("probability",)),
        ("add_triage", {"before": "weigh", "classes": ("low", "standard")}, (),
         "add triage (before weigh, classes low, standard, duration 2 min, role clerk, routes low)", ("duration",)),
        ("investigate", {}, ("weigh",), "investigate (topic Why?)", ()),
        ("delete_step", {}, ("order",), "delete step order", ()),
    ],
)  # fmt: skip
def test_a_suggestion_is_filled_in_and_applies(
    claims: AnnotatedMap,
    operation: str,
    stated: dict[str, Any],
    elements: tuple[str, ...],
    title: str,
    assumed: tuple[str, ...],
) -> None:
    draft = draft_change(claims, operation, stated, elements=elements, topic="Why?")
    assert draft.change.title == title
    assert draft.assumed == assumed
    draft.change.apply(claims)


def test_what_is_stated_is_kept_and_the_rest_says_where_it_comes_from(claims: AnnotatedMap) -> None:
    draft = draft_change(claims, "automate_step", {"step": "weigh"})
    assert dict(draft.origins) == {
        "step": "the question",
        "share": "rule_based of the step",
        "service_time": "assumed",
        "fallout": "assumed",
    }


@pytest.mark.parametrize(
    ("operation", "missing"),
    [
        ("merge_steps", "steps"),
        ("add_proactive_update", "points"),
        ("change_channel", "share"),
        ("insource_step", "step"),
    ],
)
def test_what_nothing_is_known_of_is_named(claims: AnnotatedMap, operation: str, missing: str) -> None:
    with pytest.raises(ChangeError) as caught:
        _ = draft_change(claims, operation, {}).change
    assert caught.value.problems[0].code == "RE628"
    assert missing in caught.value.problems[0].message
