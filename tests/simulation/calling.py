"""Draw a call centre whose customers lose patience and call again."""

from reengineer.annotations import AnnotatedMap
from reengineer.simulation._sketch import Sketch

PROFILE = (0.7, 0.95, 1.2, 1.3, 1.15, 1.0, 0.95, 1.05, 1.0, 0.7)
CALLS_A_DAY = 1800


def call_centre() -> AnnotatedMap:
    """Return calls at hourly rates: 22 agents, patience of 22 minutes, four in ten of those who gave up call again."""
    tasks = ("menu", "call", "specialist", "back", "again")
    nodes = {"S": "startEvent", **dict.fromkeys(tasks, "task"), "G": "exclusiveGateway", "E": "endEvent"}
    flows = [
        ("S", "menu"), ("menu", "call"), ("call", "G"), ("G", "specialist"), ("G", "back"), ("G", "again"), ("G", "E"),
        ("specialist", "E"), ("back", "E"), ("again", "call"),
    ]  # fmt: skip
    rates = {f"{8 + hour:02d}:00-{9 + hour:02d}:00": CALLS_A_DAY / 10 * part for hour, part in enumerate(PROFILE)}
    people = {"agent": 22, "specialist": 4, "back": 3}
    call = {"role": "agent", "duration": "gamma(mean=6.5 min, cv=0.9)", "at_close": "finish"}
    leaving = {"patience": "exponential(22 min)", "retrial": {"share": 0.4, "after": "20 min"}}
    notes = {
        "calendars": {"open": {"daily": "08:00-18:00"}},
        "resources": {name: {"members": count, "calendar": "open"} for name, count in people.items()},
        "steps": {
            "menu": {"duration": "0.7 min", "manual": False},
            "call": call | leaving,
            "specialist": {"role": "specialist", "duration": "gamma(mean=9 min, cv=0.8)"},
            "back": {"role": "back", "duration": "gamma(mean=7 min, cv=0.8)"},
            "again": {"delay": "exponential(20 h working)", "calendar": "open"},
        },
        "flows": {"G": {"to specialist": 0.1, "to back": 0.12, "to again": 0.1, "to E": "rest"}},
        "cases": {"call": {"start": "S", "arrivals": {"per_hour": {"daily": rates}}}},
    }
    return Sketch(nodes=nodes, flows=flows, notes=notes).annotated()
