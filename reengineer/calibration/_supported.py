"""Tell by trial what the engines simulate, so that models are written in a form that can be run."""

from functools import cache
from typing import Any, Literal

from reengineer.annotations import Annotations, annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import InputError
from reengineer.simulation import RunSettings, compile_model

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
    """Say whether the engines simulate a feature: several groups that may do a step, or rates by the hour."""
    try:
        compile_model(
            annotate(read_bpmn(_MAP), Annotations.model_validate(_PLAIN | _WITH[feature])), RunSettings(cases=1)
        )
    except InputError:
        return False
    return True
