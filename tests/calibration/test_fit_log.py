"""A model fitted to a log says what the log says, and can be run."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, complete
from reengineer.bpmn import read_bpmn
from reengineer.calibration import Fitted, assess, bootstrap, fit, gate, items_of, nearly_full, prepare, split
from reengineer.calibration._fidelity import starting_at
from reengineer.calibration._fit import fit_evidence
from reengineer.calibration._given import arriving_at
from reengineer.errors import InputError
from reengineer.eventlog import Log, read_log
from reengineer.processmap import ProcessMap
from reengineer.simulation import RunSettings, simulate

MODEL = """
clock: {start: 2026-01-05}
calendars:
  office: {mon-fri: "09:00-17:00"}
cases:
  case: {start: start, arrivals: {every: exponential(20 min), calendar: office}}
resources:
  clerk: {members: [{name: Ann}, {name: Bo}, {name: Cy, speed: 0.5}], calendar: office}
  judge: {members: [{name: Di}, {name: Ed}], calendar: office}
steps:
  a: {role: clerk, duration: gamma(mean=20 min, cv=0.5)}
  b: {role: judge, duration: exponential(15 min)}
  c: {role: clerk, duration: 5 min}
flows:
  x: {x_to_b: 0.7, x_to_c: rest}
"""
DRAWN = "start > a > ?x > b > ?y > end\nx > c > y"


@pytest.fixture(scope="module")
def truth(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    return draw(DRAWN, MODEL)


@pytest.fixture(scope="module")
def log(truth: AnnotatedMap) -> Log:
    return simulate(truth, RunSettings(length="12 weeks", replications=1, seed=3)).event_log


@pytest.fixture(scope="module")
def fitted(truth: AnnotatedMap, log: Log) -> Fitted:
    return fit(log, truth.map)


def test_shares_of_a_simulated_log_are_found(fitted: Fitted) -> None:
    share = fitted.annotations.share_estimates("x")["x_to_b"]
    assert share.least <= 0.7 <= share.most
    assert share.most - share.least < 0.1


def test_people_are_grouped_as_they_were(fitted: Fitted) -> None:
    assert {frozenset(members) for members in fitted.report.groups.values()} == {
        frozenset({"Ann", "Bo", "Cy"}), frozenset({"Di", "Ed"}),
    }  # fmt: skip


def test_hours_are_found(fitted: Fitted) -> None:
    calendars = fitted.annotations.notes.calendars
    hours = {spans for calendar in calendars.values() for spans in calendar.hours.values()}
    assert hours <= {("09:00-17:00",), ("09:00-17:01",)}


def test_durations_and_families_are_found(fitted: Fitted) -> None:
    steps = fitted.annotations.notes.steps
    judge, plain = steps["b"].duration, steps["c"].duration
    assert judge is not None
    assert plain is not None
    assert judge.family == "exponential"
    assert judge.mean == pytest.approx(900, rel=0.1)
    assert plain.mean == pytest.approx(300, rel=0.25)


def test_somebody_slow_is_told(fitted: Fitted) -> None:
    members = next(group for group in fitted.annotations.notes.resources.values() if group.count == 3).people("")
    speed = {member.name: float(member.speed) for member in members}
    assert speed["Ann"] / speed["Cy"] == pytest.approx(2, rel=0.15)


def test_no_delay_is_found_where_there_is_none(fitted: Fitted) -> None:
    assert fitted.report.delays == {}
    assert fitted.annotations.map.nodes == fitted.annotations.map.nodes


def test_arrivals_are_found(fitted: Fitted) -> None:
    arrivals = fitted.annotations.notes.cases["case"].arrivals
    assert arrivals is not None
    assert arrivals.every is not None
    assert arrivals.every.mean == pytest.approx(1200, rel=0.12)


def test_every_number_says_where_it_comes_from(fitted: Fitted) -> None:
    notes = fitted.annotations.notes
    assert all(step.evidence and step.evidence.n and step.evidence.interval for step in notes.steps.values())
    assert {"flows.x", "cases.case.arrivals"} <= set(notes.evidence)
    assert all(each.n and each.method for each in notes.evidence.values())


def test_the_same_log_gives_the_same_model(truth: AnnotatedMap, log: Log, fitted: Fitted) -> None:
    again = fit(Log(frame=log.frame.sample(frac=1, random_state=1)), truth.map)
    assert again.annotations.notes == fitted.annotations.notes


def test_a_fitted_model_is_faithful_to_cases_held_back(truth: AnnotatedMap, log: Log) -> None:
    train, held = split(items_of(log))
    model = fit_evidence(prepare(train, truth.map))
    fidelity = assess(model.annotations, train, held, replications=3)
    assert fidelity.error < 0.35
    found = {each.name: each for each in fidelity.distances}
    assert found["n_gram"].mean < 0.1
    assert found["n_gram"].low <= found["n_gram"].mean <= found["n_gram"].high
    assert gate(fidelity, 0.001 + fidelity.error) is None
    problem = gate(fidelity, fidelity.error / 2)
    assert problem is not None
    assert problem.code == "RE460"


def test_a_window_begins_a_gap_before_its_first_case(truth: AnnotatedMap, log: Log) -> None:
    first = int(items_of(log).arrivals[5])
    placed = starting_at(truth, first).notes.clock
    assert placed.timezone == "UTC"
    assert 0 < first / 1e6 - placed.start.timestamp() <= 20 * 60 + 16 * 3600


def test_models_refitted_to_drawn_cases_spread_around_the_fit(truth: AnnotatedMap, log: Log, fitted: Fitted) -> None:
    models = bootstrap(prepare(items_of(log), truth.map), 5)
    shares = [float(model.share_estimates("x")["x_to_b"]) for model in models]
    assert len(set(shares)) == 5
    assert min(shares) < 0.7 < max(shares) or abs(sum(shares) / 5 - 0.7) < 0.05


def test_refits_draw_durations_and_arrivals_anew(truth: AnnotatedMap, log: Log) -> None:
    one, two = bootstrap(prepare(items_of(log), truth.map), 2)
    assert one.notes.steps["a"].duration != two.notes.steps["a"].duration
    assert one.notes.cases != two.notes.cases
    pairs = [
        (one.notes.resources[name].people(name), two.notes.resources[name].people(name)) for name in one.notes.resources
    ]
    assert all([each.name for each in mine] == [each.name for each in theirs] for mine, theirs in pairs)
    assert one.notes.calendars == two.notes.calendars


def test_a_load_of_85_per_cent_is_told() -> None:
    (problem,) = nearly_full({"clerk": 0.85, "judge": 0.849})
    assert (problem.code, problem.severity) == ("RE544", "warning")
    assert "clerk has a load of 85%" in problem.message


def departing(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> tuple[ProcessMap, Fitted]:
    process_map = draw(DRAWN).map
    cases = ["AB", "AC", "AAB", "AZC", "B", "AZZB"] * 20
    return process_map, fit(log_of(*cases), process_map)


def test_departures_are_drawn_and_can_be_run(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    _, fitted = departing(log_of, draw)
    assert fitted.report.modelled == 1
    result = simulate(fitted.annotations, RunSettings(cases=600, replications=1))
    counts = result.log.groupby(["case", "name"]).size().unstack(fill_value=0)
    assert counts["Z"].mean() == pytest.approx(0.5, abs=0.1)
    assert (counts["A"] == 0).mean() == pytest.approx(1 / 6, abs=0.06)
    assert (counts["A"] == 2).mean() == pytest.approx(1 / 6, abs=0.06)


def test_departures_can_be_switched_off(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    _, fitted = departing(log_of, draw)
    result = simulate(fitted.following_the_map(), RunSettings(cases=200, replications=1))
    assert set(result.log["name"]) == {"A", "B", "C"}
    assert set(result.log.groupby("case").size()) == {2}


def test_departures_can_be_left_out(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    process_map = draw(DRAWN).map
    fitted = fit(log_of(*["AB", "AAB"] * 20), process_map, departures=False)
    assert fitted.strict == {}
    assert {node.id for node in fitted.annotations.map.activities} == {"a", "b", "c"}


def test_cases_that_end_early_end_early(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    process_map = draw("start > a > b > c > d > end").map
    fitted = fit(log_of(*["ABCD", "A"] * 20), process_map)
    result = simulate(fitted.annotations, RunSettings(cases=400, replications=1))
    sizes = result.log.groupby("case").size()
    assert set(sizes) == {1, 4}
    assert (sizes == 1).mean() == pytest.approx(0.5, abs=0.08)


def test_a_log_of_another_process_is_refused(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    with pytest.raises(InputError) as error:
        fit(log_of("XYZ"), draw(DRAWN).map)
    assert error.value.problems[0].code == "RE451"


def test_labels_that_are_given_count(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    fitted = fit(log_of("XB", "XC", "XB"), draw(DRAWN).map, labels={"X": "a"})
    assert fitted.report.fitness == 1


def test_a_log_without_starts_is_estimated_and_says_so(tmp_path: Path, draw: Callable[..., AnnotatedMap]) -> None:
    lines = ["case,activity,resource,time"]
    for case in range(60):
        hour = f"2026-01-{5 + case % 5:02d} {9 + case // 10:02d}"
        lines += [f"{case},A,Ann,{hour}:00", f"{case},B,Di,{hour}:30"]
    (tmp_path / "ends.csv").write_text("\n".join(lines))
    fitted = fit(read_log(tmp_path / "ends.csv").log, draw("start > a > b > end").map)
    assert "RE455" in {problem.code for problem in fitted.report.remarks}


def test_the_first_of_several_people_has_done_the_work(
    log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]
) -> None:
    log = log_of(*["AB"] * 30)
    names = ["Ann  ; Bo", "Ann", "Doe, John", "Bo", "Ann & Bo", "n.a."]
    log.frame["members"] = [names[place % 6] for place in range(60)]
    fitted = fit(log, draw("start > a > b > end").map)
    assert {name for group in fitted.report.groups.values() for name in group} == {"Ann", "Bo", "Doe, John"}
    told = {problem.code: problem.message for problem in fitted.report.remarks}
    assert told["RE567"].startswith("20 activities")


@pytest.mark.parametrize("name", ["loanapp", "insurance_claims"])
def test_public_logs_give_models_that_run(shared: Path, name: str) -> None:
    folder = shared / "logs" / name
    log = folder / ("train.csv.gz" if name == "loanapp" else "Insurance_Claims.csv.gz")
    model = next(path for path in sorted(folder.glob("*.bpmn")))
    fitted = fit(read_log(log).log, read_bpmn(model))
    assert fitted.report.fitness == 1
    assert simulate(fitted.annotations, RunSettings(cases=50, replications=1)).log["case"].nunique() == 50


def test_repeats_that_differ_are_told_apart(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    """Half of the cases are done at once, the others at the third try; nobody stops after the second."""
    fitted = fit(log_of(*["AB", "AAAB"] * 120), draw("start > a > b > end").map)
    result = simulate(fitted.annotations, RunSettings(cases=300, replications=1))
    tries = result.log[result.log["name"] == "A"].groupby("case").size()
    assert set(tries) == {1, 3}
    assert (tries == 3).mean() == pytest.approx(0.5, abs=0.1)


def test_given_arrivals_are_met(truth: AnnotatedMap, log: Log) -> None:
    train, held = split(items_of(log))
    model = fit_evidence(prepare(train, truth.map))
    fidelity = assess(model.annotations, train, held, replications=2)
    assert set(fidelity.given) == {each.name for each in fidelity.distances}
    assert fidelity.given["case_arrival"] < 0.6


def test_cases_that_all_come_at_once_are_given_too(log_of: Callable[..., Log], truth: AnnotatedMap) -> None:
    items = items_of(log_of(*["AB"] * 60))
    at_once = items.case * (int(items.arrivals[1]) - int(items.arrivals[0]))
    thick = replace(items, start=items.start - at_once, end=items.end - at_once)
    model = fit_evidence(prepare(items, truth.map))
    (run,) = arriving_at(model.annotations, items.arrivals[:0], [thick], seed=1)
    assert run.cases == thick.cases
    assert run.arrivals.min() == thick.arrivals.min()
    assert assess(model.annotations, items, thick, replications=2).given


def test_markers_of_loops_become_loops_that_run(log_of: Callable[..., Log]) -> None:
    marked = "<standardLoopCharacteristics/></userTask>"
    file = (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">'
        f'<startEvent id="s"/><userTask id="a" name="A">{marked}<userTask id="b" name="B">{marked}<endEvent id="e"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="b"/>'
        '<sequenceFlow id="h" sourceRef="b" targetRef="e"/></process></definitions>'
    )
    fitted = fit(log_of(*["AB", "AAB"] * 30), read_bpmn(file.encode()))
    result = simulate(fitted.annotations, RunSettings(cases=200, replications=1))
    assert set(result.log["name"]) == {"A", "B"}
    # A third of the 90 times that A was done it was done again.
    assert (result.log["name"] == "A").sum() / 200 == pytest.approx(1.5, abs=0.25)


@pytest.mark.parametrize("starts", [["09:00"], ["09:00"] * 40])
def test_logs_with_little_in_them_give_models_that_run(
    tmp_path: Path, draw: Callable[..., AnnotatedMap], starts: list[str]
) -> None:
    rows = [f"{case},{step},Ann,2026-01-05 {at},2026-01-05 {at}" for case, at in enumerate(starts) for step in "AB"]
    (tmp_path / "log.csv").write_text("\n".join(["case,activity,resource,start,end", *rows]), encoding="utf-8")
    fitted = fit(read_log(tmp_path / "log.csv").log, draw("start > a > b > end").map)
    assert len(simulate(fitted.annotations, RunSettings(cases=10, replications=1)).log) == 20


def one_day_log(path: Path, days: int) -> Log:
    rows = ["case,activity,resource,start,end"]
    for case in range(60 * days):
        day, place = divmod(case, 60)
        start = datetime(2026, 1, 5, 9) + timedelta(days=day, minutes=5 * place)  # noqa: DTZ001 - logs hold UTC
        rows.append(f"{case},A,Ann,{start},{start + timedelta(minutes=4)}")
    (path / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    return read_log(path / "log.csv").log


@pytest.mark.parametrize("days", [1, 3])
def test_days_that_a_short_log_does_not_cover_are_like_the_others(
    tmp_path: Path, draw: Callable[..., AnnotatedMap], days: int
) -> None:
    """Work from 9 to 14 on Monday, or on three days, says nothing against the same on Thursday."""
    fitted = fit(one_day_log(tmp_path, days), draw("start > a > end").map)
    notes = fitted.annotations.notes
    hours = notes.to_data()["calendars"]["hours of A team"]
    assert hours == {"mon-fri": "09:00-14:00"}
    assert "RE568" in {problem.code for problem in fitted.report.remarks}


def test_the_hours_of_cases_held_back_are_known_of_a_log_of_one_day(
    tmp_path: Path, draw: Callable[..., AnnotatedMap]
) -> None:
    train, held = split(items_of(one_day_log(tmp_path, 1)))
    model = fit_evidence(prepare(train, draw("start > a > end").map))
    fidelity = assess(model.annotations, train, held, replications=2)
    assert next(each.mean for each in fidelity.distances if each.name == "case_arrival") < 1


def test_waits_are_no_work_where_ends_alone_are_logged(tmp_path: Path, draw: Callable[..., AnnotatedMap]) -> None:
    """B takes Di ten minutes or so, and comes a day after A."""
    rows = ["case,activity,resource,end"]
    for case in range(80):
        start = datetime(2026, 1, 5, 9) + timedelta(days=case // 20, minutes=12 * (case % 20))  # noqa: DTZ001
        rows += [f"{case},A,Ann,{start}", f"{case},B,Di,{start + timedelta(hours=24, minutes=case % 3)}"]
    (tmp_path / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    items = items_of(read_log(tmp_path / "log.csv").log)
    longest = (items.end - items.start)[items.label == items.labels.index("B")].max() / 6e7
    assert items.estimated
    assert 10 <= longest <= 14
    fitted = fit(read_log(tmp_path / "log.csv").log, draw("start > a > b > end").map)
    assert max(fitted.annotations.offered_load().values()) < 1


def test_more_than_can_be_done_and_drift_are_told(tmp_path: Path, draw: Callable[..., AnnotatedMap]) -> None:
    rows = ["case,activity,resource,start,end"]
    for case in range(120):
        start = datetime(2026, 1, 5, 9) + timedelta(minutes=10 * case)  # noqa: DTZ001 - logs hold UTC
        late = start + timedelta(minutes=2 * case)
        rows += [f"{case},A,Ann,{start},{start}", f"{case},B,Di,{late},{late + timedelta(minutes=12)}"]
    (tmp_path / "log.csv").write_text("\n".join(rows), encoding="utf-8")
    fitted = fit(read_log(tmp_path / "log.csv").log, draw("start > a > b > end").map)
    assert "RE464" in {problem.code for problem in fitted.report.remarks}
    (told,) = nearly_full(fitted.annotations.offered_load())
    assert told.code == "RE569"
    assert "times as long" in told.remedy


def test_a_log_that_names_nobody_needs_nobody(log_of: Callable[..., Log], draw: Callable[..., AnnotatedMap]) -> None:
    fitted = fit(log_of(*["AB"] * 40, who=""), draw("start > a > b > c > end").map)
    steps = fitted.annotations.notes.steps
    assert {name: step.duration for name, step in steps.items()} == dict.fromkeys("abc")
    run = RunSettings(cases=40, replications=1)
    result = simulate(fitted.annotations, run)
    assert result.log.equals(simulate(fitted.annotations, run, engine="reference").log)
    assert not any("it is not known who does it" in problem.message for problem in complete(fitted.annotations)[1])
    spent = (result.log["completed"] - result.log["enabled"]).dt.total_seconds()
    # Half an hour each, whatever the hour; the step never shown takes no time.
    assert set(spent[result.log["name"] == "A"].round()) == {1800}
    again = bootstrap(prepare(items_of(log_of(*["AB"] * 40, who="")), draw("start > a > b > c > end").map), 2)
    assert all(each.notes.steps["a"].delay is not None for each in again)
