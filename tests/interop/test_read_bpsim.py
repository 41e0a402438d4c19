"""Simulation data of BPSim: inheritance, units, calendars, selections, and the traps of real files."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from reengineer.errors import InputError
from reengineer.interop import Imported, read_bpsim
from reengineer.simulation import Job, run_model

Make = Callable[..., bytes]
CALENDAR = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:{}\nDTEND:{}\nRRULE:{}\nEND:VEVENT\nEND:VCALENDAR"


def bpsim(inside: str, version: str = "2.0") -> str:
    space = f'xmlns:b="http://www.bpsim.org/schemas/{version}"'
    data = f"<b:BPSimData {space}>{inside}</b:BPSimData>"
    return f'<relationship type="BPSimData"><extensionElements>{data}</extensionElements></relationship>'


def scenario(*parts: str, attributes: str = 'id="S"', settings: str = 'baseTimeUnit="min"', limits: str = "") -> str:
    head = f"<b:ScenarioParameters {settings}>{limits}</b:ScenarioParameters>"
    return f"<b:Scenario {attributes}>{head}{''.join(parts)}</b:Scenario>"


def about(ref: str, **groups: str) -> str:
    inside = "".join(f"<b:{name}Parameters>{text}</b:{name}Parameters>" for name, text in groups.items())
    return f'<b:ElementParameters elementRef="{ref}">{inside}</b:ElementParameters>'


def takes(value: str, name: str = "ProcessingTime") -> str:
    return f"<b:{name}>{value}</b:{name}>"


def expression(name: str, text: str) -> str:
    return takes(f'<b:ExpressionParameter value="{text}"/>', name)


def read(bpmn: Make, *parts: str, **more: Any) -> Imported:
    return read_bpsim(bpmn(bpsim(scenario(*parts, **more))))


POINTS = (
    '<b:UserDistribution discrete="true">'
    '<b:UserDistributionDataPoint probability="0.4"><b:FloatingParameter value="1"/></b:UserDistributionDataPoint>'
    '<b:UserDistributionDataPoint probability="0.6"><b:FloatingParameter value="3"/></b:UserDistributionDataPoint>'
    "</b:UserDistribution>"
)
FAMILIES = {
    '<b:FloatingParameter value="90"/>': "90 min",
    '<b:NumericParameter value="90" timeUnit="s"/>': "90 s",
    '<b:DurationParameter value="PT90S"/>': "90 s",
    '<b:UniformDistribution min="5" max="10"/>': "uniform(5 min, 10 min)",
    '<b:TriangularDistribution min="1" mode="2" max="3"/>': "triangular(1 min, 2 min, 3 min)",
    '<b:NormalDistribution mean="10" standardDeviation="1"/>': "normal(mean=10 min, sd=1 min)",
    '<b:LogNormalDistribution mean="10" standardDeviation="5"/>': "lognormal(mean=10 min, sd=5 min)",
    '<b:TruncatedNormalDistribution mean="9" standardDeviation="1" min="0" max="99"/>': "normal(mean=9 min, sd=1 min)",
    '<b:TruncatedNormalDistribution mean="2" standardDeviation="1" min="1" max="3"/>': (
        "truncated(normal(mean=2 min, sd=1 min), 1 min, 3 min)"
    ),
    '<b:NegativeExponentialDistribution mean="10"/>': "exponential(10 min)",
    '<b:ErlangDistribution mean="10" k="2"/>': "erlang(k=2, mean=10 min)",
    '<b:GammaDistribution shape="4" scale="2.5"/>': "gamma(mean=10 min, cv=0.5)",
    '<b:WeibullDistribution shape="2" scale="10"/>': "weibull(shape=2, scale=10 min)",
    '<b:BetaDistribution shape="2" scale="3"/>': "beta(low=0 min, high=1 min, a=2, b=3)",
    '<b:BinomialDistribution probability="0.5" trials="2"/>': "discrete(0 min: 0.25, 1 min: 0.5, 2 min: 0.25)",
    POINTS: "discrete(1 min: 0.4, 3 min: 0.6)",
    POINTS.replace("0.4", "40").replace("0.6", "60"): "discrete(1 min: 0.4, 3 min: 0.6)",
    POINTS.replace('"3"', '"3" timeUnit="hour"'): "discrete(1 min: 0.4, 3 h: 0.6)",
    POINTS.replace('FloatingParameter value="3"', 'DurationParameter value="PT2H"'): "discrete(1 min: 0.4, 2 h: 0.6)",
    '<b:PoissonDistribution mean="3600" timeUnit="s"/>': "normal(mean=1 h, sd=1 min)",
    '<b:BinomialDistribution probability="0.5" trials="10000" timeUnit="s"/>': "normal(mean=5000 s, sd=50 s)",
}


@pytest.mark.parametrize("value", FAMILIES)
def test_each_value_has_its_meaning(bpmn: Make, value: str) -> None:
    assert str(read(bpmn, about("a", Time=takes(value))).map.notes.steps["a"].duration) == FAMILIES[value]


SET_UP = takes('<b:FloatingParameter value="5"/>', "SetUpTime")
MOVED = {
    '<b:FloatingParameter value="1"/>': "6 min",
    '<b:UniformDistribution min="1" max="3"/>': "uniform(6 min, 8 min)",
    '<b:TriangularDistribution min="1" mode="2" max="3"/>': "triangular(6 min, 7 min, 8 min)",
    '<b:NormalDistribution mean="10" standardDeviation="1"/>': "normal(mean=15 min, sd=1 min)",
    '<b:BetaDistribution shape="2" scale="3"/>': "beta(low=5 min, high=6 min, a=2, b=3)",
    POINTS: "discrete(6 min: 0.4, 8 min: 0.6)",
}


@pytest.mark.parametrize("value", MOVED)
def test_a_fixed_set_up_moves_the_time(bpmn: Make, value: str) -> None:
    assert str(read(bpmn, about("a", Time=takes(value) + SET_UP)).map.notes.steps["a"].duration) == MOVED[value]


def test_a_sum_without_a_family_has_its_moments_and_is_told(bpmn: Make) -> None:
    for value, mean, variance in (
        ('<b:LogNormalDistribution mean="9" standardDeviation="5"/>', 14, 25),
        ('<b:GammaDistribution shape="4" scale="2.5"/>', 15, 25),
        ('<b:WeibullDistribution shape="1" scale="10"/>', 15, 100),
    ):
        made = read(bpmn, about("a", Time=takes(value) + SET_UP))
        duration = made.map.notes.steps["a"].duration
        assert duration is not None
        assert (duration.mean / 60, duration.variance / 3600) == pytest.approx((mean, variance))
        assert any("of the same mean and sd" in problem.message for problem in made.translated)


def test_a_fixed_set_up_before_an_exponential_time_is_exact(bpmn: Make) -> None:
    made = read(bpmn, about("a", Time=takes('<b:NegativeExponentialDistribution mean="9"/>') + SET_UP))
    duration = made.map.notes.steps["a"].duration
    assert duration is not None
    assert (duration.mean / 60, duration.variance / 3600) == pytest.approx((14, 81))
    assert not made.ignored


def test_limits_may_be_numbers_and_cases_begin_with_properties(bpmn: Make) -> None:
    limits = (
        takes('<b:NumericParameter value="600"/>', "Duration")
        + takes('<b:FloatingParameter value="2.5" timeUnit="hour"/>', "Warmup")
        + takes('<b:Property name="Size"><b:NumericParameter value="3"/></b:Property>', "PropertyParameters")
    )
    made = read(bpmn, limits=limits)
    assert (made.run.length, made.run.warm_up) == (36_000, 9_000)
    assert str(made.map.notes.cases["case"].attributes["size"].number) == "3"


def test_costs_keep_their_currency_and_unit_of_time(bpmn: Make) -> None:
    fixed = takes('<b:UniformDistribution min="1" max="3" currencyUnit="GBP"/>', "FixedCost")
    unit = takes('<b:FloatingParameter value="2" timeUnit="min"/>', "UnitCost")
    people = about("clerk", Resource=takes('<b:NumericParameter value="2"/>', "Quantity"), Cost=unit)
    notes = read(bpmn, people, about("a", Cost=fixed)).map.notes
    assert (str(notes.steps["a"].cost), str(notes.resources["clerk"].cost)) == ("2 GBP", "120 GBP/h")
    made = read(bpmn, about("a", Cost=fixed), settings='baseTimeUnit="min" baseCurrencyUnit="EUR"')
    assert "a" not in made.map.notes.steps
    assert any("FixedCost is in GBP, not in EUR" in problem.message for problem in made.findings)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (about("a", Time=takes('<b:BooleanParameter value="true"/>')), "the BooleanParameter of ProcessingTime"),
        (about("a", Time=takes('<b:MagicDistribution mean="3"/>')), "MagicDistribution in ProcessingTime"),
        (about("a", Time=takes('<b:FloatingParameter value="3" instance="2"/>')), "a value of one instance"),
        (about("a", Priority=expression("Interruptible", "1 &lt; 2")), "it is neither true nor false"),
        (about("a", Property=takes('<b:NumericParameter value="3"/>', "QueueLength")), "QueueLength of 'Look at it'"),
        (about("s", Control=takes(POINTS, "TriggerCount")), "the UserDistribution of TriggerCount"),
        (about("s", Control=takes('<b:NumericParameter value="0"/>', "TriggerCount")), "the number of cases is 0"),
        (about("a", Time=takes('<b:NormalDistribution mean="9" standardDeviation="1" min="8"/>')), "min of a Normal"),
        (
            about(
                "a",
                Resource=takes('<b:NumericParameter value="3"/>', "Quantity")
                + expression("Selection", "getResource('r')"),
            ),
            "Quantity of 'Look at it'",
        ),
        (about("w", Control=takes('<b:FloatingParameter value="0.2"/>', "Probability")), "Probability of 'w'"),
        (about("s_a", Control=takes('<b:FloatingParameter value="0.2"/>', "Probability")), "Probability of 's_a'"),
        (about("g_w", Control=expression("Probability", "0.3")), "the ExpressionParameter of Probability"),
        (
            about("a", Cost=takes('<b:FloatingParameter value="3"/><b:FloatingParameter validFor="c"/>', "FixedCost")),
            "a FloatingParameter of FixedCost, because it holds only in 'c'",
        ),
    ],
)
def test_what_is_not_used_is_told_with_its_line(bpmn: Make, part: str, words: str) -> None:
    assert [problem.source.line for problem in read(bpmn, part).problems if words in problem.message] == [9]


def test_both_namespaces_have_either_vocabulary(bpmn: Make) -> None:
    limits = takes('<b:DurationParameter value="P1D"/>', "Warmup")
    for version in ("1.0", "2.0"):
        assert read_bpsim(bpmn(bpsim(scenario(limits=limits), version))).run.warm_up == 86_400


def test_a_scenario_overrides_single_parameters_of_its_parent(bpmn: Make) -> None:
    first = scenario(
        about(
            "a",
            Time=takes('<b:FloatingParameter value="5"/>'),
            Cost=takes('<b:FloatingParameter value="2"/>', "FixedCost"),
        ),
        settings='baseTimeUnit="min" replication="3" baseCurrencyUnit="GBP"',
    )
    second = (
        '<b:Scenario id="T" inherits="S">'
        + about("a", Time=takes('<b:FloatingParameter value="7"/>'))
        + "</b:Scenario>"
    )
    made = read_bpsim(bpmn(bpsim(first + second)), scenario="T")
    step = made.map.notes.steps["a"]
    assert (str(step.duration), str(step.cost), made.run.replications) == ("7 min", "2 GBP", 3)
    assert str(read_bpsim(bpmn(bpsim(first + second))).map.notes.steps["a"].duration) == "5 min"


def test_results_are_no_inputs(bpmn: Make) -> None:
    results = scenario(about("a", Time=takes('<b:FloatingParameter value="9"/>')), attributes='id="R" result="S"')
    inputs = scenario(
        about("a", Time=takes('<b:FloatingParameter value="9" result="x"/><b:FloatingParameter value="5"/>'))
    )
    made = read_bpsim(bpmn(bpsim(results + inputs)))
    assert str(made.map.notes.steps["a"].duration) == "5 min"
    assert any("it holds results" in problem.message for problem in made.ignored)


@pytest.mark.parametrize(("values", "expected"), [((60, 40), 0.6), ((0.6, 0.4), 0.6)])
def test_percent_is_told_from_shares(bpmn: Make, values: tuple[float, float], expected: float) -> None:
    parts = [
        about(flow, Control=takes(f'<b:FloatingParameter value="{value}"/>', "Probability"))
        for flow, value in zip(("g_w", "g_b"), values, strict=True)
    ]
    single = about("s_a", Control=takes(f'<b:FloatingParameter value="{sum(values)}"/>', "Probability"))
    made = read(bpmn, *parts, single)
    assert float(made.map.notes.flows["g"]["g_w"]) == pytest.approx(expected)  # type: ignore[arg-type]


def test_arrivals_wait_for_their_calendar(bpmn: Make) -> None:
    text = CALENDAR.format("20260105T090000", "20260105T170000", "FREQ=DAILY;BYDAY=MO,TU")
    calendar = f'<b:Calendar id="1" name="Day">{text}</b:Calendar>'
    timer = takes(
        '<b:StringParameter value="300"/><b:NegativeExponentialDistribution mean="11" validFor="1"/>',
        "InterTriggerTimer",
    )
    count = takes('<b:NumericParameter value="3000"/>', "TriggerCount")
    made = read(bpmn, about("s", Control=timer + count), calendar)
    arrivals = made.map.notes.cases["case"].arrivals
    assert arrivals is not None
    assert (str(arrivals.every), arrivals.calendar, made.run.cases) == ("exponential(11 min)", "Day", 3000)
    assert made.map.notes.calendars["Day"].hours == {"mon": ("09:00-17:00",), "tue": ("09:00-17:00",)}
    assert any("StringParameter" in problem.message for problem in made.ignored)


def test_staff_by_shift_becomes_members_with_hours_of_their_own(bpmn: Make) -> None:
    day = CALENDAR.format("20260105T080000", "20260105T160000", "FREQ=DAILY")
    late = CALENDAR.format("20260105T160000", "20260106T000000", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR")
    counts = '<b:NumericParameter value="3" validFor="d"/><b:NumericParameter value="1" validFor="l"/>'
    made = read(
        bpmn,
        about("clerk", Resource=takes(counts, "Quantity"), Cost=takes('<b:FloatingParameter value="20"/>', "UnitCost")),
        about("a", Resource=expression("Selection", "bpsim:getResource('clerk', 1)")),
        f'<b:Calendar id="d">{day}</b:Calendar><b:Calendar id="l">{late}</b:Calendar>',
    )
    group = made.map.notes.resources["clerk"]
    assert (group.count, str(group.cost), made.map.notes.steps["a"].role) == (3, "20 USD/h", "clerk")
    hours = [made.map.calendar(member.calendar).hours_per_day * 7 for member in group.people("clerk")]
    assert len({member.calendar for member in group.people("clerk")}) == 2
    assert [made.map.notes.calendars[str(member.calendar)].hours["sat"] for member in group.people("clerk")] == [
        ("08:00-16:00",)
    ] * 3
    assert made.map.notes.calendars[str(group.people("clerk")[0].calendar)].hours["mon"] == ("08:00-24:00",)
    assert hours


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("getResource('x', 2)", [("x", 2, 0)]),
        ("bpsim:orResource(bpsim:getResource('x', 1), bpsim:getResource('y', 1))", [("x", 1, 0), ("y", 1, 1)]),
        ("getResource('x',1) and getResource('y',1)", [("x", 1, 0), ("y", 1, 0)]),
    ],
)
def test_selections_are_needs(bpmn: Make, text: str, expected: list[tuple[str, int, int]]) -> None:
    people = [about(name, Resource=takes('<b:NumericParameter value="4"/>', "Quantity")) for name in "xy"]
    step = read(bpmn, *people, about("a", Resource=expression("Selection", text))).map.notes.steps["a"]
    assert [(need.group, need.quantity, need.alternative) for need in step.requests] == expected


def named(bpmn: Make, *parts: str) -> Imported:
    """Read a map that declares a resource by an id and another name."""
    made = bpmn(bpsim(scenario(*parts))).decode().replace("<process", '<resource id="r1" name="Clerk"/><process', 1)
    return read_bpsim(made.encode())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("<b:ExpressionParameter value=\"getResource('r1', 1)\"/>", [("Clerk", 0)]),
        ("<b:ExpressionParameter value=\"getResource('Clerk', 1)\"/>", [("Clerk", 0)]),
        ('<b:StringParameter value="Clerk"/>', [("Clerk", 0)]),
        ("<b:ExpressionParameter value=\"getResource('y') or getResource('r1')\"/>", [("y", 0), ("Clerk", 1)]),
        ("<b:ExpressionParameter value=\"getResourceByRoles('tax', 1)\"/>", [("Clerk", 0), ("y", 1)]),
        ("<b:ExpressionParameter value=\"getResourceByRoles('tax', 'law', 1)\"/>", [("y", 0)]),
    ],
)
def test_people_go_by_id_name_and_role(bpmn: Make, value: str, expected: list[tuple[str, int]]) -> None:
    many = takes('<b:NumericParameter value="2"/>', "Quantity")
    roles = {
        ref: takes(f'<b:StringParameter value="{role}"/>', "Role") for ref, role in (("r1", "tax"), ("y", "tax,law"))
    }
    people = [about(ref, Resource=many + role) for ref, role in roles.items()]
    made = named(bpmn, *people, about("a", Resource=takes(value, "Selection")))
    assert [(need.group, need.alternative) for need in made.map.notes.steps["a"].requests] == expected
    assert set(made.map.notes.resources) == {"Clerk", "y"}


def test_availability_by_calendar_gives_the_hours(bpmn: Make) -> None:
    there = takes('<b:BooleanParameter value="true" validFor="d"/><b:BooleanParameter value="false"/>', "Availability")
    people = about("r1", Resource=takes('<b:NumericParameter value="3"/>', "Quantity") + there)
    text = CALENDAR.format("20260105T080000", "20260105T160000", "FREQ=WEEKLY;BYDAY=MO,\n TU")
    made = named(bpmn, people, f'<b:Calendar id="d" name="Day">{text}</b:Calendar>')
    group = made.map.notes.resources["Clerk"]
    assert (group.count, group.calendar) == (3, "Day")
    assert made.map.notes.calendars["Day"].hours == {"mon": ("08:00-16:00",), "tue": ("08:00-16:00",)}


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=MO;BYMONTH=1", "BYMONTH=1', which is not read"),
        ("FREQ=DAILY;BYHOUR=9,14", "BYHOUR=9,14', which is not read"),
        ("FREQ=WEEKLY;BYDAY=MO,XX", "BYDAY=MO,XX', which is not read"),
        ("FREQ=DAILY;INTERVAL=2", "INTERVAL=2', which is not read"),
    ],
)
def test_rules_that_would_be_half_read_are_refused(bpmn: Make, rule: str, words: str) -> None:
    text = CALENDAR.format("20260105T080000", "20260105T160000", rule)
    count = takes('<b:NumericParameter value="3" validFor="d"/>', "Quantity")
    with pytest.raises(InputError, match=words):
        named(bpmn, about("r1", Resource=count), f'<b:Calendar id="d">{text}</b:Calendar>')


def test_alarms_and_time_zones_are_no_hours(bpmn: Make) -> None:
    zone = "BEGIN:VTIMEZONE BEGIN:STANDARD DTSTART:19700101T000000 RRULE:FREQ=YEARLY END:STANDARD END:VTIMEZONE"
    alarm = "BEGIN:VALARM DURATION:PT1H END:VALARM"
    event = (
        f"BEGIN:VEVENT DTSTART;TZID=Europe/London:20260105T220000 {alarm} DURATION:PT2H RRULE:FREQ=WEEKLY END:VEVENT"
    )
    count = takes('<b:NumericParameter value="3" validFor="d"/>', "Quantity")
    calendar = f'<b:Calendar id="d">BEGIN:VCALENDAR {event} EXDATE:20260112T220000 {zone} END:VCALENDAR</b:Calendar>'
    made = named(bpmn, about("r1", Resource=count), calendar)
    assert made.map.notes.calendars["d"].hours == {"mon": ("22:00-24:00",)}
    assert any("has exceptions (EXDATE)" in problem.message for problem in made.findings)


def test_conditions_may_be_plainly_true_or_false(bpmn: Make) -> None:
    flows = [
        about(flow, Control=takes(f'<b:BooleanParameter value="{value}"/>', "Condition"))
        for flow, value in (("g_w", "true"), ("g_b", "false"))
    ]
    assert [flow.condition for flow in read(bpmn, *flows).map.map.outgoing("g")] == ["True", "False"]


def test_conditions_on_properties_go_to_the_map(bpmn: Make) -> None:
    parts = (
        about("s", Property='<b:Property name="noOfIssues"><b:UniformDistribution min="1" max="3"/></b:Property>'),
        about("g_w", Control=expression("Condition", "getProperty('noOfIssues') = 0")),
        about("g_b", Control=expression("Condition", "bpsim:getProperty('noOfIssues') != 0 and 1 &lt; 2")),
    )
    made = read(bpmn, *parts)
    assert [flow.condition for flow in made.map.map.outgoing("g")] == [
        "case.noofissues == 0",
        "case.noofissues != 0 and 1 < 2",
    ]


def test_a_condition_on_what_is_not_followed_is_not_used(bpmn: Make) -> None:
    changed = '<b:Property name="n"><b:ExpressionParameter value="getProperty(\'n\') - 1"/></b:Property>'
    made = read(
        bpmn,
        about("s", Property='<b:Property name="n"><b:NumericParameter value="3"/></b:Property>'),
        about("a", Property=changed),
        about("g_w", Control=expression("Condition", "getProperty('n') = 0")),
    )
    assert all(flow.condition is None for flow in made.map.map.outgoing("g"))
    assert any("the property 'n' is not followed" in problem.message for problem in made.ignored)


def test_a_month_needs_a_start(bpmn: Make) -> None:
    limits = takes('<b:DurationParameter value="P1M"/>', "Duration")
    data = bpmn(bpsim(scenario(limits=limits)))
    assert any("no fixed length" in problem.message for problem in read_bpsim(data).findings)
    assert read_bpsim(data, start=datetime(2026, 2, 1)).run.length == 28 * 86_400  # noqa: DTZ001


@pytest.mark.parametrize(
    ("part", "code", "words"),
    [
        (about("a", Time=takes('<b:UniformDistribution min="9" max="1"/>')), "RE133", "above high"),
        (about("a", Time=takes('<b:UniformDistribution min="9"/>')), "RE133", "lacks max"),
        (about("a", Time=takes('<b:FloatingParameter value="soon"/>')), "RE133", "no number"),
        (about("a", Time=takes('<b:FloatingParameter value="1" timeUnit="eon"/>')), "RE133", "no unit of time"),
        (about("a", Time=takes('<b:GammaDistribution shape="-1" scale="2"/>')), "RE133", "must be"),
        (about("r", Resource=takes('<b:NumericParameter value="1e9"/>', "Quantity")), "RE133", "quantity of 'r'"),
    ],
)
def test_what_cannot_be_is_refused_with_its_line(bpmn: Make, part: str, code: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as raised:
        read(bpmn, part)
    assert raised.value.problems[0].code == code
    assert raised.value.problems[0].source.line


def test_numbers_without_end_are_no_settings(bpmn: Make) -> None:
    people = takes('<b:NumericParameter value="2"/>', "Quantity")
    dear = takes('<b:FloatingParameter value="1e309"/>', "UnitCost")
    made = read(bpmn, about("a", Resource=people, Cost=dear), settings='baseTimeUnit="min" replication="inf" seed="-1"')
    assert {"replication is 'inf'; it is not used", "seed is '-1'; it is not used"} <= {
        p.message for p in made.findings
    }
    assert (made.run.replications, made.run.seed) == (10, 1)
    assert made.map.notes.resources["Look at it"].cost is None


def test_a_scenario_that_is_not_there_is_refused_with_those_that_are(bpmn: Make) -> None:
    with pytest.raises(InputError, match="Name one of: S"):
        read_bpsim(bpmn(bpsim(scenario())), scenario="Q")


def files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("*.bpmn"), *folder.glob("jbpm/*.bpmn2")))


def test_every_sample_reads(samples: Path) -> None:
    found = {path.name: read_bpsim(path) for path in files(samples / "bpsim")}
    assert len(found) == 26
    bare = [name for name, made in found.items() if "no simulation data" in " ".join(p.message for p in made.findings)]
    assert sorted(bare) == [
        "BPSimpy_BPI2012_without_bpsim.bpmn",
        "Car Repair Process v1.0-yaoqiang.bpmn",
        "Loan Process v1.0-knowprocess.bpmn",
        "Loan Process v1.0-yaoqiang.bpmn",
        "Technical Support Process v1.0-yaoqiang.bpmn",
    ]


def test_the_sample_of_a_log_has_its_numbers(samples: Path) -> None:
    made = read_bpsim(samples / "bpsim" / "BPSimpy_BPI2012_bpsim2.bpmn")
    notes = made.map.notes
    assert (len(notes.steps), len(notes.resources), sum(map(len, notes.flows.values()))) == (10, 6, 9)
    assert (made.run.length, made.run.warm_up, made.run.cases) == (300 * 86_400, 86_400, 3000)
    assert notes.clock.start == datetime(2021, 10, 1)  # noqa: DTZ001
    assert run_model(made.map, made.run.model_copy(update={"cases": 50}), Job(unstable=True)).measures.size


def test_the_sample_with_a_dropped_element_says_so(samples: Path) -> None:
    made = read_bpsim(samples / "bpsim" / "Loan Process v1.0-bpi-webmodeler.bpmn")
    assert [problem.code for problem in made.findings] == ["RE134"]


def test_shares_of_a_sample_that_miss_one_are_named(samples: Path) -> None:
    made = read_bpsim(samples / "bpsim" / "Car Repair Process v1.0.bpmn")
    assert any("add up to 0.99" in problem.message for problem in made.findings)


def test_shifts_of_a_sample_overlap(samples: Path) -> None:
    made = read_bpsim(samples / "bpsim" / "Technical Support Process v1.0.bpmn", scenario="S3")
    assert {name: group.count for name, group in made.map.notes.resources.items()} == {
        "frontOffice": 200,
        "firstLevelSupport": 3,
        "secondLevelSupport": 2,
        "supplier": 1,
    }
    assert sum("overlaps another" in problem.message for problem in made.findings) == 1


def test_what_is_not_known_is_told_wherever_it_stands(bpmn: Make) -> None:
    parts = (
        '<b:ElementParameters elementRef="a" owner="x"><b:TimeParameters mode="x">'
        '<b:ProcessingTime unit="min"><b:FloatingParameter value="5" scale="2"><b:Note/></b:FloatingParameter>'
        '</b:ProcessingTime><b:Speed value="2"/></b:TimeParameters></b:ElementParameters>'
    )
    told = " ".join(problem.message for problem in read(bpmn, parts).ignored)
    for what in ("owner of Element", "mode of Time", "unit of Proc", "scale of a Float", "Note in a Float", "Speed"):
        assert what in told


@pytest.mark.parametrize(
    ("start", "zone"),
    [(":20260105T090000", ""), (":20260105T090000Z", "UTC"), (";TZID=Europe/Oslo:20260105T090000", "Europe/Oslo")],
)
def test_the_zone_of_a_calendar_is_told(bpmn: Make, start: str, zone: str) -> None:
    event = f"BEGIN:VEVENT\nDTSTART{start}\nDURATION:PT8H\nRRULE:FREQ=WEEKLY;BYDAY=MO\nEND:VEVENT"
    shift = f'<b:Calendar id="d">BEGIN:VCALENDAR\n{event}\nEND:VCALENDAR</b:Calendar>'
    people = about("clerk", Resource=takes('<b:NumericParameter value="2" validFor="d"/>', "Quantity"))
    told = [problem.message for problem in read(bpmn, people, shift).translated if "calendar 'd'" in problem.message]
    assert told == ([f"the times of the calendar 'd' are in {zone}; they are taken as local times"] if zone else [])
