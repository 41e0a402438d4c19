"""Tell by trial what the quick engine simulates, so that models are written in a form that runs in no time."""

from functools import cache
from typing import Any, Literal

from reengineer.annotations import Annotations, annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import ReengineerError
from reengineer.simulation import Job, RunSettings, run_model

Feature = Literal["alternatives", "rates"]

_MAP = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">
<startEvent id="s"/><task id="a"/><endEvent id="e"/>
<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>
</process></definitions>"""
_PLAIN: dict[str, Any] = {
    "cases": {"case": {"start": "s", "arrivals": {"every": "60 min"}}},
    "resources": {"one": {"members": 1}, "other": {"members": 1}},
    "steps": {"a": {"role": "one", "duration": "5 min"}},
}
_WITH: dict[Feature, dict[str, Any]] = {
    "alternatives": {"steps": {"a": {"needs": ["one", "other"], "duration": "5 min"}}},
    "rates": {
        "cases": {"case": {"start": "s", "arrivals": {"per_hour": {"mon": {"09:00-10:00": 2, "10:00-11:00": 3}}}}}
    },
}


@cache
def simulates(feature: Feature) -> bool:
    """Say whether the compiled engine simulates a feature: several groups that may do a step, or rates by the hour."""
    annotated = annotate(read_bpmn(_MAP), Annotations.model_validate(_PLAIN | _WITH[feature]))
    try:
        run_model(annotated, RunSettings(cases=1, replications=1), Job(engine="compiled", unstable=True))
    except ReengineerError:
        return False
    return True
