"""Consequences name every step concerned, load as the simulation has it, and who may decide about which option."""

import shutil
from pathlib import Path

import pytest

from reengineer.measures import Measure
from reengineer.review import Plan, consequences, load_review, routing_table, run_review, stored_outcome

SMALL = Path(__file__).resolve().parent / "small"


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "small"
    shutil.copytree(SMALL, folder)
    run_review(folder, Plan(folder=folder / "results", sampled=False))
    return folder


def test_the_change_of_load_is_that_of_the_simulation(simulated: Path) -> None:
    review = load_review(simulated)
    found = consequences(review, review.option("quick"))
    results = stored_outcome(simulated / "results").results
    assert found.note == ""
    assert [each.group for each in found.loads] == ["clerk", "lead"]
    for load in found.loads:
        measure = Measure(name="utilisation", scope="group", scope_id=load.group)
        values = {name: results[name].values(measure) for name in ("as-is", "quick")}
        assert load.as_is == pytest.approx(values["as-is"].mean())
        assert load.difference == pytest.approx((values["quick"] - values["as-is"]).mean())
    clerk = found.loads[0]
    assert clerk.difference is not None
    assert clerk.difference < 0
    # Two clerks, forty hours a week each.
    assert clerk.hours_a_week == pytest.approx(80 * clerk.difference)


def test_a_forbidden_option_is_told_like_any_other(simulated: Path) -> None:
    review = load_review(simulated)
    found = consequences(review, review.option("alone"))
    assert {each.group: each.verdict for each in found.loads}["lead"] == "better"
    assert any(line.startswith("Control C-TWO: ") for line in found.organisation)


def test_each_changed_step_and_its_neighbours_are_listed(small: Path) -> None:
    review = load_review(small)
    assert [(each.step, each.how) for each in consequences(review, review.option("quick")).steps] == [
        ("register", "changed"), ("ask_back", "neighbour"), ("decide", "neighbour"),
    ]  # fmt: skip
    (small / "options" / "move.yaml").write_text(
        "id: move\ntitle: Ask first\nchanges:\n  - move_step: {step: ask_back, to: f7}\n"
    )
    review = load_review(small)
    found = {each.step: each for each in consequences(review, review.option("move")).steps}
    assert found["ask_back"].how == "changed"
    assert {step for step, each in found.items() if each.how == "neighbour"} == {"register", "decide"}
    gone = {each.step: each.how for each in consequences(review, review.option("alone")).steps}
    assert (gone["decide"], gone["register"]) == ("removed", "neighbour")


def test_without_results_it_says_so(small: Path) -> None:
    review = load_review(small)
    found = consequences(review, review.option("quick"))
    assert (found.loads, "simulate" in found.note) == ((), True)


def test_the_routing_table_follows_cost_controls_and_signatures(small: Path) -> None:
    for name, cost in (("cheap", 400), ("dear", 4000)):
        (small / "options" / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: x\nchanges: [change_headcount: {{role: clerk, by: 1}}]\n"
            f"costs: {{one_off: {cost} EUR}}\n"
        )
    path = small / "boundary.yaml"
    path.write_text(path.read_text().replace("authority: approve_full,", "authority: approve_full, limit: 500,"))
    routes = {each.option: each for each in routing_table(load_review(small))}
    assert (routes["cheap"].full, routes["cheap"].controls, routes["cheap"].why_nobody) == (("A. Weber",), (), "")
    assert routes["dear"].full == routes["dear"].trial == ()
    assert "4,000 EUR" in routes["dear"].why_nobody
    assert "500 at most" in routes["dear"].why_nobody
    assert (routes["quick"].controls, routes["quick"].control_owners) == (("C-TWO",), ("B. Lang",))
    assert (routes["alone"].full, "B103" in routes["alone"].forbidden) == ((), True)


def test_the_commands_print_and_write(simulated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from reengineer.cli import run

    page = simulated / "consequences.html"
    assert run(["consequences", str(simulated), "--option", "quick", "-o", str(page)]) == 0
    out = capsys.readouterr().out
    assert "Register the claim" in out
    assert "hours a week" in out
    assert "What is done with the time that is set free?" in page.read_text()
    assert run(["authority", str(simulated)]) == 0
    assert "A. Weber" in capsys.readouterr().out
