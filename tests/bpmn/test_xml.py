"""Hostile and broken files are refused with a place; small faults are mended and said."""

from collections.abc import Callable

import pytest

from reengineer.bpmn import Definitions, SetName, read_bpmn, write_bpmn
from reengineer.bpmn._xml import LARGEST_BYTES
from reengineer.errors import BpmnError, Problem

Read = Callable[..., Definitions]
Xml = Callable[..., bytes]
BPMN = b'xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"'


def refusal(data: bytes) -> Problem:
    """Return the problem for which a file is refused."""
    with pytest.raises(BpmnError) as caught:
        read_bpmn(data, file="x.bpmn")
    (problem,) = caught.value.problems
    assert problem.source.file == "x.bpmn"
    return problem


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"", "RE202", None),
        (b" \n ", "RE202", None),
        (b"\x1f\x8b\x08 zip", "RE204", None),
        (b"PK\x03\x04 zip", "RE204", None),
        (b'{"a": 1}', "RE204", 1),
        (b"\0" * 99, "RE204", 1),
        (b"<a>\n<b>\n</a>", "RE204", 3),
        (b'<?xml version="1.0"?>\n<!DOCTYPE a>\n<a/>', "RE203", 2),
        (b"<!-- <a> --><?p <b> ?>\n<!doctype html><a/>", "RE203", 2),
        ("<!DOCTYPE a><a/>".encode("utf-16"), "RE203", 1),
        ("<!DOCTYPE a><a/>".encode("utf-16-le"), "RE203", 1),
        ("<!DOCTYPE a><a/>".encode("utf-16-be"), "RE203", 1),
        (b"<definitions/>", "RE207", 1),
        (b"\n<process " + BPMN + b"/>", "RE207", 2),
        (b'<definitions xmlns="http://www.omg.org/spec/DMN/20180521/MODEL/"/>', "RE207", 1),
        (b"<definitions " + BPMN + b"><process id='P'><q:task/></process></definitions>", "RE204", 1),
    ],
)
def test_what_is_not_bpmn_is_refused_with_its_line(data: bytes, code: str, line: int | None) -> None:
    problem = refusal(data)
    assert (problem.code, problem.source.line) == (code, line)
    assert problem.remedy


def test_the_namespace_found_is_named() -> None:
    problem = refusal(b'<definitions xmlns="http://schema.omg.org/spec/BPMN/2.0"/>')
    assert "http://schema.omg.org/spec/BPMN/2.0" in problem.message


def test_a_file_over_the_cap_is_refused_before_it_is_parsed() -> None:
    assert refusal(b" " * (LARGEST_BYTES + 1)).code == "RE201"


def test_a_long_prolog_is_searched_to_its_end() -> None:
    assert refusal(b"<!--" + b"x" * 5000 + b"-->\n<!DOCTYPE a>\n<a/>").source.line == 2
    assert refusal(b"<!--" + b"x" * 5000).code == "RE204"


def test_sub_processes_nested_too_deep_are_refused(xml: Xml) -> None:
    nested = '<bpmn:subProcess id="s">' * 70 + "</bpmn:subProcess>" * 70
    assert refusal(xml(nested)).code == "RE205"


def test_lanes_nested_too_deep_are_refused(xml: Xml) -> None:
    nested = "<bpmn:laneSet>" + "<bpmn:lane><bpmn:childLaneSet>" * 70 + "</bpmn:childLaneSet></bpmn:lane>" * 70
    assert refusal(xml(nested + "</bpmn:laneSet>")).code == "RE205"


def test_endless_depth_is_refused_by_the_parser(xml: Xml) -> None:
    assert refusal(xml("<x:d>" * 5000 + "</x:d>" * 5000)).code == "RE205"


def test_an_undeclared_prefix_of_an_attribute_is_mended_and_said(read: Read) -> None:
    definitions = read('<bpmn:task id="a" camunda:type="x"/>')
    (problem,) = definitions.problems
    assert (problem.code, problem.severity, problem.source.line) == ("RE206", "warning", 4)
    assert definitions.processes[0].flow_nodes[0].id == "a"


def test_an_unknown_entity_is_mended_and_said(read: Read) -> None:
    assert read('<bpmn:task id="a" name="A &reg; B"/>').problems[0].code == "RE206"


def test_xinclude_and_schema_locations_are_left_alone(read: Read) -> None:
    include = '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>'
    assert not read(f'<bpmn:documentation>{include}</bpmn:documentation><bpmn:task id="a"/>').problems


def test_many_thousand_attributes_are_read_and_written_in_their_order(xml: Xml) -> None:
    many = " ".join(f'a{at}="{at}"' for at in range(20_000))
    data = xml(f'<bpmn:task {many} x:b="2" id="a" name="A"/>')
    written = write_bpmn(read_bpmn(data).edit(SetName("a", "B")))
    assert written == data.replace(b'name="A"', b'name="B"')
