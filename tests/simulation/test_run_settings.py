"""Settings of a run are read as people write them."""

import pytest
from pydantic import ValidationError

from reengineer.simulation import RunSettings


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("26 weeks", 26 * 604_800), ("90 min", 5400), (3600, 3600), ("1.5 h", 5400), ("2 days", 172_800)],
)
def test_a_length_is_a_duration_or_seconds(text: str | int, seconds: float) -> None:
    assert RunSettings.model_validate({"length": text}).horizon_s == seconds


def test_without_a_limit_a_run_lasts_eight_weeks() -> None:
    assert RunSettings().horizon_s == 8 * 604_800


def test_a_number_of_cases_alone_sets_no_length() -> None:
    assert RunSettings(cases=100).horizon_s is None
    assert RunSettings(cases=100, length=60.0).horizon_s == 60


@pytest.mark.parametrize(("text", "share"), [("5 %", 0.05), ("2%", 0.02), (0.1, 0.1)])
def test_precision_is_a_share(text: str | float, share: float) -> None:
    assert RunSettings.model_validate({"precision": text}).precision == pytest.approx(share)


@pytest.mark.parametrize(("stated", "numbers"), [("auto", (10, 30)), (7, (7, 7))])
def test_replications_are_a_number_or_as_many_as_are_needed(stated: object, numbers: tuple[int, int]) -> None:
    settings = RunSettings.model_validate({"replications": stated})
    assert (settings.first_replications, settings.most_replications) == numbers


@pytest.mark.parametrize(("stated", "held"), [("none", "none"), ("auto", "auto"), ("2 weeks", 1_209_600), (5, 5)])
def test_a_warm_up_is_a_time_or_a_word(stated: object, held: object) -> None:
    assert RunSettings.model_validate({"warm_up": stated}).warm_up == held


@pytest.mark.parametrize(
    "wrong",
    [
        {"length": 0},
        {"length": "6000 weeks"},
        {"warm_up": -1},
        {"length": "soon"},
        {"cases": 0},
        {"cases": 100_000_001},
        {"replications": 0},
        {"replications": "many"},
        {"precision": "0 %"},
        {"precision": 1},
        {"precision": "five %"},
        {"seed": -1},
        {"seed": 2**32},
        {"warm_up": "later"},
        {"end": "stop"},
        {"end": "cut"},
        {"sead": 1},
    ],
)
def test_what_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RunSettings.model_validate(wrong)


def test_a_bad_duration_says_what_is_wrong() -> None:
    with pytest.raises(ValidationError, match="soon"):
        RunSettings.model_validate({"length": "soon"})


def test_a_cut_needs_a_length() -> None:
    with pytest.raises(ValidationError, match="4 weeks"):
        RunSettings(end="cut", cases=5)


def test_settings_survive_being_written() -> None:
    settings = RunSettings.model_validate({"length": "26 weeks", "warm_up": "2 weeks", "precision": "3 %"})
    written = settings.model_dump(mode="json")
    assert written["length"] == "4368 h"
    assert RunSettings.model_validate(written) == settings


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        RunSettings().seed = 2  # type: ignore[misc]
