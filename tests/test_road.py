"""The whole road on complaint handling: from files to verdicts and a report, as the design promises."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.comparison import Comparison, PairedDifference
from reengineer.review import Outcome, Plan, load_review, run_review, stored_outcome, write_review_report
from reengineer.simulation import RunSettings

COMPLAINTS = Path(__file__).resolve().parents[1] / "scenarios" / "complaints"
OPTIONS = ("A", "B", "C", "D", "same", "X")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def difference(comparison: Comparison, option: str, criterion: str) -> PairedDifference:
    found = comparison.difference(option, criterion)
    assert found is not None
    assert found.difference is not None
    return found


def run(folder: Path, **plan: object) -> Outcome:
    review = load_review(COMPLAINTS)
    short = RunSettings(length=2 * 604_800.0, replications=2, seed=1)
    return run_review(review.with_run(short), Plan(folder=folder, **plan))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("road") / "results"


@pytest.fixture(scope="module")
def short(kept: Path) -> Outcome:
    return run(kept, sampled=False)


def test_every_option_runs_beside_the_as_is(short: Outcome) -> None:
    status = {outcome.id: outcome.status for outcome in short.comparison.outcomes}
    assert status == {"as-is": "ran", **dict.fromkeys(OPTIONS[:-1], "ran"), "X": "forbidden"}
    assert short.comparison.n_replications == 2


def test_the_tempting_option_is_struck_out_and_its_measures_are_there(short: Outcome) -> None:
    outcome = short.comparison.outcome("X")
    assert "C-4EYES" in {breach.rule for breach in outcome.breaches}
    assert all(value.value is not None for value in outcome.measures)


def test_no_change_is_exactly_no_change(short: Outcome) -> None:
    for criterion in short.comparison.criteria:
        same = difference(short.comparison, "same", criterion.id)
        assert same.difference == same.ci_low == same.ci_high == 0


def test_delegated_approval_frees_the_manager_even_in_a_short_run(short: Outcome) -> None:
    manager = difference(short.comparison, "B", "manager")
    assert manager.value is not None
    assert manager.as_is is not None
    assert manager.value < 0.7 * manager.as_is


def test_questions_are_asked_of_the_as_is(short: Outcome) -> None:
    assert short.asked.findings
    assert len(short.asked.base) >= 17


def test_a_run_is_found_again_and_reported_twice_with_the_same_bytes(
    short: Outcome, kept: Path, tmp_path: Path
) -> None:
    stored = stored_outcome(kept)
    assert stored.comparison.to_dict("") == short.comparison.to_dict("")
    first = write_review_report(stored, tmp_path / "first.html").read_bytes()
    second = write_review_report(stored_outcome(kept), tmp_path / "second.html").read_bytes()
    assert first == second
    assert b"Fast track for simple complaints" in first


def test_a_report_depends_on_no_folder(
    short: Outcome, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = write_review_report(stored_outcome(kept), tmp_path / "here.html").read_bytes()
    monkeypatch.chdir(kept.parent)
    there = write_review_report(stored_outcome(kept.name), tmp_path / "there.html").read_bytes()
    assert here == there


@pytest.mark.slow
def test_results_are_the_same_bytes_for_any_number_of_processes(short: Outcome, kept: Path, tmp_path: Path) -> None:
    folder = kept.parent / "of-two"
    run(folder, jobs=2, sampled=False)
    assert contents(folder) == contents(kept)


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    """Return the review as it is written: 26 weeks, as many replications as it takes."""
    return run_review(load_review(COMPLAINTS), Plan(jobs=2, folder=tmp_path_factory.mktemp("full")))


@pytest.mark.slow
def test_the_manager_is_relieved_by_delegated_approval(full: Outcome) -> None:
    manager = difference(full.comparison, "B", "manager")
    assert manager.as_is == pytest.approx(0.80, abs=0.02)
    assert manager.value == pytest.approx(0.37, abs=0.03)
    assert manager.verdict == "better"


@pytest.mark.slow
def test_delegated_approval_does_not_shorten_complaints_by_what_matters(full: Outcome) -> None:
    cycle = difference(full.comparison, "B", "cycle")
    assert abs(cycle.difference or 0.0) < 0.1
    assert cycle.verdict in {"not_shown", "no_difference"}


@pytest.mark.slow
def test_the_fast_track_cuts_cycle_time_by_a_fifth_to_a_third(full: Outcome) -> None:
    cycle = difference(full.comparison, "C", "cycle")
    assert cycle.as_is is not None
    assert cycle.difference is not None
    assert -0.35 <= cycle.difference / cycle.as_is <= -0.20
    assert cycle.verdict == "better"


@pytest.mark.slow
def test_the_full_review_strikes_out_what_is_forbidden(full: Outcome) -> None:
    outcome = full.comparison.outcome("X")
    assert outcome.status == "forbidden"
    assert "C-4EYES" in {breach.rule for breach in outcome.breaches}
    assert all(value.value is not None for value in outcome.measures)


@pytest.mark.slow
def test_no_change_is_exactly_no_change_with_uncertain_inputs_too(full: Outcome) -> None:
    for criterion in full.comparison.criteria:
        same = difference(full.comparison, "same", criterion.id)
        assert (same.difference, same.total_low, same.total_high) == (0, 0, 0)
        assert same.verdict == "no_difference"


def test_the_scenario_can_be_copied_elsewhere_with_its_model(tmp_path: Path) -> None:
    ignore: Callable[..., set[str]] = shutil.ignore_patterns("results")
    shutil.copytree(COMPLAINTS, tmp_path / "scenarios" / "complaints", ignore=ignore)
    shutil.copytree(COMPLAINTS.parents[1] / "models" / "complaints", tmp_path / "models" / "complaints")
    review = load_review(tmp_path / "scenarios" / "complaints")
    assert tuple(review.options) == OPTIONS
    assert review.boundary_findings() == load_review(COMPLAINTS).boundary_findings() == ()
