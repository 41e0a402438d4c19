"""Models of Prosimos: sections, traps, and what its rules become."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.errors import InputError
from reengineer.interop import read_prosimos, read_qbp

Make = Callable[..., bytes]
# Groups' members, tasks, branches with shares.
FACTS = {
    "BIMP_example": (5, 6, 4),
    "CVS-Pharmacy": (5, 12, 14),
    "Credit_Application_normalised": (5, 6, 4),
    "LoanApp_normalised": (20, 13, 10),
    "PurchasingExampleQBP": (47, 23, 6),
    "ch7_InsuranceClaimsSimulatio-StormScenario": (230, 9, 10),
}
LOGS = {
    "bpic2012_w/BPIC_2012_W": (47, 6, 10),
    "purchasing/purchasing_example": (27, 21, 6),
    "insurance_claims/Insurance_Claims": (130, 7, 6),
    "loan_application/Loan_Application": (47, 17, 10),
}


def drawn(name: str, *values: object) -> dict[str, Any]:
    return {"distribution_name": name, "distribution_params": [{"value": value} for value in values]}


def model(**changes: Any) -> bytes:
    """Return a model of one pool of two, whose task a takes 10 minutes."""
    week = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}]
    made: dict[str, Any] = {
        "resource_profiles": [
            {"id": "p", "name": "Clerks", "resource_list": [
                {"id": "r", "name": "Clerk", "cost_per_hour": "20", "amount": "2", "calendar": "c"}]}],
        "resource_calendars": [{"id": "c", "name": "Office", "time_periods": week}],
        "task_resource_distribution": [
            {"task_id": task, "resources": [{"resource_id": "r", **drawn("fix", 600)}]} for task in ("a", "b")],
        "arrival_time_distribution": drawn("expon", 1800, 0, 1e9),
        "arrival_time_calendar": week,
        "gateway_branching_probabilities": [
            {"gateway_id": "g", "probabilities": [{"path_id": "g_w", "value": 0.25}, {"path_id": "g_b", "value": ""}]}],
    }  # fmt: skip
    made.update(changes)
    return json.dumps(made).encode()


def work(*resources: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"task_id": "a", "resources": list(resources)}]


def size(read: Any) -> tuple[int, int, int]:
    notes = read.map.notes
    members = sum(group.count for group in notes.resources.values())
    return members, len(notes.steps), sum(len(branches) for branches in notes.flows.values())


@pytest.mark.parametrize("name", FACTS)
def test_every_sample_reads_with_all_its_numbers(samples: Path, name: str) -> None:
    folder = samples / "prosimos"
    assert size(read_prosimos(folder / f"{name}.bpmn", folder / f"{name}.json")) == FACTS[name]


@pytest.mark.parametrize("name", LOGS)
def test_the_models_behind_logs_read(shared: Path, name: str) -> None:
    place = shared / "logs" / name
    read = read_prosimos(place.with_suffix(".bpmn"), place.with_suffix(".json"))
    assert size(read) == LOGS[name]
    assert not any(problem.code == "RE134" for problem in read.findings)


@pytest.mark.parametrize("name", FACTS)
def test_a_pair_says_the_same_as_its_model_of_bimp(samples: Path, name: str) -> None:
    pair = read_prosimos(samples / "prosimos" / f"{name}.bpmn", samples / "prosimos" / f"{name}.json")
    bimp = read_qbp(samples / "qbp" / f"{name}.bpmn")

    def facts(read: Any) -> tuple[dict[str, str], list[tuple[str, float]]]:
        times = {step.id: str(step.notes.duration) for step in read.map.steps}
        shares = [
            (flow, round(share.value, 9))
            for branches in read.map.notes.flows.values()
            for flow, share in branches.items()
        ]
        return times, sorted(shares)

    assert facts(pair) == facts(bimp)


def test_the_two_files_may_come_in_either_order(bpmn: Make) -> None:
    assert read_prosimos(model(), bpmn()).map.notes == read_prosimos(bpmn(), model()).map.notes


def test_a_model_becomes_notes(bpmn: Make) -> None:
    notes = read_prosimos(bpmn(), model()).map.notes
    assert str(notes.resources["Clerks"].cost) == "20 EUR/h"
    assert (notes.resources["Clerks"].count, notes.resources["Clerks"].calendar) == (2, "Office")
    assert (notes.steps["a"].role, str(notes.steps["a"].duration)) == ("Clerks", "10 min")
    assert {flow: str(share) for flow, share in notes.flows["g"].items()} == {"g_w": "0.25", "g_b": "0.75"}
    assert notes.cases["case"].start == "s"


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (drawn("fix", 600, 0, 1), "10 min"),
        (drawn("expon", "600", "0", "1e9"), "exponential(10 min)"),
        (drawn("expon", 63, 60, 3600), "truncated(exponential(63 s), 1 min, 2583 s)"),
        (drawn("norm", 600, 60, 0, 1e9), "normal(mean=10 min, sd=1 min)"),
        (drawn("norm", 600, 60, 540, 660), "truncated(normal(mean=10 min, sd=1 min), 9 min, 11 min)"),
        (drawn("uniform", 60, 120), "uniform(1 min, 2 min)"),
        (drawn("gamma", 600, 90000, 0, 1e9), "gamma(mean=10 min, cv=0.5)"),
        (drawn("lognorm", 600, 90000, 0, 1.7976931348623157e308), "lognormal(mean=10 min, sd=5 min)"),
    ],
)
def test_each_family_has_its_own_places(bpmn: Make, made: dict[str, Any], expected: str) -> None:
    tasks = work({"resource_id": "r", **made})
    notes = read_prosimos(bpmn(), model(task_resource_distribution=tasks)).map.notes
    assert str(notes.steps["a"].duration) == expected


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (
            drawn("gamma", 0.75, 455.8, 689.8, 455.8, 3714.6),
            "4 numbers are expected, not 5; these are parameters of SciPy",
        ),
        (drawn("expon", 0, 600, 0, 3600), "3 numbers are expected, not 4"),
        (drawn("expon", 0, 0, 3600), "the mean is not above 0"),
        (drawn("norm", 600, 0, 0, 3600), "the spread is not above 0"),
        (drawn("norm", 600, 60, 700, 900), "the mean 600 lies outside 700 to 900"),
        (drawn("norm", 600, 60, 900, 100), "the minimum is above the maximum"),
        (drawn("triang", 1, 2, 3), "no distribution of Prosimos"),
        (drawn("fix"), "no numbers"),
        (drawn("fix", "soon"), "cannot be read"),
        (drawn("fix", -3), "0 or more"),
    ],
)
def test_impossible_distributions_are_refused_with_their_place(bpmn: Make, made: dict[str, Any], words: str) -> None:
    tasks = work({"resource_id": "r", **made})
    with pytest.raises(InputError, match=words) as raised:
        read_prosimos(bpmn(), model(task_resource_distribution=tasks))
    assert raised.value.problems[0].source.line == 1


def test_the_impossible_sample_is_refused_for_both_reasons(samples: Path) -> None:
    with pytest.raises(InputError) as raised:
        read_prosimos(
            samples / "qbp" / "stock_replenishment.bpmn", samples / "prosimos" / "stock_replenishment_impossible.json"
        )
    texts = [problem.message for problem in raised.value.problems]
    assert len(texts) == 2
    assert all("not 5; these are parameters of SciPy" in text for text in texts)


def test_a_histogram_of_arrivals_is_its_midpoints(bpmn: Make) -> None:
    bars = {"cdf": [0.25, 1.0], "bin_midpoints": [600, 1200]}
    made = {"distribution_name": "histogram_sampling", "histogram_data": bars}
    arrivals = read_prosimos(bpmn(), model(arrival_time_distribution=made)).map.notes.cases["case"].arrivals
    assert arrivals is not None
    assert str(arrivals.every) == "discrete(10 min: 0.25, 20 min: 0.75)"


def test_resources_of_a_task_are_alternatives_with_times_of_their_own(bpmn: Make) -> None:
    pools = [
        {"id": "p", "name": "Pool", "resource_list": [
            {"id": key, "name": key.upper(), "cost_per_hour": 0, "amount": 1, "calendar": ""} for key in "xyz"]}
    ]  # fmt: skip
    tasks = work(
        {"resource_id": "x", **drawn("fix", 60)},
        {"resource_id": "y", **drawn("fix", 120)},
        {"resource_id": "z", **drawn("fix", 60)},
    )
    read = read_prosimos(bpmn(), model(resource_profiles=pools, task_resource_distribution=tasks))
    step = read.map.notes.steps["a"]
    assert [(need.group, need.alternative, str(need.duration)) for need in step.needs] == [
        ("Pool", 0, "None"),
        ("Y", 1, "2 min"),
    ]
    assert read.map.notes.resources["Pool"].count == 2


RULES = [{"id": "one", "rules": [[{"attribute": "loan amount", "comparison": "in", "value": [500, "inf"]}]]},
         {"id": "two", "rules": [[{"attribute": "kind", "comparison": "=", "value": "new"}],
                                 [{"attribute": "loan amount", "comparison": "<", "value": "500"},
                                  {"attribute": "kind", "comparison": "!=", "value": "new"}]]}]  # fmt: skip
ATTRIBUTES = [
    {"name": "loan amount", "type": "continuous", "values": drawn("uniform", 100, 900)},
    {"name": "kind", "type": "discrete", "values": [{"key": "new", "value": 0.3}, {"key": "old", "value": 0.7}]},
]


def split(*conditions: str) -> list[dict[str, Any]]:
    flows = [{"path_id": "g_w", "value": 0.5}, {"path_id": "g_b", "value": 0.5}]
    for flow, condition in zip(flows, conditions, strict=False):
        flow["condition_id"] = condition
    return [{"gateway_id": "g", "probabilities": flows}]


def test_conditions_on_every_branch_go_to_the_map(bpmn: Make) -> None:
    read = read_prosimos(
        bpmn(),
        model(branch_rules=RULES, case_attributes=ATTRIBUTES, gateway_branching_probabilities=split("one", "two")),
    )
    assert {flow.id: flow.condition for flow in read.map.map.outgoing("g")} == {
        "g_w": "case.loan_amount >= 500",
        "g_b": "(case.kind == 'new') or (case.loan_amount < 500 and case.kind != 'new')",
    }
    assert "g" not in read.map.notes.flows
    assert any("its branches have conditions" in problem.message for problem in read.ignored)
    assert set(read.map.notes.cases["case"].attributes) == {"loan_amount", "kind"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"gateway_branching_probabilities": split("one")},
            "conditions and shares are mixed on 'Fine\\?': 'g_b' has none",
        ),
        ({"gateway_branching_probabilities": split("one", "three")}, "no branch rule 'three'"),
        ({"case_attributes": []}, "which no case has"),
        ({"model_type": "FUZZY"}, "fuzzy calendars"),
    ],
)
def test_what_has_no_meaning_is_refused(bpmn: Make, changes: dict[str, Any], words: str) -> None:
    given = {
        "branch_rules": RULES,
        "case_attributes": ATTRIBUTES,
        "gateway_branching_probabilities": split("one", "two"),
    }
    with pytest.raises(InputError, match=words):
        read_prosimos(bpmn(), model(**{**given, **changes}))


def test_priorities_are_levels_and_no_match_is_last(bpmn: Make) -> None:
    rules = [
        {"priority_level": 2, "rules": [[{"attribute": "loan amount", "comparison": "in", "value": ["200", "500"]}]]},
        {"priority_level": 1, "rules": [[{"attribute": "kind", "comparison": "=", "value": "new"}]]},
    ]
    read = read_prosimos(bpmn(), model(case_attributes=ATTRIBUTES, prioritisation_rules=rules))
    assert [(each.level, each.when) for each in read.map.notes.cases["case"].priorities] == [
        (1, "case.kind == 'new'"),
        (2, "200 <= case.loan_amount <= 500"),
        (3, None),
    ]


def test_a_step_draws_attributes_anew_and_what_is_not_read_is_told(bpmn: Make) -> None:
    updates = [
        {"event_id": "a", "attributes": [
            {"name": "risk", "type": "discrete", "values": [{"key": "high", "value": 1}]},
            {"name": "total", "type": "expression", "values": "loan * 2"}]}
    ]  # fmt: skip
    read = read_prosimos(bpmn(), model(event_attributes=updates))
    assert list(read.map.notes.steps["a"].updates) == ["risk"]
    assert any("'total'" in problem.message for problem in read.ignored)


def test_events_wait_and_keys_nobody_knows_are_told(bpmn: Make) -> None:
    read = read_prosimos(
        bpmn(), model(event_distribution=[{"event_id": "w", **drawn("fix", 900)}], total_cases=9, odd=1)
    )
    assert str(read.map.notes.events["w"].delay) == "15 min"
    told = " ".join(problem.message for problem in read.ignored)
    assert "'total_cases'" in told
    assert "'odd', because it is not known here" in told


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"{", "RE104"),
        (b'{"a": 1, "a": 2}', "RE107"),
        (b"[" * 3000, "RE106"),
        (b"\xff\xfe\x00", "RE103"),
        (b'{"a": "\\ud83d"}', "RE103"),
        (b"[1, 2]", "RE136"),
        (b'{"a": 1}', "RE136"),
        (b'{"a": ' + b"9" * 5000 + b"}", "RE104"),
    ],
)
def test_broken_json_is_one_clean_refusal(bpmn: Make, data: bytes, code: str) -> None:
    with pytest.raises(InputError) as raised:
        read_prosimos(bpmn(), data)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_keys_that_are_not_known_are_told_wherever_they_stand(bpmn: Make) -> None:
    made = json.loads(model(messages={"publish": []}, case_attributes=[{"name": "kind", "type": "discrete", "unit": "x",
        "values": [{"key": "a", "value": 1, "label": "A"}]}]))  # fmt: skip
    made["resource_profiles"][0]["resource_list"][0]["efficiency"] = 1.2
    for task in made["task_resource_distribution"]:
        task["resources"][0]["unit"] = "minutes"
    read = read_prosimos(bpmn(), json.dumps(made).encode())
    told = [(each.message, each.source.line) for each in read.ignored if "the maximum" not in each.message]
    assert told == [
        ("not used: 'efficiency' in resource_list, because it is not known there", 1),
        ("not used: 'unit' in resources (2 times), because it is not known there", 1),
        ("not used: 'unit' in case_attributes, because it is not known there", 1),
        ("not used: 'label' in values, because it is not known there", 1),
        ("not used: 'messages', because messages between the cases of several models are not read", 1),
    ]


def test_a_share_that_is_no_number_is_refused(bpmn: Make) -> None:
    shares = [{"gateway_id": "g", "probabilities": [{"path_id": "g_w", "value": "1,5"}, {"path_id": "g_b"}]}]
    with pytest.raises(InputError, match=r"'1,5', which is no number") as raised:
        read_prosimos(bpmn(), model(gateway_branching_probabilities=shares))
    assert [problem.code for problem in raised.value.problems] == ["RE133"]
