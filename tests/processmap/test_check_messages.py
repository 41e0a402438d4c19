"""Messages between pools: who sends, who receives, and who does neither."""

import pytest

from reengineer.bpmn import read_bpmn
from reengineer.processmap import build_map, check_behaviour

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="http://example.org">'
MESSAGE = "<messageEventDefinition/>"


def codes(
    messages: str, inside: str, flows: str, *, other: str = '<task id="q"/>'
) -> list[tuple[str, str, str | None]]:
    """Return what is found in two pools, with messages and flows written as a>b."""
    ends = [each.split(">") for each in messages.split()]
    sent = "".join(f'<messageFlow id="m{at}" sourceRef="{a}" targetRef="{b}"/>' for at, (a, b) in enumerate(ends))
    drawn = (each.split(">") for each in flows.split())
    lines = "".join(f'<sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in drawn)
    text = (
        f'{HEAD}<collaboration id="C"><participant id="one" processRef="P"/><participant id="two" processRef="Q"/>'
        f'<participant id="closed"/>{sent}</collaboration>'
        f'<process id="P"><startEvent id="s"/><endEvent id="e"/>{inside}{lines}</process>'
        f'<process id="Q">{other}</process></definitions>'
    )
    found = check_behaviour(build_map(read_bpmn(text.encode())))
    return [(item.code, item.severity, item.source.element_id) for item in found]


CATCH = f'<intermediateCatchEvent id="c">{MESSAGE}</intermediateCatchEvent>'
THROW = f'<intermediateThrowEvent id="t">{MESSAGE}</intermediateThrowEvent>'
TIMER = '<intermediateCatchEvent id="c"><timerEventDefinition/></intermediateCatchEvent>'


def test_messages_that_come_and_go_are_no_finding() -> None:
    assert codes("t>closed closed>c q>a", f'{THROW}{CATCH}<task id="a"/>', "s>t t>c c>a a>e") == []


def test_a_file_without_message_flows_is_not_asked_for_them() -> None:
    assert codes("", CATCH, "s>c c>e") == []


@pytest.mark.parametrize(
    ("messages", "inside", "flows", "expected"),
    [
        ("q>c", TIMER, "s>c c>e", [("RE280", "warning", "m0")]),
        ("q>e", "", "s>e", [("RE280", "warning", "m0")]),
        ("q>s", "", "s>e", [("RE280", "advice", "m0")]),
        ("s>q", "", "s>e", [("RE285", "warning", "m0")]),
        ("c>q", TIMER, "s>c c>e", [("RE285", "warning", "m0")]),
        ("a>q", f'<task id="a"/>{CATCH}', "s>a a>c c>e", [("RE281", "advice", "c")]),
        ("q>a", f'<task id="a"/>{THROW}', "s>a a>t t>e", [("RE282", "advice", "t")]),
        ("q>a", '<task id="a"/><receiveTask id="r"/>', "s>a a>r r>e", [("RE281", "advice", "r")]),
        ("q>a", '<task id="a"/><sendTask id="r"/>', "s>a a>r r>e", [("RE282", "advice", "r")]),
        ("a>q", '<task id="a"/><task id="b"/>', "s>e b>a", [("RE283", "warning", "m0")]),
        ("q>a", '<task id="a"/><task id="b"/>', "s>e b>a", [("RE284", "warning", "m0")]),
    ],
)
def test_each_oddity_of_messages_is_found(
    messages: str, inside: str, flows: str, expected: list[tuple[str, str, str]]
) -> None:
    assert codes(messages, inside, flows) == expected


def test_a_sender_behind_a_deadlock_never_sends() -> None:
    inside = '<exclusiveGateway id="x"/><task id="b"/><task id="c"/><parallelGateway id="j"/><task id="a"/>'
    found = codes("a>q", inside, "s>x x>b x>c b>j c>j j>a a>e")
    assert ("RE283", "warning", "m0") in found
    assert ("RE270", "error", "j") in found


def test_compensation_can_send() -> None:
    inside = (
        '<task id="a"/><boundaryEvent id="u" attachedToRef="a"><compensateEventDefinition/></boundaryEvent>'
        '<task id="h" isForCompensation="true"/>'
    )
    assert codes("h>q", inside, "s>a a>e") == []
