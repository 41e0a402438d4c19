"""The packaged rules are sound data, and a file with a mistake is refused with its place and a remedy."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.errors import ReviewError
from reengineer.operations import OPERATIONS
from reengineer.questions import Catalogue, Rule, catalogue

RULES = catalogue().rules
IDS = [rule.id for rule in RULES]
FAMILIES = {
    "interface with customer": 12, "eliminate": 9, "resource": 8, "compliance": 8, "waiting": 8, "triage": 6,
    "reduce hand-offs": 6, "information": 6, "exceptions and rework": 6, "combine": 5, "simplify": 5, "automate": 5,
    "empower": 5, "relocate": 5, "resequence": 4, "knock-out order": 4, "standardise": 4, "schedule": 4,
    "parallelise": 3, "batch": 3, "outsource": 3,
}  # fmt: skip
RULE = """\
version: 1
family: our own
rules:
  - id: OWN-01
    name: A step nobody likes
    scope: step
    trigger: s.emotion == "high" and s.variants >= th.variants
    question: What makes "{s.name}" so hard?
    evidence: [s.emotion]
    ask: everybody
    word: why
    stake: {kind: satisfaction}
    suggests:
      - {operation: investigate, with: {topic: "{s.name}"}}
    sources: [RL05]
    example:
      raises: {s.emotion: high, s.variants: 3}
      near_miss: {s.emotion: low}
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def put(text: str) -> Path:
        path = tmp_path / "own.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_all_rules_of_all_families_are_there() -> None:
    assert Counter(rule.family for rule in RULES) == FAMILIES
    assert len(set(IDS)) == len(IDS) == 119
    assert len(catalogue().base_questions) == 8


def test_the_rules_are_those_of_the_reference(reference: dict[str, Any]) -> None:
    assert set(IDS) == {item["id"] for item in reference["rules"]}
    assert set(catalogue().sources) == set(reference["sources"])
    assert {name.removeprefix("th.") for name in catalogue().terms.values()} == set(reference["thresholds"])
    assert {item.id for item in catalogue().base_questions} == {item["id"] for item in reference["base_questions"]}


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_its_example_raises_the_question(rule: Rule) -> None:
    assert rule.evaluate(rule.notes.example.raises) is True


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_its_near_miss_is_silent(rule: Rule) -> None:
    example = rule.notes.example
    assert rule.evaluate({**example.raises, **example.near_miss}) is False


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_nothing_known_leaves_it_unknown(rule: Rule) -> None:
    assert rule.evaluate({}) is None


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_every_name_of_the_trigger_can_matter(rule: Rule) -> None:
    example = dict(rule.notes.example.raises)
    settled = [name for name in rule.needs if rule.evaluate({**example, name: None}) is not None]
    # Of two sides of an "or", the one that is true settles it whatever the other says.
    assert settled == [] or " or " in rule.notes.trigger


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_it_agrees_with_the_reference(rule: Rule, reference: dict[str, Any]) -> None:
    told = next(item for item in reference["rules"] if item["id"] == rule.id)
    example = told["example"]
    missed = {**example["fires"], example["near_miss"]["changed"]: example["near_miss"]["to"]}
    assert rule.evaluate(example["fires"]) is True
    assert rule.evaluate(missed) is False
    assert (rule.family, rule.scope, set(rule.needs)) == (told["family"], told["scope"], set(told["needs"]))
    assert [item.operation for item in rule.notes.suggests] == [item["op"] for item in told["suggests"]]
    assert (rule.notes.stake.kind, rule.notes.word) == (told["stake"], told["examine"])
    assert set(rule.notes.sources) == set(told["source"])
    signs = {"+": "better", "-": "worse", "0": "unclear"}
    assert rule.notes.effects.model_dump() == {name: signs[sign] for name, sign in told["effects"].items()}
    assert rule.notes.question != told["question"]


def test_thresholds_and_sources_agree_with_the_reference(reference: dict[str, Any]) -> None:
    for name, value in catalogue().terms.values().items():
        assert reference["thresholds"][name.removeprefix("th.")]["value"] == value
    assert set(catalogue().sources) <= set(reference["sources"])


def test_people_read_a_phrase_for_every_name_and_level() -> None:
    terms = catalogue().terms
    typed = [each for names in terms.file.names.values() for each in names.values() if each.kind != "label"]
    assert len(typed) == 211
    for each in (*typed, *terms.thresholds.values()):
        assert 0 < len(each.says) <= 70
        assert "_" not in each.says
    assert all(set(each.words) <= set(each.choices) for each in typed)


def test_an_own_level_is_called_as_the_packaged_one() -> None:
    notes = catalogue(thresholds={"search": 0.1}).terms.thresholds["search"]
    assert (notes.value, notes.says, notes.unit) == (0.1, "share of time spent looking", "share")


def test_the_vocabulary_is_that_of_the_reference(reference: dict[str, Any]) -> None:
    vocabulary = reference["vocabulary"]
    for letter, key in {"s": "s, a, b", "t": "t", "g": "g", "r": "r", "f": "f", "p": "p"}.items():
        for name, told in vocabulary[key].items():
            found = catalogue().terms.find(f"{letter}.{name}")
            assert found is not None
            assert (found.origin or "") == told["origin"].replace("boundaries", "boundary")


def test_every_name_that_a_rule_uses_is_explained() -> None:
    terms = catalogue().terms
    used = {name for rule in RULES for name in (*rule.needs, *rule.mentions)}
    assert [name for name in sorted(used) if not getattr(terms.find(name), "means", "")] == []


def test_the_catalogue_prints_as_agreed() -> None:
    printed = catalogue().to_dict()
    assert printed["schema"] == "reengineer/catalogue/1"
    first = printed["rules"][0]  # type: ignore[index]
    assert {"id", "name", "family", "scope", "trigger", "needs", "question", "stake", "suggests", "example"} <= set(
        first
    )
    assert len(printed["base_questions"]) == 8  # type: ignore[arg-type]


def test_a_rule_is_found_by_its_id() -> None:
    assert catalogue()["RES-07"].scope == "resource"
    assert len(list(catalogue())) == len(catalogue())
    with pytest.raises(KeyError):
        catalogue()["RES-99"]


def test_every_suggested_operation_exists() -> None:
    for rule in RULES:
        for item in rule.notes.suggests:
            assert set(item.with_) <= set(OPERATIONS[item.operation].parameters)


def test_rules_of_an_organisation_join_the_packaged_ones(write: Callable[[str], Path]) -> None:
    ours = catalogue(rules=[write(RULE)])
    assert len(ours) == len(RULES) + 1
    assert ours["OWN-01"].family == "our own"
    assert ours["OWN-01"].place.line == 4


def test_an_own_file_may_bring_sources_and_thresholds(write: Callable[[str], Path]) -> None:
    text = RULE.replace("RL05", "HOUSE").replace("th.variants", "th.ours")
    text += "sources: {HOUSE: {reference: House rules}}\nthresholds: {ours: {value: 3, basis: our choice}}\n"
    rule = catalogue(rules=[write(text)])["OWN-01"]
    assert rule.thresholds["th.ours"] == 3


def test_a_threshold_can_be_set(write: Callable[[str], Path]) -> None:
    raised = {"s.variants": 3, "s.standard_exists": False}
    by_hand = catalogue(thresholds={"variants": 4})
    by_file = catalogue(thresholds=write("version: 1\nthresholds: {variants: {value: 4, basis: agreed in May}}\n"))
    assert catalogue()["STD-01"].evaluate(raised) is True
    assert by_hand["STD-01"].evaluate(raised) is False
    assert by_file["STD-01"].evaluate(raised) is False
    assert by_file.terms.thresholds["variants"].basis == "agreed in May"


def test_a_value_given_for_a_threshold_counts_instead() -> None:
    raised = {"s.variants": 3, "s.standard_exists": False}
    assert catalogue()["STD-01"].evaluate({**raised, "th.variants": 4}) is False


def test_an_unknown_threshold_is_refused_with_its_line(write: Callable[[str], Path]) -> None:
    path = write("version: 1\nthresholds:\n  variant: {value: 4, basis: agreed}\n")
    with pytest.raises(ReviewError) as caught:
        catalogue(thresholds=path)
    (problem,) = caught.value.problems
    assert (problem.code, problem.source.line) == ("RE810", 3)
    assert 'nearest: "variants"' in problem.message
    with pytest.raises(ReviewError):
        catalogue(thresholds={"variant": 4})


MISTAKES = [
    ('s.emotion == "high"', "s.emotion ==", "RE801", 7),
    ("s.variants >=", "s.variant >=", "RE802", 7),
    ("th.variants", "th.variant", "RE802", 7),
    ("s.variants >=", "s.location >=", "RE802", 7),
    ("s.variants >=", "g.n >=", "RE803", 7),
    ('"high"', '"hihg"', "RE804", 7),
    ("{s.name}\" so", "{s.nam}\" so", "RE802", 8),
    ("{s.name}\" so", "{s.name\" so", "RE805", 8),
    ("{s.name}\" so", "{s.name!r}\" so", "RE805", 8),
    ("[s.emotion]", "[s.emotoin]", "RE802", 9),
    ("operation: investigate", "operation: investigat", "RE806", 14),
    ("topic:", "subject:", "RE806", 14),
    ("[RL05]", "[RL50]", "RE807", 15),
    ("{s.emotion: high, s.variants: 3}", "{s.emotion: high}", "RE808", 17),
    ("{s.emotion: low}", "{s.variants: 5}", "RE808", 18),
    ("{s.emotion: low}", "{s.error_rate: 1}", "RE808", 18),
    ("stake: {kind: satisfaction}", "stake: {kind: risk, probability: s.error_rat}", "RE802", 12),
    ("id: OWN-01", "id: RES-07", "RE809", 4),
    ("id: OWN-01", "id: own 1", "RE112", 4),
    ("scope: step", "scope: steps", "RE112", 6),
    ("ask: everybody", "askk: everybody", "RE110", 10),
]  # fmt: skip


@pytest.mark.parametrize(("right", "wrong", "code", "line"), MISTAKES, ids=[f"{m[2]}-{m[1]}" for m in MISTAKES])
def test_a_mistake_is_refused_with_place_and_remedy(
    write: Callable[[str], Path], right: str, wrong: str, code: str, line: int
) -> None:
    assert right in RULE
    with pytest.raises(ReviewError) as caught:
        catalogue(rules=[write(RULE.replace(right, wrong))])
    problem = next(item for item in caught.value.problems if item.code == code)
    assert problem.source.line == line
    assert problem.source.file.endswith("own.yaml")
    assert problem.remedy


def test_all_mistakes_of_a_file_are_told_at_once(write: Callable[[str], Path]) -> None:
    text = RULE.replace("s.variants >=", "s.variant >=").replace("[RL05]", "[RL50]").replace("topic:", "subject:")
    with pytest.raises(ReviewError) as caught:
        catalogue(rules=[write(text)])
    assert [problem.code for problem in caught.value.problems] == ["RE802", "RE806", "RE807"]
    assert "nearest" in str(caught.value)


def test_an_identifier_is_used_once_in_a_file(write: Callable[[str], Path]) -> None:
    text = RULE + RULE.split("rules:\n")[1]
    with pytest.raises(ReviewError, match="the identifier stands in"):
        catalogue(rules=[write(text)])


def test_a_sample_that_cannot_be_read_is_refused(write: Callable[[str], Path]) -> None:
    with pytest.raises(ReviewError, match="the sample cannot be read"):
        catalogue(rules=[write(RULE.replace("    question:", "    sample: s.exec_n >=\n    question:"))])


def test_the_packaged_catalogue_is_read_once() -> None:
    assert catalogue() is catalogue()
    assert isinstance(catalogue(), Catalogue)
