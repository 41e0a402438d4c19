"""Whatever stands in a model of another tool, it is read or refused, never more."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.errors import InputError
from reengineer.interop import read_bpsim, read_prosimos, read_qbp

Make = Callable[..., bytes]
ODD = st.sampled_from(
    ["", "NaN", "inf", "-1", "1e309", "a", "s", "g", "g_w", "r", "09:00:00", "24:00", "MONDAY", "fix", "é\u0301"]
)
LEAF = (
    ODD | st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False, allow_infinity=False)
)
SECTIONS = [
    "resource_profiles", "task_resource_distribution", "resource_calendars", "arrival_time_distribution",
    "arrival_time_calendar", "gateway_branching_probabilities", "branch_rules", "event_distribution", "case_attributes",
    "event_attributes", "prioritisation_rules", "batch_processing", "multitask",
]  # fmt: skip
KEYS = st.sampled_from([
    "id", "name", "resource_list", "amount", "calendar", "cost_per_hour", "task_id", "resources", "resource_id",
    "value", "distribution_name", "distribution_params", "time_periods", "from", "to", "beginTime", "endTime",
    "gateway_id", "key",
    "probabilities", "path_id", "condition_id", "rules", "attribute", "comparison", "event_id", "attributes", "type",
    "values", "priority_level", "firing_rules", "size_distrib", "duration_distrib", "histogram_data", "cdf",
])  # fmt: skip
ANY = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)


def tried(read: Callable[..., Any], *given: object) -> None:
    try:
        made = read(*given)
    except InputError:
        return
    assert made.map.map.nodes


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(SECTIONS), ANY, max_size=5))
def test_any_json_is_read_or_refused(bpmn: Make, data: dict[str, Any]) -> None:
    tried(read_prosimos, bpmn(), json.dumps({"resource_profiles": [], **data}).encode())


NAMES = st.sampled_from([
    "timetables", "timetable", "rules", "rule", "resources", "resource", "elements", "element", "durationDistribution",
    "resourceIds", "resourceId", "sequenceFlows", "sequenceFlow", "arrivalRateDistribution", "statsOptions",
    "histogramDataBins", "histogramData", "distribution", "Scenario", "ScenarioParameters", "ElementParameters",
    "TimeParameters", "ControlParameters", "ResourceParameters", "CostParameters", "PropertyParameters", "Property",
    "ProcessingTime", "InterTriggerTimer", "Probability", "Condition", "Quantity", "Selection", "Calendar", "Duration",
    "FloatingParameter", "DurationParameter", "ExpressionParameter", "UserDistribution", "GammaDistribution",
    "PoissonDistribution", "TruncatedNormalDistribution", "BinomialDistribution", "Start",
])  # fmt: skip
ATTRIBUTES = st.dictionaries(
    st.sampled_from([
        "id", "name", "elementId", "elementRef", "type", "mean", "arg1", "arg2", "fromTime", "toTime", "fromWeekDay",
        "totalAmount", "executionProbability", "value", "validFor", "shape", "scale", "min", "max", "trials",
        "inherits",
        "standardDeviation", "probability", "timetableId", "default", "costPerHour",
    ]),
    ODD | st.sampled_from(["HISTOGRAM", "GAMMA", "0", "0.5", "5", "P1M", "PT1H", "getResource('r', 1)", "S"]),
    max_size=4,
)  # fmt: skip
ELEMENT = st.recursive(
    st.tuples(NAMES, ATTRIBUTES, st.just(())),
    lambda inner: st.tuples(NAMES, ATTRIBUTES, st.lists(inner, max_size=4)),
    max_leaves=14,
)


def written(made: Any) -> str:
    name, attributes, inside = made
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<b:{name}{told}>{''.join(map(written, inside))}</b:{name}>"


@settings(max_examples=30)
@given(st.lists(ELEMENT, max_size=4))
def test_any_data_of_qbp_are_read_or_refused(bpmn: Make, parts: list[Any]) -> None:
    inside = "".join(map(written, parts))
    space = 'xmlns:b="http://www.qbp-simulator.com/Schema201212"'
    tried(read_qbp, bpmn(f"<b:processSimulationInfo {space}>{inside}</b:processSimulationInfo>"))


@settings(max_examples=30)
@given(st.lists(ELEMENT, max_size=4))
def test_any_data_of_bpsim_are_read_or_refused(bpmn: Make, parts: list[Any]) -> None:
    inside = "".join(map(written, parts))
    space = 'xmlns:b="http://www.bpsim.org/schemas/2.0"'
    data = f'<b:BPSimData {space}><b:Scenario id="S">{inside}</b:Scenario></b:BPSimData>'
    tried(
        read_bpsim, bpmn(f'<relationship type="BPSimData"><extensionElements>{data}</extensionElements></relationship>')
    )
