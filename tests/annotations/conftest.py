"""Give tests a small map with a lane, a loop, an outside wait and a parallel part."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from reengineer.annotations import AnnotatedMap, annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import AnnotationError, Problem
from reengineer.processmap import ProcessMap, build_map

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x">'

CLAIM = (
    HEAD
    + """
<process id="claims" name="Claims">
  <laneSet id="lanes">
    <lane id="lane_clerk" name="Claims clerk">
      <flowNodeRef>check</flowNodeRef><flowNodeRef>reply</flowNodeRef><flowNodeRef>pay</flowNodeRef>
    </lane>
  </laneSet>
  <startEvent id="received" name="Claim received"/>
  <userTask id="check" name="Check claim"/>
  <exclusiveGateway id="complete" name="Complete?"/>
  <intermediateCatchEvent id="reply" name="Reply comes"><messageEventDefinition/></intermediateCatchEvent>
  <parallelGateway id="fork"/>
  <userTask id="pay" name="Pay"/>
  <serviceTask id="file" name="File"/>
  <parallelGateway id="join"/>
  <endEvent id="done" name="Done"/>
  <sequenceFlow id="f1" sourceRef="received" targetRef="check"/>
  <sequenceFlow id="f2" sourceRef="check" targetRef="complete"/>
  <sequenceFlow id="f3" name="no" sourceRef="complete" targetRef="reply"/>
  <sequenceFlow id="f4" name="yes" sourceRef="complete" targetRef="fork"/>
  <sequenceFlow id="f5" sourceRef="reply" targetRef="check"/>
  <sequenceFlow id="f6" sourceRef="fork" targetRef="pay"/>
  <sequenceFlow id="f7" sourceRef="fork" targetRef="file"/>
  <sequenceFlow id="f8" sourceRef="pay" targetRef="join"/>
  <sequenceFlow id="f9" sourceRef="file" targetRef="join"/>
  <sequenceFlow id="f10" sourceRef="join" targetRef="done"/>
</process></definitions>"""
)

NOTES = """\
version: 1
currency: GBP
clock: {start: 2026-01-05, timezone: Europe/London}
calendars:
  office: {mon-fri: "09:00-17:00", holidays: GB-ENG}
  short: {mon-fri: "09:00-13:00"}
cases:
  claim: {start: received, arrivals: {every: exponential(12 min), calendar: office}, attributes: {vulnerable: 12 %}}
resources:
  clerk: {members: 4, calendar: office, cost: 20 GBP/h, live_contact: false}
  payer:
    members: [{name: Ade, speed: 1.5}, {name: Bo, calendar: short, cost: 30 GBP/h}]
    calendar: office
    cost: 25 GBP/h
steps:
  Check claim:
    role: clerk
    duration: gamma(mean=24 min (20 min to 30 min), cv=0.5)
    value: {class: BVA, why: "claims, small and large, need a look"}
    satisfaction: {score: 3.4, scale: csat5, n: 12}
    is_check: true
    setup_time: 2 min
    evidence: {method: measured, n: 12, on: 2026-01-02}
    inputs: [claim]
    priority: 2
  pay: {role: payer, duration: 10 min, cost: 0.80 GBP, not_same_person: [check], controls: [C-1, C-2],
        release: {at: ["09:00", "13:00"], calendar: office}}
  file: {duration: 0 min}
flows:
  complete: {to reply: 20 % (10 % to 40 %), to fork: rest}
events:
  reply: {delay: gamma(mean=32 h working, cv=0.6), calendar: office}
transitions:
  Check claim -> pay: {rekeyed_fields: 4}
process: {site_count: 2, proactive_updates: false}
"""


def make_map(xml: str) -> ProcessMap:
    return build_map(read_bpmn(xml.encode(), file="map.bpmn"))


def process(body: str) -> ProcessMap:
    return make_map(f'{HEAD}<process id="p">{body}</process></definitions>')


@pytest.fixture(scope="session")
def claim_map() -> ProcessMap:
    """Return the map of claims."""
    return make_map(CLAIM)


@pytest.fixture(scope="session")
def make_process() -> Callable[[str], ProcessMap]:
    """Return a function that makes a map of one process from what stands inside it."""
    return process


@pytest.fixture(scope="session")
def make_definitions() -> Callable[[str], ProcessMap]:
    """Return a function that makes a map from what stands inside the definitions."""
    return lambda body: make_map(f"{HEAD}{body}</definitions>")


@pytest.fixture
def read(claim_map: ProcessMap, tmp_path: Path) -> Callable[..., AnnotatedMap]:
    """Return a function that annotates the map of claims with text."""

    def reader(text: str, a_map: ProcessMap | None = None) -> AnnotatedMap:
        path = tmp_path / "notes.yaml"
        path.write_text(dedent(text), encoding="utf-8")
        return annotate(a_map or claim_map, path)

    return reader


@pytest.fixture
def claims(read: Callable[..., AnnotatedMap]) -> AnnotatedMap:
    """Return the map of claims with its notes."""
    return read(NOTES)


@pytest.fixture
def problems(read: Callable[..., AnnotatedMap]) -> Callable[[str], list[Problem]]:
    """Return a function that gives the problems of notes on the map of claims."""

    def finder(text: str) -> list[Problem]:
        with pytest.raises(AnnotationError) as caught:
            read(text)
        return list(caught.value.problems)

    return finder
