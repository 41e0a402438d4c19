"""Give each operation a map to work on: what it is asked, and what must come of it."""

from collections.abc import Callable
from typing import Any

from reengineer.annotations import AnnotatedMap, annotate, embed_annotations
from reengineer.bpmn import read_bpmn, write_bpmn

CLAIMS = """
start > form > identity > ?known > credit > ?sound > lookup > weigh > photo > +both > order > +ready > confirm
known > endrefused
sound > endrefused
both > notify > ready
confirm > ?right > settle > ~run > pay > end
right > before
before > confirm
"""
LANES = "customer: form, desk: identity credit lookup weigh order notify settle, experts: photo confirm, money: pay"
NOTES = """
version: 1
currency: GBP
clock: {start: 2026-01-05, timezone: Europe/London}
calendars: {office: {mon-fri: "09:00-17:00"}, late: {mon-fri: "12:00-20:00"}}
cases:
  claim:
    start: start
    arrivals: {every: exponential(20 min), calendar: office}
    attributes: {channel: {phone: 0.6, mail: 0.4}}
  chase: {start: start, arrivals: {every: exponential(200 min), calendar: office}}
resources:
  clerk: {members: 6, calendar: office, cost: 20 GBP/h, live_contact: true}
  expert: {members: 3, calendar: office, cost: 30 GBP/h}
  cashier: {members: 1, calendar: office, cost: 18 GBP/h}
steps:
  form: {duration: 10 min, outputs: [claim], customer_contact: true}
  identity: {role: clerk, duration: "gamma(mean=9 min, cv=0.5)", is_check: true, inputs: [claim], controls: [C-ID],
             patience: exponential(10 min), customer_present: true}
  credit: {role: clerk, duration: "gamma(mean=4 min, cv=0.5)", is_check: true, inputs: [claim]}
  lookup: {delay: gamma(mean=16 h working, cv=0.5), calendar: office, inputs: [claim], outputs: [history],
           external_lookup: true}
  weigh: {role: clerk, duration: "gamma(mean=12 min, cv=0.6)", inputs: [claim], outputs: [weight], cost: 1 GBP,
          variants: 3, manual: true, rule_based: 0.6, setup_time: 2 min}
  photo: {role: expert, duration: "gamma(mean=10 min, cv=0.6)", inputs: [claim], outputs: [picture]}
  order: {role: clerk, duration: 5 min, inputs: [weight]}
  notify: {role: clerk, duration: 3 min}
  confirm: {role: expert, duration: "gamma(mean=15 min, cv=0.4)", inputs: [weight, picture, history],
            outputs: [approval], is_approval: true, error_rate: 0.2, controls: [C-TWO], not_same_person: [photo],
            due: 5 days}
  settle: {role: clerk, duration: 6 min, inputs: [picture], release: {at: ["10:00", "15:00"], calendar: office}}
  pay: {role: cashier, duration: 4 min}
  before: {role: clerk, duration: 2 min}
flows:
  known: {to credit: 0.9, to endrefused: rest}
  sound: {to lookup: 0.7, to endrefused: rest}
  right: {to settle: 0.8, to before: rest}
events:
  run: {release: {at: ["09:00"], calendar: office}}
process: {channel_count: 2}
"""

CASES: dict[str, tuple[dict[str, Any], ...]] = {
    "delete_step": ({"step": "order"},),
    "merge_steps": ({"steps": ["weigh", "photo"], "saved_setup": 3, "role": "clerk"},),
    "split_step": (
        {"step": "weigh", "parts": [{"name": "Weigh", "mean": 8, "cv": 0.4}, {"role": "expert", "duration": "4 min"}]},
    ),
    "move_step": ({"step": "photo", "to": "after identity"}, {"step": "weigh", "to": "known_to_credit"}),
    "reorder_knockouts": ({"steps": ["credit", "identity"]},),
    "relocate_control": ({"step": "identity", "to": "before weigh"}, {"step": "credit", "to": "customer"}),
    "parallelise": ({"steps": ["weigh", "photo"]},),
    "sequentialise": ({"fragment": "both", "order": ["notify", "order"]},),
    "automate_step": (
        {"step": "weigh", "share": 0.6, "service_time": "1 min", "unit_cost": "0.1 GBP", "fallout": 0.1},
    ),
    "empower": ({"step": "confirm", "limit": "250 GBP", "share": 0.6, "decision_min": 1},),
    "add_triage": (
        {
            "before": "weigh",
            "classes": {"light": 0.4, "heavy": "rest"},
            "accuracy": 0.9,
            "duration": "2 min",
            "role": "clerk",
            "routes": {
                "light": {
                    "task": "quick",
                    "group": {"quickly": "1 from clerk"},
                    "duration": "8 min",
                    "replaces": ["weigh"],
                    "rejoin": "photo",
                }
            },
        },
    ),
    "change_routing": ({"gateway": "known", "flow": "to credit", "probability": 0.95},),
    "remove_gateway": ({"gateway": "known", "default": "to credit"},),
    "add_exception_path": ({"gateway": "right", "role": "cashier"},),
    "replace_fragment": ({"fragment": ["weigh", "photo"], "with_file": "part.bpmn"},),
    "add_control": (
        {
            "where": "after weigh",
            "control": "C-NEW",
            "duration": "4 min",
            "role": "expert",
            "detect": 0.5,
            "error_rate": 0.1,
        },
    ),
    "remove_control": ({"step": "identity", "control": "C-ID", "escape": 0.05},),
    "change_rework_prob": ({"gateway": "right", "probability": 0.1},),
    "change_duration": ({"step": "weigh", "factor": 0.5},),
    "change_cost": ({"step": "pay", "fixed_cost": "0.2 GBP", "role": "clerk", "rate": "22 GBP/h"},),
    "change_error_rate": ({"step": "confirm", "rate": 0.1},),
    "standardise_step": ({"step": "weigh", "mean": "10 min", "cv": 0.3},),
    "validate_at_entry": (
        {"step": "confirm", "fields": ["weight"], "incomplete_rate": 0.05, "customer_min": 4, "dropout": 0.02},
    ),
    "buffer_information": ({"step": "lookup", "source": "old claims", "hit_rate": 0.5, "freshness": "30 days"},),
    "set_batch": ({"step": "order", "size": 5, "max_wait": "2 h"}, {"step": "notify", "period": "60 min"}),
    "unbatch": ({"step": "settle"}, {"step": "run"}),
    "train": ({"role": "clerk", "step": "weigh", "hours": 6, "duration_factor": 0.8},),
    "change_patience": ({"queue": "identity", "mean": "5 min"}, {"queue": "clerk", "mean": 4}),
    "change_abandonment": ({"step": "form", "dropout": 0.1},),
    "reassign_step": ({"step": "photo", "role": "clerk", "duration_factor": 1.2},),
    "outsource_step": ({"step": "photo", "unit_cost": "5 GBP", "lead_time": "8 h working", "error_rate": 0.02},),
    "insource_step": ({"step": "lookup", "role": "clerk", "duration": "gamma(mean=6 min, cv=0.5)"},),
    "change_headcount": ({"role": "expert", "by": 1},),
    "change_calendar": (
        {"role": "expert", "shifts": [{"people": 2, "calendar": "office"}, {"people": 1, "calendar": "late"}]},
        {"role": "clerk", "shifts": {"mon-fri": "08:00-18:00"}},
    ),
    "pool_resources": ({"roles": ["clerk", "expert"], "duration_factor": 1.1},),
    "cross_train": ({"role": "clerk", "steps": ["photo"], "people": 2, "duration_factor": 1.3},),
    "assign_case_manager": ({"role": "clerk", "duration_factor": 0.9, "hold": "1 h"},),
    "change_priority_rule": (
        {"role": "clerk", "rule": "class", "classes": ["chase", "claim"], "ageing": "2 h"},
        {"step": "confirm", "rule": "EDD"},
    ),
    "set_sla": ({"step": "weigh", "target": "8 h", "after": "3 h", "escalate_to": "expert"},),
    "add_callback": ({"queue": "identity", "threshold": 3, "acceptance": 0.45, "reach": 0.9, "retry": 20},),
    "change_arrivals": ({"factor": 0.9}, {"profile": [1, 2, 3, 1, 1, 1, 1, 1], "share": "claim"}),
    "level_demand": ({"share": 0.2, "from_hours": "09:00-11:00", "to_hours": "14:00-17:00"},),
    "change_channel": (
        {"share": 0.5, "from_channel": "phone", "to_channel": "mail"},
        {"share": 0.1, "from_channel": "claim", "to_channel": "chase"},
    ),
    "deflect_demand": ({"step": "form", "offered": 0.8, "taken": 0.5, "success": 0.5, "failure_penalty": 3},),
    "reduce_failure_demand": ({"cause": "chase", "share": 0.5}, {"cause": "right_to_before", "share": 0.5}),
    "add_proactive_update": (
        {"points": ["after identity", "before settle"], "chase_reduction": 0.4, "unit_cost": "0.05 GBP"},
    ),
    "investigate": ({"topic": "Why are weights wrong?"},),
    "collect_feedback": ({"step": "confirm", "method": "survey", "target_n": 200},),
}
"""For each operation the parameters of changes that apply to the claims map, each by itself."""

PART = """
start > scan > ?clear > end
clear > look > end
"""
PART_NOTES = """
version: 1
resources: {expert: {members: 1}}
steps:
  scan: {role: expert, duration: 6 min, inputs: [claim], outputs: [weight, picture]}
  look: {role: expert, duration: 9 min}
flows: {clear: {to end: 0.8, to look: rest}}
"""


def part(draw: Callable[..., AnnotatedMap]) -> bytes:
    """Return a file whose process weighs and photographs in one go, with its notes inside."""
    return write_bpmn(embed_annotations(draw(PART, PART_NOTES)))


def claims(draw: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    """Return the claims map, with a diagram in which its elements stand in lanes."""
    bare = draw(CLAIMS, NOTES, LANES)
    drawn = read_bpmn(write_bpmn(bare.map.definitions, draw=True), file="claims.bpmn")
    return annotate(drawn, bare.notes)
