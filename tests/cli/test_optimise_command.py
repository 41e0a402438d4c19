"""The command searches, tells what it found, writes option files, and is taken up again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reengineer.options import Option
from reengineer.review import load_review
from reengineer.simulation import Replication
from reengineer.simulation._series import Task

Call = Callable[..., Any]
SEARCH = """
search:
  options: [quick]
  levers:
    - id: clerks
      changes: [{change_headcount: {role: clerk, by: {from: -1, to: 2}}}]
      costs: {one_off: 100 EUR}
"""
HEADS = "{change_headcount: {role: clerk, %s}}"
QUICK = ("--length", "1 day", "--retest", "3")


@pytest.fixture
def review(small: Path) -> Path:
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8") + SEARCH, encoding="utf-8")
    return small


def test_the_whole_road(review: Path, call: Call) -> None:
    called = call("optimise", review, *QUICK, "--add")
    assert called.code == 0, called.err
    assert "10 combinations of 2 levers, all of them gone through. Everything was tried." in called.out
    assert "Out of the race: 2 forbidden by the boundary" in called.out
    assert "2 x change_headcount by 2 exceeds the agreed 1" in called.out
    assert "people and hours can be added, and no criterion counts what they are paid" in called.err
    told = json.loads((review / "results/search/search.json").read_text(encoding="utf-8"))
    held = [item for item in told["proposals"] if item["holds"]]
    for item in held:
        assert item["id"] in called.out
        option = Option.read(review / "results/search/options" / f"{item['id']}.yaml")
        assert (option.id, option.title) == (item["id"], item["title"])
        assert item["id"] in load_review(review).options
    assert len(list((review / "results/search/options").iterdir())) == len(held)
    assert call("options", review).code == 0


def test_data_say_all_that_the_words_say(review: Path, call: Call) -> None:
    called = call("optimise", review, *QUICK, "--json")
    assert called.code == 0
    assert called.json["schema"] == "reengineer/optimise/1"
    assert called.json["space"]["size"] == 10
    assert called.json["search"]["candidates"]["forbidden"] == 2
    assert called.json["search"]["ended"] == "complete"
    assert called.json["seed"] != called.json["search"]["seed"] == 1
    assert {item["id"] for item in called.json["options"]} == {
        "as-is", *(item["id"] for item in called.json["proposals"]),
    }  # fmt: skip
    assert not (review / "results").exists()
    assert str(review) not in json.dumps(called.json["proposals"])


def test_the_space_is_listed_and_nothing_simulated(review: Path, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Task, "run", lambda _: pytest.fail("it simulates"))
    called = call("optimise", review, "--space")
    assert called.code == 0
    assert "10 combinations of 2 levers" in called.out
    assert "change headcount (role clerk, by 2)" in called.out
    assert call("optimise", review, "--space", "--json").json["size"] == 10


def test_levers_are_derived_where_nothing_is_stated(small: Path, call: Call) -> None:
    found = call("optimise", small, "--space", "--json").json
    assert [lever["id"] for lever in found["levers"]] == ["quick", "headcount clerk"]
    assert found["levers"][1]["settings"] == [
        "change headcount (role clerk, by -1)",
        "change headcount (role clerk, by 1)",
    ]
    reasons = {item["what"]: item["reason"] for item in found["left_out"]}
    assert "needs estimates" in reasons["change_duration"]
    assert "delete_step is not permitted" in reasons["Clerks decide alone"]


def test_ctrl_c_tells_what_is_there_and_the_same_command_goes_on(
    review: Path, call: Call, contents: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, ran = Task.run, []

    def run_one(task: Task) -> Replication:
        ran.append(task.number)
        if len(ran) == 24 + 3 * 7 + 2:
            raise KeyboardInterrupt
        return real(task)

    monkeypatch.setattr(Task, "run", run_one)
    called = call("optimise", review, *QUICK, "-o", "kept")
    assert called.code == 130
    assert "The search was interrupted" in called.out
    assert "What was found is tested again" in called.err
    assert "Traceback" not in called.err
    monkeypatch.setattr(Task, "run", real)
    assert call("optimise", review, *QUICK, "-o", "kept").code == 0
    assert call("optimise", review, *QUICK, "-o", "fresh").code == 0
    kept, fresh = (
        {name: data for name, data in contents(Path(folder)).items() if not name.startswith("retest")}
        for folder in ("kept", "fresh")
    )
    assert kept == fresh


@pytest.mark.parametrize(
    ("stated", "code", "place", "words"),
    [
        (f"levers: [{{id: a, changes: [{HEADS % 'by: {from: 3, to: 1}'}]}}]", "RE660", ":2:", "lies above"),
        (f"levers: [{{id: a, changes: [{HEADS % 'from_date: x'}]}}]", "RE112", ":2:", "one of by and to"),
        ("levers: [{id: a, changes: [{chnage_headcount: {role: clerk, by: 1}}]}]", "RE110", ":2:", "chnage_headcount"),
        (f"levers: [{{id: quick, changes: [{HEADS % 'by: 1'}]}}]", "RE661", ":2:", "called as an option"),
        ("options: [quikc]", "RE661", ":2:", 'nearest: "quick"'),
        ("one_of: [[quick, slow]]", "RE661", ":2:", 'no option "slow"'),
        ("criteria: [cost]", "RE661", ":2:", 'no criterion "cost"'),
        ("most_together: 0", "RE112", ":2:", "0 is not 1 or more"),
        ("leverz: []", "RE110", ":2:", 'earest: "levers"'),
        ("one_of: [[quick], [quick]]", "RE112", ":1:", "two places of one_of hold quick"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(
    small: Path, call: Call, stated: str, code: str, place: str, words: str
) -> None:
    (small / "search.yaml").write_text(f"version: 1\n{stated}\n", encoding="utf-8")
    called = call("optimise", small, "--search", small / "search.yaml")
    assert called.code == 3
    assert f"search.yaml{place}" in called.err
    assert f"[{code}]" in called.err
    assert words in called.err
    assert not (small / "results").exists()


def test_a_review_may_name_a_file_of_the_search(small: Path, call: Call) -> None:
    (small / "search.yaml").write_text("options: []\nderive: true\n", encoding="utf-8")
    path = small / "review.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "search: search.yaml\n", encoding="utf-8")
    found = call("optimise", small, "--space", "--json").json
    assert [lever["id"] for lever in found["levers"]] == ["headcount clerk"]


def test_nothing_to_search_is_said(small: Path, call: Call) -> None:
    (small / "search.yaml").write_text("options: []\n", encoding="utf-8")
    called = call("optimise", small, "--search", small / "search.yaml")
    assert called.code == 2
    assert "[RE663]" in called.err


def test_a_search_needs_no_boundary(small: Path, call: Call) -> None:
    path = small / "review.yaml"
    text = path.read_text(encoding="utf-8").replace("boundary: boundary.yaml\n", "")
    path.write_text(text, encoding="utf-8")
    found = call("optimise", small, "--space", "--json").json
    assert [lever["id"] for lever in found["levers"]] == ["alone", "quick"]
