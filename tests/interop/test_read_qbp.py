"""Files of BIMP and Apromore: both dialects, units, findings, and BIMP's own results."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.errors import InputError
from reengineer.interop import read_qbp
from reengineer.simulation import Job, run_model

Make = Callable[..., bytes]

# Elements with time, with resource, shares, members, timetables in use.
FACTS = {
    "BIMP_example": (6, 6, 4, 5, 500),
    "CVS-Pharmacy": (12, 12, 14, 5, 220),
    "Credit_Application_Simulation": (6, 6, 4, 5, 2000),
    "Credit_Application_normalised": (6, 6, 4, 5, 2000),
    "financial": (6, 6, 4, 5, 10),
    "LoanApp_sequential_9-5": (13, 13, 10, 20, 1000),
    "LoanApp_normalised": (13, 13, 10, 20, 1000),
    "PurchasingExampleQBP": (23, 23, 6, 47, 98),
    "ch7_InsuranceClaimsSimulatio-StormScenario": (9, 9, 10, 230, 3588),
    "stock_replenishment": (4, 4, 0, 1, 10),
}


def qbp(
    *parts: str, attributes: str = 'processInstances="50" currency="EUR" startDateTime="2026-01-05T09:00:00Z"'
) -> str:
    space = 'xmlns:q="http://www.qbp-simulator.com/Schema201212"'
    return f"<q:processSimulationInfo {space} {attributes}>{''.join(parts)}</q:processSimulationInfo>"


TIMES = (
    '<q:timetables><q:timetable id="T" name="Office" default="true"><q:rules><q:rule fromTime="09:00:00.000+00:00" '
    'toTime="23:59:00.000+00:00" fromWeekDay="MONDAY" toWeekDay="FRIDAY"/></q:rules></q:timetable></q:timetables>'
)
PEOPLE = '<q:resources><q:resource id="R" name="Clerk" totalAmount="2" costPerHour="25"/></q:resources>'


def arrivals(text: str) -> str:
    return f"<q:arrivalRateDistribution {text}/>"


def element(distribution: str, ref: str = "a") -> str:
    return (
        f'<q:elements><q:element elementId="{ref}" fixedCost="1.5">{distribution}'
        "<q:resourceIds><q:resourceId>R</q:resourceId></q:resourceIds></q:element></q:elements>"
    )


def shares(**given: str) -> str:
    flows = "".join(f'<q:sequenceFlow elementId="{flow}" executionProbability="{at}"/>' for flow, at in given.items())
    return f"<q:sequenceFlows>{flows}</q:sequenceFlows>"


def time_of(bpmn: Make, attributes: str, inside: str = "") -> str:
    notes = read_qbp(
        bpmn(qbp(TIMES, PEOPLE, element(f"<q:durationDistribution {attributes}>{inside}</q:durationDistribution>")))
    ).map.notes
    return str(notes.steps["a"].duration)


@pytest.mark.parametrize("name", FACTS)
def test_every_sample_reads_with_all_its_numbers(samples: Path, name: str) -> None:
    read = read_qbp(samples / "qbp" / f"{name}.bpmn")
    notes = read.map.notes
    times = [step for step in notes.steps.values() if step.duration is not None]
    people = [step for step in notes.steps.values() if step.role is not None]
    shares = sum(len(branches) for branches in notes.flows.values())
    members = sum(group.count for group in notes.resources.values())
    assert (len(times), len(people), shares, members, read.run.cases) == FACTS[name]
    assert read.findings == ()
    assert all(problem.source.line for problem in read.ignored)


@pytest.mark.parametrize("other", ["LoanApp_sequential_9-5", "Credit_Application_Simulation"])
def test_two_dialects_of_one_scenario_are_one(samples: Path, other: str) -> None:
    normal = f"{other.split('_', maxsplit=1)[0]}_{'Application_' if 'Credit' in other else ''}normalised"
    first, second = (read_qbp(samples / "qbp" / f"{name}.bpmn") for name in (other, normal))

    def work(read: object) -> list[str]:
        return sorted(f"{step.name}: {step.notes.duration}" for step in read.map.steps)  # type: ignore[attr-defined]

    assert work(first) == work(second)
    assert first.run == second.run


def test_an_unfinished_model_gives_one_finding_for_each_gap(samples: Path) -> None:
    read = read_qbp(samples / "qbp" / "AND_join.bpmn")
    texts = [problem.message for problem in read.findings]
    assert len(texts) == 16
    assert (texts.count("the task has no time"), texts.count("the task has no resource")) == (7, 7)


def test_units_of_the_screen_are_not_looked_at(bpmn: Make) -> None:
    time = 'type="FIXED" mean="1800"'
    read = read_qbp(
        bpmn(
            qbp(
                TIMES,
                PEOPLE,
                element(f"<q:durationDistribution {time}><q:timeUnit>minutes</q:timeUnit></q:durationDistribution>"),
            )
        )
    )
    assert str(read.map.notes.steps["a"].duration) == "30 min"
    assert any("units of time" in problem.message for problem in read.ignored)


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ('type="FIXED" mean="600" arg1="300"', "10 min"),
        ('type="EXPONENTIAL" mean="NaN" arg1="600"', "exponential(10 min)"),
        ('type="NORMAL" mean="600" arg1="60"', "normal(mean=10 min, sd=1 min)"),
        ('type="GAMMA" mean="600" arg1="90000"', "gamma(mean=10 min, cv=0.5)"),
        ('type="LOGNORMAL" mean="600" arg1="90000"', "lognormal(mean=10 min, sd=5 min)"),
        ('type="TRIANGULAR" mean="600" arg1="300" arg2="1200"', "triangular(5 min, 10 min, 20 min)"),
        ('type="UNIFORM" arg1="300" arg2="1200"', "uniform(5 min, 20 min)"),
    ],
)
def test_each_family_has_its_own_places(bpmn: Make, attributes: str, expected: str) -> None:
    assert time_of(bpmn, attributes) == expected


def test_a_histogram_counts_in_percent(bpmn: Make) -> None:
    bins = "".join(
        f'<q:histogramData probability="{share}"><q:distribution type="FIXED" mean="{value}"/></q:histogramData>'
        for share, value in ((25, 60), (75, 120))
    )
    made = time_of(bpmn, 'type="HISTOGRAM"', f"<q:histogramDataBins>{bins}</q:histogramDataBins>")
    assert made == "discrete(1 min: 0.25, 2 min: 0.75)"


def test_the_last_minute_of_a_day_is_midnight_and_offsets_are_local(bpmn: Make) -> None:
    notes = read_qbp(bpmn(qbp(TIMES, PEOPLE, arrivals('type="EXPONENTIAL" arg1="1800"')))).map.notes
    assert notes.calendars["Office"].hours["mon"] == ("09:00-24:00",)
    assert (notes.resources["Clerk"].calendar, str(notes.resources["Clerk"].cost)) == ("Office", "25 EUR/h")
    assert notes.cases["case"].arrivals is not None
    assert notes.cases["case"].arrivals.calendar == "Office"


def test_a_rule_over_midnight_goes_on_the_next_day(bpmn: Make) -> None:
    night = TIMES.replace("09:00:00.000", "22:00:00.000").replace("23:59:00", "06:00:00")
    read = read_qbp(bpmn(qbp(night, PEOPLE, arrivals('type="EXPONENTIAL" arg1="1800"'))))
    hours = read.map.notes.calendars["Office"].hours
    assert hours["mon"] == ("22:00-24:00",)
    assert hours["tue"] == hours["fri"] == ("00:00-06:00", "22:00-24:00")
    assert hours["sat"] == ("00:00-06:00",)
    assert any("over midnight" in problem.message for problem in read.translated)


def test_what_names_nothing_is_told_with_the_nearest(bpmn: Make) -> None:
    read = read_qbp(bpmn(qbp(TIMES, PEOPLE, element('<q:durationDistribution type="FIXED" mean="6"/>', "aa"))))
    told = [problem for problem in read.findings if problem.code == "RE134"]
    assert [problem.message for problem in told] == ["""there is no element 'aa' in the map; nearest: "a\""""]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (TIMES.replace("23:59:00", "09:00:00"), "ends when it begins"),
        (PEOPLE.replace('"2"', '"0"'), "has 0 members"),
        (PEOPLE.replace('"25"', '"-1"'), "costs -1"),
        (PEOPLE.replace('"2"', '"inf"'), "has inf members"),
        (PEOPLE.replace('"25"', '"inf"'), "costs inf"),
        (arrivals('type="MAGIC" mean="3"'), "no distribution of QBP"),
        (arrivals('type="GAMMA" mean="-3" arg1="2"'), "has mean -3"),
        (arrivals('type="UNIFORM" arg1="30" arg2="2"'), "above high"),
        (arrivals('type="NORMAL" mean="30" arg1="-2"'), "must be 0 or more"),
        (arrivals('type="NORMAL" mean="inf" arg1="2"'), "infinite"),
        (arrivals('type="FIXED" mean="1,5"'), "mean is '1,5', which is no number"),
        (PEOPLE.replace('"25"', '"25,50"'), "an hour of 'Clerk' is '25,50'"),
        (element("").replace('"1.5"', '"1 000"'), "the fixed cost is '1 000'"),
        (shares(g_w="0,7"), "the share of 'g_w' is '0,7'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(bpmn: Make, part: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        read_qbp(bpmn(qbp(part)))
    assert {problem.code for problem in raised.value.problems} == {"RE133"}
    assert all(problem.source.line for problem in raised.value.problems)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (arrivals('type="EXPONENTIAL" mean="600" arg1="NaN"'), "a distribution EXPONENTIAL lacks arg1"),
        (arrivals('type="NORMAL" mean="600"'), "a distribution NORMAL lacks arg1"),
        (arrivals('mean="600"'), "has values but no type"),
        (arrivals('type="FIXED" mean="6"') * 2, "a second arrivalRateDistribution"),
        (PEOPLE.replace('"2"', '"NaN"'), "how many 'Clerk' there are; one is assumed"),
        (PEOPLE.replace("/>", ' skill="tax"/>', 1), "skill='tax' of resource"),
        ("<q:budget/>", "budget in processSimulationInfo"),
        (TIMES.replace('"T"', '"T" holidaysId="H"'), "no holidays 'H'"),
        ('<q:holidays><q:holidays id="H"/></q:holidays>', "no timetable in use has them"),
        (TIMES.replace("</q:timetables>", '<q:timetable id="U"/></q:timetables>'), "nobody works by it"),
        (element("") * 2, "what is said here of 'Look at it', because it is described before"),
        (element("", "w"), "the cost of the intermediateCatchEvent"),
        (element("", "w"), "the resource of the intermediateCatchEvent"),
        (element("").replace("fixedCost", "costThreshold"), "costThreshold"),
    ],
)
def test_what_is_not_used_is_told_with_its_line(bpmn: Make, part: str, words: str) -> None:
    read = read_qbp(bpmn(qbp(part)))
    assert [problem.source.line for problem in read.problems if words in problem.message] == [9]


def test_hours_until_midnight_and_a_start_elsewhere(bpmn: Make) -> None:
    late = TIMES.replace("09:00:00", "22:00:00").replace("23:59:00", "00:00:00")
    read = read_qbp(bpmn(qbp(late, attributes='processInstances="5" startDateTime="2026-01-05T09:00:00+10:00"')))
    assert read.map.notes.calendars["Office"].hours["fri"] == ("22:00-24:00",)
    assert str(read.map.notes.clock.start) == "2026-01-05 09:00:00"
    assert any("taken as local time" in problem.message for problem in read.translated)


@pytest.mark.parametrize(
    ("given", "words", "expected"),
    [
        ({"g_w": "70", "g_b": "30"}, "which cannot be", {}),
        ({"g_w": "0", "g_b": "0"}, "which cannot be", {}),
        ({"g_w": "0.7"}, "has no share; 0 is taken", {"g_w": "0.7", "g_b": "0"}),
        ({"g_w": "0.7", "g_b": "0.6"}, "", {"g_w": "0.7", "g_b": "0.6"}),
    ],
)
def test_shares_of_an_inclusive_split_stand_alone(
    bpmn: Make, given: dict[str, str], words: str, expected: dict[str, str]
) -> None:
    read = read_qbp(bpmn(qbp(shares(**given))).replace(b"exclusiveGateway", b"inclusiveGateway"))
    made = read.map.notes.flows.get("g")
    assert {str(flow): str(share) for flow, share in (made or {}).items()} == expected
    assert words in " ".join(problem.message for problem in read.findings)


def test_a_map_without_data_is_refused_by_name(bpmn: Make) -> None:
    with pytest.raises(InputError, match="no simulation data of QBP"):
        read_qbp(bpmn())


@pytest.mark.slow
def test_bimp_example_gives_the_results_of_bimp(samples: Path) -> None:
    """BIMP ran it once with 500 cases: mean cycle time 26,187 s, mean cost 34.60."""
    read = read_qbp(samples / "qbp" / "BIMP_example.bpmn")
    run = read.run.model_copy(update={"replications": 60})
    measures = run_model(read.map, run, Job()).measures
    whole = measures[(measures["scope"] == "process") & (measures["statistic"] == "mean")]
    cycle = whole[(whole["measure"] == "cycle_time") & (whole["clock"] == "elapsed")]["value"] * 3600
    cost = whole[whole["measure"] == "activity_cost"]["value"]
    # One run of theirs lies within three standard deviations of ours, and the means are as near as their run allows.
    assert abs(cycle.mean() - 26_187) < 3 * cycle.std() * math.sqrt(1 + 1 / len(cycle))
    assert abs(cost.mean() - 34.60) < 3 * cost.std() * math.sqrt(1 + 1 / len(cost))
    assert cost.mean() == pytest.approx(34.60, rel=0.02)


def test_demand_is_as_the_calendar_says(samples: Path) -> None:
    """One case every 30 min of an open day of 8 h: 16 a day, 80 a week."""
    read = read_qbp(samples / "qbp" / "BIMP_example.bpmn")
    assert read.map.arrival_rate_per_week()["case"] == pytest.approx(80)
