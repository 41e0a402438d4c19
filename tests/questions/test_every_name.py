"""Each name of the vocabulary has a value worked out by hand from a small map, log, boundary or file of feedback."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from reengineer.annotations import AnnotatedMap, Annotations, annotate
from reengineer.boundaries import Boundary
from reengineer.bpmn import read_bpmn
from reengineer.eventlog import COLUMNS, Log
from reengineer.feedback import Feedback, read_feedback
from reengineer.questions import ask, catalogue
from reengineer.questions._evidence import ACROSS, value_of
from reengineer.questions._study import Study
from reengineer.questions._terms import KINDS

MONDAY = pd.Timestamp("2026-01-05", tz="UTC")
CAUSES = (
    "contention", "prioritisation", "unavailability", "batching", "synchronisation", "setup", "external", "extraneous",
)  # fmt: skip
HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p">'
Pair = ("a", "b")
EXCUSED: frozenset[str] = frozenset()


def annotated(
    nodes: Mapping[str, str],
    flows: str,
    notes: Mapping[str, Any] | None = None,
    extra: Mapping[str, str] | None = None,
    attached: Mapping[str, str] | None = None,
) -> AnnotatedMap:
    hosts = {event: f' attachedToRef="{host}"' for event, host in (attached or {}).items()}
    drawn = [
        f'<{kind} id="{node}" name="{node.upper()}"{hosts.get(node, "")}>{(extra or {}).get(node, "")}</{kind}>'
        for node, kind in nodes.items()
    ]
    links = [flow.split(">") for flow in flows.split()]
    drawn += [f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in links]
    text = f"{HEAD}{''.join(drawn)}</process></definitions>"
    return annotate(read_bpmn(text.encode(), file="map.bpmn"), Annotations.model_validate(notes or {}))


def chained(*steps: str, kind: str = "task", notes: Mapping[str, Any] | None = None) -> AnnotatedMap:
    nodes = {"start": "startEvent", **dict.fromkeys(steps, kind), "end": "endEvent"}
    return annotated(nodes, " ".join(f"{a}>{b}" for a, b in pairwise(nodes)), notes)


def happened(rows: Iterable[tuple[str, str, str, str, str, Mapping[str, Any]]]) -> Log:
    """Return a log of rows: case, element, when reached, begun and ended on the first Monday, and what else."""
    made = [row(*each) for each in rows]
    return Log(frame=pd.DataFrame(made, columns=list(COLUMNS)))


def row(case: str, element: str, reached: str, begun: str, ended: str, more: Mapping[str, Any]) -> dict[str, Any]:
    times = [MONDAY + pd.Timedelta(f"{at}:00") if at else pd.NaT for at in (reached, begun, ended)]
    work = 0.0 if pd.isna(times[2]) or pd.isna(times[1]) else (times[2] - times[1]).total_seconds()
    known = {"option": "as-is", "replication": 1, "case": case, "class": "", "element": element, "name": element,
             "kind": "task", "state": "completed", "group": "", "members": "", "work_s": work, "cost": 0.0,
             "enabled": times[0], "ready": times[0], "allocated": times[1], "started": times[1],
             "completed": times[2]}  # fmt: skip
    known |= {f"wait_{cause}_s": 60.0 * more.get(cause, 0) for cause in CAUSES}
    return known | {name: each for name, each in more.items() if name not in CAUSES}


def study(
    made: Any, boundary: Mapping[str, Any] | None = None, log: Any = None, heard: Feedback | None = None
) -> Study:
    agreed = None if boundary is None else Boundary.model_validate({"version": 1, "process": "p", **boundary})
    return Study(annotated=made, boundary=agreed, log=log, feedback=heard)


def value(world: Study, name: str, element: object) -> object:
    letter, _, rest = name.partition(".")
    if letter == "b":
        return ACROSS[rest](world, element, "b")  # type: ignore[arg-type]
    return value_of(world, KINDS[letter], element, rest)


# What is noted of a step, and the value that questions see.
NOTED: list[tuple[str, Any, object]] = [
    ("activity_kind", "triage", "triage"), ("after_contact_share", "30 %", 0.3), ("batch_size", 20, 20),
    ("causes_followup", True, True), ("check_subject", "identity", "identity"), ("claims_regulation", True, True),
    ("control_type", "detective", "detective"), ("core", False, False), ("customer_contact", True, True),
    ("customer_could_check", False, False), ("customer_present", True, True), ("demand_type", "failure", "failure"),
    ("emotion", "high", "high"), ("external_lookup", True, True), ("external_unit_cost", "2.40 GBP", 2.4),
    ("fields_requested", 24, 24), ("fields_used", 15, 15), ("front_capable", True, True), ("is_approval", True, True),
    ("is_check", False, False), ("is_knockout", True, True), ("is_live_queue", True, True), ("manual", True, True),
    ("personal_fields_unused", 2, 2), ("physical_required", False, False), ("records_evidence", True, True),
    ("responsible_units", 2, 2), ("rule_based", "80 %", 0.8), ("search_time_share", 0.15, 0.15),
    ("self_servable", 0.6, 0.6), ("setup_time", "90 s", 1.5), ("skill_actual", 4, 4), ("skill_required", 2, 2),
    ("standard_exists", False, False), ("system", "CRM", "CRM"), ("templated", True, True), ("third_party", True, True),
    ("trusted_source_available", False, False), ("variants", 3, 3), ("visibility", "back", "back"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written", "expected"), NOTED, ids=[row[0] for row in NOTED])
def test_what_is_noted_of_a_step_is_read(name: str, written: object, expected: object) -> None:
    assert value(study(chained("a", notes={"steps": {"a": {name: written}}})), f"s.{name}", "a") == expected
    assert value(study(chained("a")), f"s.{name}", "a") is None


# The same of the process.
PROCESS: list[tuple[str, Any, object]] = [
    ("b2b_share", "30 %", 0.3), ("case_type_count", 3, 3), ("channel_count", 2, 2), ("contacts_needed", 1, 1),
    ("deferrable_share", 0.4, 0.4), ("duplicate_work_with_customer", True, True), ("mixed_deadlines", True, True),
    ("priority_rule", "EDD", "EDD"), ("proactive_updates", False, False), ("site_count", 2, 2),
    ("social_channel_in_process", False, False), ("vulnerable_share", "12 %", 0.12),
]  # fmt: skip


@pytest.mark.parametrize(("name", "written", "expected"), PROCESS, ids=[row[0] for row in PROCESS])
def test_what_is_noted_of_the_process_is_read(name: str, written: object, expected: object) -> None:
    assert value(study(chained("a", notes={"process": {name: written}})), f"p.{name}", "") == expected
    assert value(study(chained("a")), f"p.{name}", "") is None


OFFICE = {"calendars": {"office": {"mon-fri": "09:00-17:00"}}}
DEMAND = {"cases": {"c": {"arrivals": {"every": "60 min"}}}}


@cache
def chain_world() -> Study:
    """Four steps in a row, with data, contacts, roles, demand and a boundary."""
    steps = {
        "a": {"outputs": ["x"], "role": "x", "customer_contact": True, "duration": "10 min", "controls": ["C1"],
              "value": {"class": "BVA", "why": "asked for"}, "cost": "1 GBP", "release": {"every": "240 min"}},
        "b": {"inputs": [], "outputs": ["y"], "role": "y", "customer_contact": False, "duration": "20 min"},
        "c": {"inputs": ["y"], "outputs": ["x"], "role": "x", "customer_contact": True, "duration": "30 min"},
        "d": {"inputs": ["x"], "outputs": [], "role": "y", "customer_contact": False, "duration": "40 min"},
    }  # fmt: skip
    people = {"x": {"members": 2, "cost": "30 GBP/h", "live_contact": True, "standby_required": False,
                    "same_skill_pools": 3}, "y": {"members": 1, "cost": "60 GBP/h"}}  # fmt: skip
    between = {"a -> b": {"rekeyed_fields": 6, "location_change": True, "setup_repeat": "2 min"}}
    notes = {"currency": "GBP", **DEMAND, "resources": people, "steps": steps, "transitions": between}
    return study(chained("a", "b", "c", "d", kind="userTask", notes=notes), AGREED)


AGREED: dict[str, Any] = {
    "locked_steps": [{"step": "d"}],
    "permitted_changes": [{"op": "add_triage"}],
    "controls": [
        {"id": "C2", "regulation": "R 1", "verified_by": "C. Check", "steps": ["b"]},
        {"id": "C3", "steps": ["c"], "must": {"on_every_path": {"from": "start", "to": "b"}}},
    ],
    "rules": {
        "precedence": [{"before": "c", "after": "b"}, {"before": "a", "after": "b"}],
        "separation_of_duties": [{"group": "pay", "steps": ["a", "b"]}],
    },
    "constraints": {
        "outcomes": [
            {"measure": "csat", "min": 70},
            {"measure": "first_contact_resolution", "statistic": "share", "min": 0.75},
            {"measure": "service_level", "statistic": "share", "min": 0.8, "within": "2 min"},
            {"measure": "cycle_time", "statistic": "p95", "max": 100, "unit": "min"},
        ]
    },
    "customers": {"vulnerable": {"max_wait_p90": 0.5, "unit": "h"}},
}
YEAR_H = 365.25 * 24
# a and b cost 10 min at 30 and 20 min at 60 an hour; c 15, d 40; and a fee of 1 for a.
CHAIN: list[tuple[str, object, object]] = [
    ("s.type", "a", "user"), ("s.role", "a", "x"), ("s.value_class", "a", "BVA"), ("s.control_ids", "a", ("C1",)),
    ("s.duration_mean", "c", 30.0), ("s.outputs_written", "a", 1), ("s.outputs_used", "a", 1),
    ("s.recaptured_fields", "c", 1), ("s.pos", "b", 2 / 5), ("s.protects_pos", "c", 2 / 5),
    ("s.earliest_pos", "d", 2 / 5), ("s.can_be_deferred", "a", True), ("s.can_be_deferred", "b", False),
    ("s.independent_downstream", "a", 2), ("s.is_first_internal", "a", True), ("s.is_last_contact", "c", True),
    ("s.output_use_prob", "b", 1.0), ("s.exec_prob", "b", 1.0), ("s.release_period_min", "a", 240.0),
    ("s.locked", "d", True), ("s.regulated", "b", True), ("s.regulation_verified", "b", True),
    ("s.risk_based_allowed", "b", True), ("s.risk_based_allowed", "c", False), ("s.sod_group", "a", "pay"),
    ("s.sod_required", "b", True), ("s.csat_target", "a", 70.0), ("s.executions_per_year", "a", YEAR_H),
    ("s.hours_per_year", "c", YEAR_H / 2), ("s.cost_per_execution", "b", 20.0), ("s.cost_share", "b", 20 / 81),
    ("s.utilisation", "a", 40 / 60 / 2), ("s.role_utilisation", "b", 1.0), ("t.data_dependency", Pair, False),
    ("t.data_dependency_between", ("a", "c"), True), ("b.needs_outcome_between", ("a", "c"), True),
    ("t.handoff", Pair, True), ("t.location_change", Pair, True), ("t.only_path", Pair, True),
    ("t.precedence_required", Pair, True), ("t.rekeyed_fields", Pair, 6), ("t.setup_repeat", Pair, 2.0),
    ("t.sod_required", Pair, True), ("t.steps_between", ("a", "d"), 2), ("r.headcount", "x", 2),
    ("r.live_contact", "x", True), ("r.standby_required", "x", False), ("r.same_skill_pools", "x", 3),
    ("r.on_main_path", "x", True), ("r.utilisation", "x", 1 / 3), ("f.pattern", ("a", "b", "c"), "A-B-A"),
    ("f.middle_duration", ("a", "b", "c"), 20.0), ("f.sod_required", ("a", "b", "c"), True),
    ("p.deadline", "", 100.0), ("p.fcr_target", "", 0.75), ("p.service_level_target", "", 0.8),
    ("p.vulnerable_wait_target", "", 30.0), ("p.uncontrolled_path_prob", "", 1.0), ("p.peak_to_mean", "", None),
]  # fmt: skip


@pytest.mark.parametrize(("name", "element", "expected"), CHAIN)
def test_map_notes_and_boundary_give_values(name: str, element: object, expected: object) -> None:
    found = value(chain_world(), name, element)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


# Two cases through a and b: Ann does a for 20 and 10 minutes; Bo does b in the first case, Ann in the second.
TWO = [
    ("1", "a", "09:00", "09:10", "09:30", {"group": "x", "members": "Ann", "contention": 10}),
    ("1", "b", "09:30", "10:00", "10:30",
     {"group": "y", "members": "Bo", "contention": 15, "prioritisation": 10, "extraneous": 5}),
    ("2", "a", "09:20", "09:30", "09:40", {"group": "x", "members": "Ann", "contention": 10}),
    ("2", "b", "09:40", "10:30", "11:10", {"group": "y", "members": "Ann", "batching": 30, "unavailability": 20}),
]  # fmt: skip


@cache
def log_world() -> Study:
    steps = {"a": {"customer_contact": True, "is_check": False}, "b": {"agreed_time": "60 min", "is_check": True}}
    limits = {"constraints": {"outcomes": AGREED["constraints"]["outcomes"]}}
    return study(chained("a", "b", notes={"steps": steps}), limits, happened(TWO))


LOG: list[tuple[str, object, float]] = [
    ("s.exec_n", "b", 2), ("s.wait_mean", "b", 40), ("s.time_in_step", "b", 75), ("s.work_before", "b", 15),
    ("s.duration_cv", "b", 50**0.5 / 35), ("s.wait_batching", "b", 15), ("s.wait_extraneous", "b", 2.5),
    ("s.breach_rate", "b", 0.5), ("s.sla_slack_min", "b", 60 - 87), ("t.wait_mean", Pair, 40),
    ("t.wait_contention", Pair, 7.5), ("t.wait_prioritisation", Pair, 5), ("t.wait_batching", Pair, 15),
    ("t.wait_unavailability", Pair, 10), ("t.wait_extraneous", Pair, 2.5), ("t.elapsed_between", Pair, 40),
    ("p.cycle_p95", "", 109), ("p.deadline_breach_rate", "", 0.5), ("p.flow_efficiency", "", 0.5),
    ("p.handoffs_per_case", "", 1), ("p.roles_per_case", "", 2), ("p.touches_per_case", "", 2),
    ("p.case_continuity", "", 0.5), ("p.preprocess_wait_share", "", 0.2), ("p.check_time_share", "", 0.7),
]  # fmt: skip


@pytest.mark.parametrize(("name", "element", "expected"), LOG)
def test_a_log_gives_values(name: str, element: object, expected: float) -> None:
    assert value(log_world(), name, element) == pytest.approx(expected)
    bare = study(chained("a", "b"))
    assert value(bare, name, element) is None


# Two people on weekdays from nine to five. What comes on Monday evening waits for Tuesday morning.
WEEK = [
    ("1", "a", "09:00", "09:00", "10:00", {"group": "x"}),
    ("2", "a", "09:30", "10:00", "12:00", {"group": "x", "contention": 30}),
    ("3", "a", "18:00", "33:00", "34:00", {"group": "x", "unavailability": 900}),
    ("4", "a", "37:00", "37:00", "38:00", {"group": "x"}),
]


@cache
def group_world() -> Study:
    people = {"x": {"members": 2, "calendar": "office"}}
    return study(chained("a", notes={**OFFICE, "resources": people, "steps": {"a": {"role": "x"}}}), log=happened(WEEK))


# Until the last arrival, on Tuesday at one, two people are on duty for 720 minutes each and work 300 in all. In the
# hour from nine they work 120 of 240 minutes. Three fifths of the work come in that hour, one eighth of the staff.
GROUP: list[tuple[str, str, float]] = [
    ("r.utilisation", "x", 300 / 1440), ("s.utilisation", "a", 300 / 1440), ("r.occupancy", "x", 300 / 1440),
    ("s.role_peak_utilisation", "a", 0.5), ("r.offshift_arrival_share", "x", 0.25),
    ("r.profile_mismatch", "x", 0.5 * (0.475 + 0.075 + 0.2 + 0.75)), ("r.wait_contention_share", "x", 30 / 930),
    ("r.wait_unavailability_share", "x", 900 / 930), ("p.peak_to_mean", "", 2 / (4 / 3)),
]  # fmt: skip


@pytest.mark.parametrize(("name", "element", "expected"), GROUP)
def test_a_log_and_calendars_tell_how_busy_a_group_is(name: str, element: str, expected: float) -> None:
    assert value(group_world(), name, element) == pytest.approx(expected)


@cache
def helper_world() -> Study:
    """One case an hour: x takes half an hour of each, y, who may do the same, a quarter."""
    steps = {"a": {"needs": [{"x": 1}, {"y": 1}], "duration": "30 min"}, "b": {"role": "y", "duration": "15 min"}}
    people = {"x": {"members": 1}, "y": {"members": 1}}
    return study(chained("a", "b", notes={**DEMAND, "resources": people, "steps": steps}))


@pytest.mark.parametrize(
    ("name", "expected"), [("r.best_helper_utilisation", 0.25), ("r.util_range", 0.25), ("r.same_skill_pools", 2)]
)
def test_other_groups_may_help(name: str, expected: float) -> None:
    assert value(helper_world(), name, "x") == pytest.approx(expected)


# c looks at what a made: one of five goes back to a, and then through.
ROUND = [
    *[("1", each, at, at, end, {}) for each, at, end in (("a", "09:00", "09:10"), ("c", "09:10", "09:20"),
      ("a", "09:20", "09:30"), ("c", "09:30", "09:40"), ("b", "09:40", "09:50"))],
    *[(case, each, at, at, end, {}) for case in "234" for each, at, end in (("a", "10:00", "10:10"),
      ("c", "10:10", "10:20"), ("b", "10:20", "10:30"))],
]  # fmt: skip
ROUND_MAP = (
    {"s": "startEvent", "a": "task", "c": "task", "g": "exclusiveGateway", "b": "task", "e": "endEvent"},
    "s>a a>c c>g g>a g>b b>e",
)


@cache
def round_world() -> Study:
    check = {"is_check": True, "is_approval": True, "duration": "6 min"}
    return study(annotated(*ROUND_MAP, {"steps": {"c": check}}), log=happened(ROUND))


ROUNDS: list[tuple[str, object, object]] = [
    ("g.kind", "g", "loop"), ("g.n", "g", 5), ("g.loop_prob", "g", 0.2), ("g.max_branch_prob", "g", 0.8),
    ("g.min_branch_prob", "g", 0.2), ("s.reject_rate", "c", 0.2), ("s.approve_rate", "c", 0.8),
    ("s.max_route_share", "c", 0.8), ("s.effort_per_reject", "c", 30.0), ("s.reject_rate_upstream", "b", 0.2),
    ("s.check_n", "c", 5), ("s.error_rate", "a", 0.2), ("s.detection_lag_steps", "a", 1.0),
    ("b.finds_after_a", ("a", "c"), 0.2), ("s.exec_prob", "c", 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "element", "expected"), ROUNDS)
def test_a_log_tells_which_way_cases_went(name: str, element: object, expected: object) -> None:
    found = value(round_world(), name, element)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


@cache
def split_world() -> Study:
    nodes = {"s": "startEvent", "q": "task", "g": "exclusiveGateway", "a": "task", "m": "intermediateCatchEvent",
             "j": "exclusiveGateway", "c": "task", "e": "endEvent"}  # fmt: skip
    notes = {
        "resources": {"x": {"members": 1}},
        "steps": {"a": {"role": "x", "duration": "10 min"}, "c": {"role": "x", "duration": "5 min"}},
        "flows": {"g": {"g_a": 0.3, "g_m": "rest"}},
    }
    message = {"m": '<messageEventDefinition id="md"/>'}
    made = annotated(nodes, "s>q q>g g>a g>m a>j m>j j>c c>e", notes, extra=message)
    return study(made, {"controls": [{"id": "C1", "steps": ["a"]}]})


SPLITS: list[tuple[str, object, object]] = [
    ("g.kind", "g", "exclusive_split"), ("g.has_control", "g", True), ("g.same_role_both", "g", True),
    ("g.min_branch_work_share", "g", 3 / 8), ("s.info_request_rate", "q", 0.7), ("s.exec_prob", "a", 0.3),
]  # fmt: skip


@pytest.mark.parametrize(("name", "element", "expected"), SPLITS)
def test_shares_and_boundary_describe_a_split(name: str, element: object, expected: object) -> None:
    found = value(split_world(), name, element)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


# Two branches at once: the join waits 30 minutes for b in the first case and 10 for a in the second.
BOTH = [
    ("1", "a", "09:00", "09:00", "09:30", {}), ("1", "b", "09:00", "09:00", "10:00", {}),
    ("2", "a", "10:00", "10:00", "10:40", {}), ("2", "b", "10:00", "10:00", "10:30", {}),
]  # fmt: skip


def parallel_world(tmp: Path) -> Study:
    nodes = {
        "s": "startEvent",
        "p": "parallelGateway",
        "a": "task",
        "b": "task",
        "j": "parallelGateway",
        "e": "endEvent",
    }
    people = {"x": {"members": 1}, "y": {"members": 1}}
    steps = {"a": {"is_knockout": True, "role": "x", "duration": "30 min"},
             "b": {"is_knockout": True, "role": "y", "duration": "15 min"}}  # fmt: skip
    path = tmp / "counted.yaml"
    path.write_text("version: 1\nsteps: {a: {reject_rate: 10 of 100}, b: {reject_rate: 40 of 200}}\n")
    made = annotated(nodes, "s>p p>a p>b a>j b>j j>e", {**DEMAND, "resources": people, "steps": steps})
    return study(made, heard=read_feedback(path))


def test_parallel_checks_are_described(tmp_path: Path) -> None:
    world = parallel_world(tmp_path)
    assert value(world, "f.parallel_knockouts", Pair) == 2
    assert value(world, "f.any_reject_prob", Pair) == pytest.approx(1 - 0.9 * 0.8)
    assert value(world, "f.bottleneck_utilisation", Pair) == pytest.approx(0.5)
    watched = study(world.annotated, log=happened(BOTH))
    assert value(watched, "g.sync_wait_mean", "j") == pytest.approx(20)
    assert value(watched, "g.kind", "j") == "parallel_join"


# Two kinds of case: short ones of 10 minutes of work, a long one of 40. Ann and Bo differ by 10 minutes.
KINDS_OF_CASE = [
    ("1", "a", "09:00", "09:20", "09:30", {"class": "short", "members": "Ann"}),
    ("2", "a", "09:00", "09:20", "09:30", {"class": "short", "members": "Bo"}),
    ("3", "a", "09:00", "09:50", "10:30", {"class": "long", "members": "Bo"}),
]
KINDS_FOUND = {"s.simple_share": 2 / 3, "s.simple_duration": 10, "s.complex_simple_ratio": 4,
               "p.case_type_cycle_ratio": 3, "p.smallest_type_share": 1 / 3}  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), KINDS_FOUND.items())
def test_kinds_of_case_are_told_apart(name: str, expected: float) -> None:
    world = study(chained("a"), log=happened(KINDS_OF_CASE))
    assert value(world, name, "a" if name.startswith("s.") else "") == pytest.approx(expected)


def test_part_of_the_spread_lies_between_people() -> None:
    times = {"Ann": ("09:10", "09:12"), "Bo": ("09:20", "09:22")}
    rows = [
        (f"{who}{end}", "a", "09:00", "09:00", end, {"members": who}) for who, ends in times.items() for end in ends
    ]
    # Between people 100, within 2, of two executions each.
    assert value(study(chained("a"), log=happened(rows)), "s.between_agent_share", "a") == pytest.approx(98 / 102)


LINE = [
    ("1", "a", "09:00", "09:01", "09:05", {"class": "vulnerable"}), ("2", "a", "09:00", "09:02", "09:05", {}),
    ("3", "a", "09:00", "09:03", "09:05", {"class": "vulnerable"}),
    ("4", "a", "09:00", "", "09:04", {"state": "abandoned"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "expected"),
    [("s.abandon_rate", 0.25), ("s.patience_mean", 10), ("p.service_level", 0.5), ("p.vulnerable_wait_p90", 2.8)],
)
def test_a_line_of_customers_is_watched(name: str, expected: float) -> None:
    made = chained("a", notes={"steps": {"a": {"is_live_queue": True}}})
    world = study(made, {"constraints": AGREED["constraints"]}, happened(LINE))
    assert value(world, name, "a" if name.startswith("s.") else "") == pytest.approx(expected)


def test_what_fails_falls_out() -> None:
    nodes = {"s": "startEvent", "a": "serviceTask", "t": "boundaryEvent", "e": "endEvent", "f": "endEvent"}
    made = annotated(nodes, "s>a a>e t>f", attached={"t": "a"})
    rows = [
        (str(at), "a", "09:00", "09:00", "09:05", {"state": "failed" if at == 3 else "completed"}) for at in range(4)
    ]
    assert value(study(made, log=happened(rows)), "s.fallout_rate", "a") == 0.25


def test_open_cases_pile_up_week_by_week() -> None:
    rows = [(str(at), "a", f"{at * 168}:00", "", "", {"state": "open"}) for at in range(5)]
    # Two are open after the first week, then three, four and five.
    assert value(study(chained("a"), log=happened(rows)), "p.wip_growth_per_week", "") == pytest.approx(1 / 3.5)


def test_the_longest_silence_lies_between_two_contacts() -> None:
    contact = {"a": {"customer_contact": True}, "b": {"customer_contact": False}, "c": {"customer_contact": True}}
    rows = [
        *[(case, "a", "09:00", "09:10", "09:30", {}) for case in "12"],
        *[(case, "b", "09:30", "09:30", "09:40", {}) for case in "12"],
        ("1", "c", "09:40", "10:30", "10:40", {}),
        ("2", "c", "09:40", "11:30", "11:40", {}),
    ]
    world = study(chained("a", "b", "c", notes={"steps": contact}), log=happened(rows))
    assert value(world, "p.max_silence_min", "") == pytest.approx(90)
    assert value(world, "p.contacts_per_case", "") == 2


COUNTED = """\
version: 1
period: {from: 2026-01-01, to: 2026-06-30}
steps:
  a:
    below_limit_share: 60 of 80
    compliance_rate: 94 of 100
    csat: {mean: 3.4, scale: csat5, n: 120}
    importance: 4.5
    incomplete_rate: 12 of 48
    kano: {like/dislike: 20, expect/dislike: 30}
    lookup_repeat_rate: 9 of 30
    low_risk_share: 70 of 100
    misroute_rate: 8 of 50
    overturn_rate: 3 of 60
    reject_rate_low_risk: 1 of 200
    same_outcome_rate: 45 of 50
    staff_score: {mean: 60, scale: csat100, n: 8}
    theme_clarity: 12 of 60
    theme_repetition: 6 of 60
process:
  channel_cost_ratio: 1.6
  csat: {mean: 4, scale: csat5, n: 300}
  failure_demand_share: 45 of 180
  fcr: 140 of 200
  fcr_fail_authority: 15 of 60
  prefer_other_channel: 33 of 110
  reopen_rate: 5 of 100
  repeat_contact_rate_7d: 40 of 200
  site_cycle_ratio: 1.4
  social_mentions_month: 25
  social_response_h: 30 h
  status_chase_share: 20 of 180
  stuck_share: 2 of 80
  theme_access: 9 of 90
  theme_repetition: 18 of 90
  transfer_rate: 11 of 100
"""
HEARD: list[tuple[str, object]] = [
    ("s.below_limit_share", 0.75), ("s.compliance_rate", 0.94), ("s.csat", 60.0), ("s.feedback_n", 120),
    ("s.importance", 4.5), ("s.incomplete_rate", 0.25), ("s.kano", "must-be"), ("s.lookup_repeat_rate", 0.3),
    ("s.low_risk_share", 0.7), ("s.misroute_rate", 0.16), ("s.overturn_rate", 0.05), ("s.reject_rate_low_risk", 0.005),
    ("s.same_outcome_rate", 0.9), ("s.staff_score", 60.0), ("s.theme_clarity", 0.2), ("s.theme_repetition", 0.1),
    ("s.check_n", 60), ("s.exec_n", 50), ("p.channel_cost_ratio", 1.6), ("p.csat", 75.0),
    ("p.demand_sample_n", 180), ("p.failure_demand_share", 0.25), ("p.fcr", 0.7), ("p.fcr_fail_authority", 0.25),
    ("p.prefer_other_channel", 0.3), ("p.reopen_rate", 0.05), ("p.repeat_contact_rate_7d", 0.2),
    ("p.site_cycle_ratio", 1.4), ("p.social_mentions_month", 25.0), ("p.social_response_h", 30.0),
    ("p.status_chase_share", 1 / 9), ("p.stuck_share", 0.025), ("p.theme_access", 0.1), ("p.theme_repetition", 0.2),
    ("p.transfer_rate", 0.11),
]  # fmt: skip


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Feedback:
    path = tmp_path_factory.mktemp("heard") / "feedback.yaml"
    path.write_text(COUNTED, encoding="utf-8")
    return read_feedback(path)


@pytest.mark.parametrize(("name", "expected"), HEARD)
def test_what_was_counted_or_heard_is_read(counted: Feedback, name: str, expected: object) -> None:
    world = study(chained("a"), heard=counted)
    found = value(world, name, "a" if name.startswith("s.") else "")
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)
    assert value(study(chained("a")), name, "a" if name.startswith("s.") else "") is None


def covered() -> set[str]:
    found = {f"s.{row[0]}" for row in NOTED} | {f"p.{row[0]}" for row in PROCESS} | set(KINDS_FOUND)
    for table in (CHAIN, LOG, GROUP, ROUNDS, SPLITS):
        found |= {row[0] for row in table if row[2] is not None}
    found |= {name for name, _ in HEARD}
    alone = "s.between_agent_share s.abandon_rate s.patience_mean p.service_level p.vulnerable_wait_p90 s.fallout_rate "
    alone += "p.wip_growth_per_week p.max_silence_min p.contacts_per_case r.best_helper_utilisation r.util_range "
    alone += "f.parallel_knockouts f.any_reject_prob f.bottleneck_utilisation g.sync_wait_mean"
    return {name.replace("b.", "s.", 1) if name.startswith("b.") else name for name in found | set(alone.split())}


def test_every_name_is_worked_out_by_hand_somewhere() -> None:
    letters = {kind: letter for letter, kind in KINDS.items() if letter not in "ab"}
    names = catalogue().terms.file.names
    known = {
        f"{letters[k]}.{name}" for k, some in names.items() for name, notes in some.items() if notes.kind != "label"
    }
    assert len(known) == 211
    assert known - covered() == EXCUSED
    assert covered() <= known


def test_every_value_has_the_type_that_the_vocabulary_says() -> None:
    worlds: list[tuple[Callable[[], Study], list[tuple[str, object, Any]]]] = [
        (chain_world, CHAIN), (log_world, list(LOG)), (group_world, list(GROUP)), (round_world, ROUNDS),
    ]  # fmt: skip
    types: dict[str, tuple[type, ...]] = {"number": (int, float), "claim": (bool,), "text": (str,), "choice": (str,),
                                          "list": (tuple,)}  # fmt: skip
    for world, table in worlds:
        for name, element, expected in table:
            notes = catalogue().terms.find(name)
            found = value(world(), name, element)
            assert notes is not None
            if expected is not None:
                assert type(found) in types[notes.kind], name


LABELS: list[tuple[Callable[[], Study], str, object, object]] = [
    (chain_world, "s.name", "a", "A"), (chain_world, "s.role_cost_per_hour", "a", 30.0),
    (chain_world, "s.cost_per_case", "b", 20.0), (chain_world, "s.protects_name", "c", "B"),
    (chain_world, "s.regulation_ref", "b", "R 1"), (chain_world, "s.earliest_after", "d", "a"),
    (chain_world, "s.first_reader", "a", "d"), (chain_world, "f.role_a", ("a", "b", "c"), "x"),
    (chain_world, "f.role_b", ("a", "b", "c"), "y"), (chain_world, "f.middle_id", ("a", "b", "c"), "b"),
    (chain_world, "p.missing_control", "", "C3"), (chain_world, "p.uncontrolled_path", "", "START > A > B"),
    (chain_world, "p.service_level_seconds", "", 120.0), (log_world, "t.wait_cause", Pair, "batching"),
    (log_world, "p.check_count", "", 1), (log_world, "p.wip", "", (20 + 0) / 20),
    (log_world, "p.throughput", "", 2 / (130 / 10080)), (round_world, "s.choice_after", "c", "g"),
    (round_world, "g.majority_flow", "g", "g_b"), (round_world, "g.decision_time", "g", 6.0),
    (round_world, "g.loop_work", "g", 16.0), (round_world, "p.reject_rates_by_check", "", None),
    (helper_world, "r.best_helper", "x", "y"), (split_world, "g.name", "g", "G"),
]  # fmt: skip


@pytest.mark.parametrize(("world", "name", "element", "expected"), LABELS)
def test_labels_stand_in_texts(world: Callable[[], Study], name: str, element: object, expected: object) -> None:
    found = value(world(), name, element)
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_a_log_tells_who_does_what_where_nobody_has_noted_it() -> None:
    assert [value(log_world(), "s.role", step) for step in Pair] == ["x", "y"]
    assert value(log_world(), "t.handoff", Pair) is True
    assert value(study(chained("a", "b")), "t.handoff", Pair) is None


def test_a_table_serves_as_a_log() -> None:
    table: pd.DataFrame = happened(TWO).frame
    told = ask(chained("a", "b"), log=table).coverage
    assert "log" not in told.without
