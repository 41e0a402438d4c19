"""Results are found again by what they came from, and by nothing else."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from reengineer.errors import ReviewError
from reengineer.review import (
    Plan,
    ResultsFolder,
    Review,
    load_review,
    read_results,
    run_review,
    stored_outcome,
    studies_of,
)
from reengineer.review._results_folder import run_key
from reengineer.review._store import changed_inputs
from reengineer.simulation import RunSettings

SMALL = Path(__file__).resolve().parent / "small"
WEEK = 604_800.0


def alter(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the results of the small review, from which each test has a copy."""
    small = shutil.copytree(SMALL, tmp_path_factory.mktemp("ran") / "small")
    run_review(small, Plan(options=("quick", "same"), folder=small / "results"))
    return small / "results"


@pytest.fixture
def kept(ran: Path, small: Path) -> Path:
    return shutil.copytree(ran, small / "results")


def key(review: Review) -> str:
    return run_key(review, "quick", sampled=False)


def test_a_folder_holds_one_file_a_replication_and_what_was_run(kept: Path) -> None:
    found = sorted(path.relative_to(kept).as_posix() for path in kept.rglob("*") if path.is_file())
    names = [f"{option}/{place}{number}.npz" for option in ("as-is", "quick", "same") for place in ("", "sampled/")
             for number in range(3)]  # fmt: skip
    assert found == sorted([*names, "run.json"])


def test_the_first_report_looks_at_single_rows_and_the_next_read_what_it_saw(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = studies_of(stored_outcome(kept)).closeups
    assert sorted(path.relative_to(kept).as_posix() for path in kept.rglob("rows.npz")) == [
        "as-is/rows.npz", "quick/rows.npz",
    ]  # fmt: skip
    monkeypatch.setattr("reengineer.review._closeups.look_closely", None)
    again = studies_of(stored_outcome(kept)).closeups
    assert list(again) == list(seen)
    for one, other in zip(seen.values(), again.values(), strict=True):
        assert one.groups == other.groups
        assert all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("queue", "is_open", "again"))


def test_what_was_seen_of_other_inputs_or_is_damaged_is_looked_at_anew(kept: Path) -> None:
    seen = studies_of(stored_outcome(kept)).closeups
    path = kept / "quick" / "rows.npz"
    whole = path.read_bytes()
    for spoilt in (whole[:90], (kept / "as-is" / "rows.npz").read_bytes()):
        path.write_bytes(spoilt)
        assert np.array_equal(studies_of(stored_outcome(kept)).closeups["quick"].queue, seen["quick"].queue)
        assert path.read_bytes() == whole


def test_a_report_needs_no_leave_to_write_into_its_results(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("reengineer.review._closeups.write_bytes_atomic", refuse)
    assert set(studies_of(stored_outcome(kept)).closeups) == {"as-is", "quick"}
    assert not list(kept.rglob("rows.npz"))


def test_run_json_names_inputs_and_settings_but_no_times(kept: Path, small: Path) -> None:
    content = json.loads((kept / "run.json").read_text(encoding="utf-8"))
    assert content["schema"] == "reengineer/run/1"
    assert content["review"] == "../review.yaml"
    assert {item["file"] for item in content["inputs"]} >= {"as-is.bpmn", "annotations.yaml"}
    assert content["run"]["seed"] == 1
    assert set(content) == {
        "schema", "version", "review", "assumed", "sampled", "inputs", "run", "engine", "warm_up_s", "options",
    }  # fmt: skip


def test_stored_results_give_the_same_comparison(kept: Path, small: Path) -> None:
    again = run_review(small, Plan(options=("quick", "same"), folder=kept))
    assert stored_outcome(kept).comparison.to_dict("") == again.comparison.to_dict("")


def test_new_criteria_can_be_judged_on_old_results(kept: Path, small: Path) -> None:
    alter(small / "review.yaml", "as_of:", "  - {id: p90, measure: cycle_time, statistic: p90, better: lower}\nas_of:")
    outcome = stored_outcome(kept)
    assert outcome.comparison.difference("quick", "p90") is not None


def test_a_damaged_replication_is_run_again(kept: Path, small: Path) -> None:
    path = kept / "quick" / "1.npz"
    whole = path.read_bytes()
    path.write_bytes(whole[:40])
    run_review(small, Plan(options=("quick", "same"), folder=kept))
    assert path.read_bytes() == whole


def test_a_gap_is_filled_and_what_is_behind_it_is_taken(kept: Path, small: Path) -> None:
    review = load_review(small)
    folder = ResultsFolder.of(review, kept, "quick", sampled=False)
    assert folder is not None
    assert len(folder.read()) == 3
    path = kept / "quick" / "0.npz"
    whole = path.read_bytes()
    path.unlink()
    assert [run.number for run in folder.read()] == [1, 2]
    behind = (kept / "quick" / "1.npz").stat().st_mtime_ns
    run_review(review, Plan(options=("quick", "same"), folder=kept))
    assert path.read_bytes() == whole
    assert (kept / "quick" / "1.npz").stat().st_mtime_ns == behind


def test_files_that_are_not_named_as_replications_are_left_alone(kept: Path, small: Path) -> None:
    folder = ResultsFolder.of(load_review(small), kept, "quick", sampled=False)
    assert folder is not None
    for name in ("01.npz", "-1.npz", "notes.npz"):
        (kept / "quick" / name).write_bytes((kept / "quick" / "1.npz").read_bytes())
    assert [run.number for run in folder.read()] == [0, 1, 2]


def test_what_a_killed_run_was_writing_is_removed(kept: Path, small: Path) -> None:
    left = kept / "quick" / ".1.npz.abc.part"
    left.write_bytes(b"half")
    run_review(small, Plan(options=("quick", "same"), folder=kept))
    assert not left.exists()


def test_a_report_uses_the_replications_of_its_run_and_no_more(kept: Path, small: Path) -> None:
    more = load_review(small).with_run(RunSettings(length=WEEK, replications=5))
    run_review(more, Plan(options=("quick", "same"), folder=kept))
    run_review(small, Plan(options=("quick", "same"), folder=kept))
    assert (kept / "quick" / "4.npz").is_file()
    assert stored_outcome(kept).comparison.n_replications == 3


def test_a_report_with_a_replication_missing_is_refused(kept: Path) -> None:
    (kept / "quick" / "2.npz").unlink()
    with pytest.raises(ReviewError, match=r"the results of quick cannot be used: they are missing(.|\n)*RE632"):
        stored_outcome(kept)


def test_a_replication_under_another_number_is_not_taken(kept: Path, small: Path) -> None:
    folder = ResultsFolder.of(load_review(small), kept, "quick", sampled=False)
    assert folder is not None
    (kept / "quick" / "0.npz").write_bytes((kept / "quick" / "1.npz").read_bytes())
    assert [run.number for run in folder.read()] == [1, 2]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("as-is.bpmn", "Decide", "Decide it"),
        ("annotations.yaml", "members: 2", "members: 3"),
        ("options/quick.yaml", "factor: 0.8", "factor: 0.7"),
        ("review.yaml", "seed: 1", "seed: 2"),
        ("review.yaml", "length: 1 week", "length: 2 weeks"),
    ],
)
def test_the_key_changes_with_what_the_numbers_depend_on(small: Path, file: str, old: str, new: str) -> None:
    before = key(load_review(small))
    alter(small / file, old, new)
    assert key(load_review(small)) != before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("review.yaml", "replications: 3", "replications: 7"),
        ("review.yaml", "title: Refunds", "title: Other"),
        ("options/quick.yaml", "title: A form", "title: The form"),
        ("boundary.yaml", "# Agreed in the spring.", "# Agreed."),
    ],
)
def test_the_key_is_the_same_where_the_numbers_are(small: Path, file: str, old: str, new: str) -> None:
    before = key(load_review(small))
    alter(small / file, old, new)
    assert key(load_review(small)) == before


def test_what_changed_is_named(kept: Path, small: Path) -> None:
    alter(small / "options" / "quick.yaml", "0.8", "0.7")
    assert changed_inputs(load_review(small), kept) == ("options/quick.yaml",)
    assert changed_inputs(load_review(small), None) == ()


def test_results_without_their_settings_are_refused(kept: Path) -> None:
    alter(kept / "run.json", '"seed": 1', '"seed": -1')
    with pytest.raises(ReviewError, match="RE631"):
        read_results(kept)


def test_more_replications_are_added_to_those_that_are_there(kept: Path, small: Path) -> None:
    before = {number: (kept / "as-is" / f"{number}.npz").read_bytes() for number in range(3)}
    review = load_review(small).with_run(RunSettings(length=WEEK, replications=5))
    outcome = run_review(review, Plan(options=(), folder=kept))
    assert outcome.comparison.n_replications == 5
    assert {number: (kept / "as-is" / f"{number}.npz").read_bytes() for number in range(3)} == before
