"""Each rule of form has a map that raises it, and one much like it that does not."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from reengineer.processmap import FORM_RULES, ProcessMap, check_form

MakeMap = Callable[..., ProcessMap]
START = '<bpmn:startEvent id="s" name="S"/>'
END = '<bpmn:endEvent id="e" name="E"/>'
A, B = '<bpmn:task id="a" name="A"/>', '<bpmn:task id="b" name="B"/>'
TASKS = A + B
MESSAGE = "<bpmn:messageEventDefinition/>"
TIMER = "<bpmn:timerEventDefinition/>"
SET_TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition>"
REFERRED = "<bpmn:eventDefinitionRef>D</bpmn:eventDefinitionRef>"
COMPENSATE = "<bpmn:compensateEventDefinition/>"
TERMINATE = "<bpmn:terminateEventDefinition/>"
TALK = '<bpmn:receiveTask id="r" name="R" messageRef="M"/><bpmn:sendTask id="t" name="T" messageRef="N"/>'
SEND = '<bpmn:message id="M" name="Hello"/>'


def node(kind: str, key: str, inside: str = "", more: str = "") -> str:
    """Write one labelled element."""
    return f'<bpmn:{kind} id="{key}" name="{key.upper()}" {more}>{inside}</bpmn:{kind}>'


def catch(key: str, inside: str = MESSAGE) -> str:
    return node("intermediateCatchEvent", key, inside)


def xor(key: str = "x", more: str = "") -> str:
    return node("exclusiveGateway", key, more=more)


def link(kind: str, key: str, name: str, label: str = "") -> str:
    return f'<bpmn:{kind} id="{key}" name="{label}"><bpmn:linkEventDefinition name="{name}"/></bpmn:{kind}>'


def sequence(source: str, target: str, condition: str | None = None, key: str = "", name: str = "") -> str:
    inside = "" if condition is None else f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
    return (
        f'<bpmn:sequenceFlow id="{key or source + "_" + target}" name="{name}" sourceRef="{source}" '
        f'targetRef="{target}">{inside}</bpmn:sequenceFlow>'
    )


INNER = '<bpmn:{0} id="is" name="IS">{2}</bpmn:{0}><bpmn:task id="i" name="I"/><bpmn:endEvent id="ie" name="IE"/>' + (
    sequence("is", "i") + sequence("i", "ie")
)
PLAIN_INSIDE = INNER.format("startEvent", "", "")


def sub(inside: str, kind: str = "subProcess", more: str = "") -> str:
    return node(kind, "p", inside, more)


def by_event(inside: str) -> str:
    return sub(inside, more='triggeredByEvent="true"')


UNDO = node("boundaryEvent", "c", COMPENSATE, 'attachedToRef="a"')


@dataclass(frozen=True)
class Case:
    """Hold a map that a rule reports, with the elements reported, and one that it leaves alone."""

    code: str
    raises: tuple[str, str]
    elements: tuple[str, ...]
    near: tuple[str, str]
    around: str = ""
    near_around: str = ""
    executable: bool = False


FLOW_AB = "s>x yes:x>a no:x>b a>e b>f"
BRANCHES = START + xor() + TASKS + END + node("endEvent", "f")
TERMINATED = START + TASKS + node("endEvent", "e") + node("endEvent", "t", TERMINATE)

CASES = [
    Case("RE241", (START + sub("") + END, "s>p p>e"), ("p",), (START + sub(PLAIN_INSIDE) + END, "s>p p>e")),
    Case(
        "RE243",
        (START + sub(PLAIN_INSIDE + '<bpmn:startEvent id="t" name="T"/>' + sequence("t", "i")) + END, "s>p p>e"),
        ("p",),
        (START + sub(PLAIN_INSIDE) + END, "s>p p>e"),
    ),
    Case(
        "RE244",
        (START + TASKS + node("boundaryEvent", "t", TIMER, 'attachedToRef="a"') + END, "s>a a>b b>e"),
        ("t",),
        (START + TASKS + node("boundaryEvent", "t", TIMER, 'attachedToRef="a"') + END, "s>a a>b b>e t>b"),
    ),
    Case(
        "RE252",
        (START + link("intermediateThrowEvent", "t", "") + END, "s>t"),
        ("t",),
        (
            START + link("intermediateThrowEvent", "t", "L") + link("intermediateCatchEvent", "c", "L") + END,
            "s>t c>e",
        ),
    ),
    Case(
        "RE252",
        (
            START + link("intermediateThrowEvent", "t", "L") + link("intermediateCatchEvent", "c", "L")
            + link("intermediateCatchEvent", "d", "L") + END + node("endEvent", "f"),
            "s>t c>e d>f",
        ),
        ("d",),
        (
            START + xor() + link("intermediateThrowEvent", "t", "L") + link("intermediateThrowEvent", "u", "L")
            + link("intermediateCatchEvent", "c", "L") + END,
            "s>x yes:x>t no:x>u c>e",
        ),
    ),
    Case(
        "RE252",
        (
            START + link("intermediateThrowEvent", "t", "L")
            + sub(PLAIN_INSIDE + link("intermediateCatchEvent", "c", "L")) + END,
            "s>t c>ie",
        ),
        ("t", "c"),
        (
            START
            + sub(PLAIN_INSIDE + link("intermediateThrowEvent", "t", "L") + link("intermediateCatchEvent", "c", "L"))
            + END,
            "s>p p>e i>t c>ie",
        ),
    ),
    Case(
        "RE253",
        (START + by_event(INNER.format("startEvent", "", MESSAGE)) + END, "s>p p>e"),
        ("p",),
        (START + by_event(INNER.format("startEvent", "", MESSAGE)) + END, "s>e"),
    ),
    Case(
        "RE257",
        (START + xor(more='default="x_b"') + TASKS + END + sequence("x", "a", "ok") + sequence("x", "b"), "s>x"),
        ("x",),
        (
            START + xor(more='default="x_b"') + TASKS + END + sequence("x", "a", "ok", name="yes") + sequence("x", "b"),
            "s>x",
        ),
    ),
    Case(
        "RE259",
        (START + catch("c").replace('name="C"', "") + '<bpmn:endEvent id="e"/><bpmn:endEvent id="f"/>', "s>c c>e c>f"),
        ("c", "e"),
        (START + catch("c") + END + node("endEvent", "f"), "s>c c>e c>f"),
    ),
    Case(
        "RE259",
        (BRANCHES.replace('name="X"', ""), FLOW_AB),
        ("x",),
        (START + TASKS + '<bpmn:exclusiveGateway id="j"/>' + END, "s>j a>j j>e"),
    ),
    Case(
        "RE259",
        (
            '<bpmn:laneSet id="L"><bpmn:lane id="l"/><bpmn:lane id="k" name="K"/></bpmn:laneSet>' + START + END,
            "s>e",
        ),
        ("l", "o"),
        ('<bpmn:laneSet id="L"><bpmn:lane id="l"/></bpmn:laneSet>' + START + END, "s>e"),
        around='<bpmn:collaboration id="C"><bpmn:participant id="o" processRef="P"/></bpmn:collaboration>',
    ),
    Case(
        "RE260",
        (START + sub(PLAIN_INSIDE, "adHocSubProcess") + END, "s>p p>e"),
        ("is", "ie"),
        (START + sub(TASKS, "adHocSubProcess") + END, "s>p p>e"),
    ),
    Case(
        "RE261",
        (START + catch("c", TIMER) + catch("d", "<bpmn:conditionalEventDefinition/>") + END, "s>c c>d d>e"),
        ("c", "d"),
        (
            START + catch("c", SET_TIMER) + END,
            "s>c c>e",
        ),
        executable=True,
    ),
    Case(
        "RE262",
        (START + TASKS + END + sequence("a", "b", "big") + sequence("a", "e"), "s>a b>e"),
        ("a_e",),
        (
            START + node("task", "a", more='default="a_e"') + B + END
            + sequence("a", "b", "big") + sequence("a", "e"),
            "s>a b>e",
        ),
    ),
    Case(
        "RE262",
        (START + xor() + TASKS + END + sequence("x", "a", "ok") + sequence("x", "b", name="no"), "s>x"),
        ("x_b",),
        (START + xor() + TASKS + END + sequence("x", "a", "ok") + sequence("x", "b", "not ok"), "s>x"),
        executable=True,
    ),
    Case(
        "RE263",
        (START + node("parallelGateway", "g") + TASKS + sequence("g", "a", "ok") + sequence("g", "b"), "s>g"),
        ("g_a",),
        (START + node("inclusiveGateway", "g") + TASKS + sequence("g", "a", "ok") + sequence("g", "b", "so"), "s>g"),
    ),
    Case(
        "RE264",
        (START + node("eventBasedGateway", "g") + catch("c") + END, "s>g g>c c>e"),
        ("g",),
        (START + node("eventBasedGateway", "g") + catch("c") + catch("d", TIMER) + END, "s>g g>c g>d c>e d>e"),
    ),
    Case(
        "RE264",
        (START + node("eventBasedGateway", "g") + TASKS + catch("c") + catch("d") + END, "s>g g>c g>d g>a b>d c>e d>e"),
        ("a", "d"),
        (START + node("eventBasedGateway", "g") + catch("c") + catch("d", TIMER) + END, "s>g g>c g>d c>e d>e"),
    ),
    Case(
        "RE264",
        (START + node("eventBasedGateway", "g") + catch("c") + node("receiveTask", "r") + END, "s>g g>c g>r c>e r>e"),
        ("g",),
        (START + node("eventBasedGateway", "g") + catch("c", TIMER) + node("receiveTask", "r") + END,
         "s>g g>c g>r c>e r>e"),
    ),
    Case("RE265", (START + sub(TASKS) + END, "s>p p>e a>b"), ("p",), (START + sub(PLAIN_INSIDE) + END, "s>p p>e")),
    Case(
        "RE266",
        (START + END + by_event(PLAIN_INSIDE), "s>e"),
        ("is",),
        (START + END + by_event(INNER.format("startEvent", "", MESSAGE)), "s>e"),
    ),
    Case(
        "RE266",
        (START + END + by_event(TASKS), "s>e a>b"),
        ("p",),
        (START + END + by_event(INNER.format("startEvent", "", REFERRED)), "s>e"),
    ),
    Case(
        "RE267",
        (START + sub(INNER.format("startEvent", "", MESSAGE)) + END, "s>p p>e"),
        ("is",),
        (START + sub(PLAIN_INSIDE) + END, "s>p p>e"),
    ),
    Case(
        "RE268",
        (BRANCHES.replace("exclusiveGateway", "complexGateway"), FLOW_AB),
        ("x",),
        (BRANCHES, FLOW_AB),
    ),
    Case(
        "RE269",
        (BRANCHES.replace("exclusiveGateway", "inclusiveGateway"), FLOW_AB),
        ("x",),
        (BRANCHES.replace("exclusiveGateway", "parallelGateway"), FLOW_AB),
    ),
    Case(
        "RE290",
        (START + TASKS + END, "s>a f1:a>b f2:a>b b>e"),
        ("f2",),
        (START + TASKS + END, "s>a f1:a>b b>e"),
    ),
    Case("RE290", (BRANCHES, "s>x yes:x>a no:x>a"), ("no",), (BRANCHES, FLOW_AB)),
    Case(
        "RE290",
        (START + TASKS + END + sequence("a", "b") + sequence("a", "b", key="again"), "s>a b>e"),
        ("again",),
        (START + TASKS + END + sequence("a", "b", "big") + sequence("a", "b", "late", key="again"), "s>a b>e"),
    ),
    Case("RE293", (START + TASKS + END, "s>b b>e"), ("a",), (START + sub(TASKS) + END, "s>p p>e")),
    Case(
        "RE293",
        (START + TASKS + END + sub(PLAIN_INSIDE + '<bpmn:task id="c" name="C"/>'), "s>p p>a a>b b>e"),
        ("c",),
        (START + TASKS + END + node("task", "c", more='isForCompensation="true"'), "s>a a>b b>e"),
    ),
    Case(
        "RE294",
        (START + catch("c", MESSAGE + TIMER) + END, "s>c c>e"),
        ("c",),
        (START + catch("c") + END, "s>c c>e"),
    ),
    Case(
        "RE296",
        (START + TASKS + END, "s>a ready:a>b b>e"),
        ("ready",),
        (BRANCHES, FLOW_AB),
    ),
    Case(
        "RE296",
        (START + node("eventBasedGateway", "g") + catch("c") + catch("d", TIMER) + END, "s>g late:g>c g>d c>e d>e"),
        ("late",),
        (START + TASKS + END + sequence("a", "b", "big", name="if big"), "s>a b>e"),
    ),
    Case(
        "RE297",
        (TERMINATED + xor(), "s>x yes:x>a no:x>b a>e b>t"),
        ("t",),
        (TERMINATED + node("parallelGateway", "g"), "s>g g>a g>b a>e b>t"),
    ),
    Case(
        "RE297",
        (TERMINATED + node("boundaryEvent", "d", TIMER, 'attachedToRef="a"'), "s>a a>b b>e d>t"),
        ("t",),
        (TERMINATED + node("boundaryEvent", "d", TIMER, 'attachedToRef="a" cancelActivity="false"'), "s>a a>b b>e d>t"),
    ),
    Case(
        "RE298",
        (START + END, "s>e"),
        ("M",),
        (START + node("receiveTask", "r", more='messageRef="M"') + END, "s>r r>e"),
        around=SEND,
        near_around=SEND,
    ),
    Case(
        "RE298",
        (START + TALK, "s>r r>t"),
        ("N",),
        (START + TALK, "s>r r>t"),
        around=SEND + SEND.replace('"M"', '"N"'),
        near_around=SEND + '<bpmn:message id="N" name="Bye"/>',
    ),
    Case(
        "RE299",
        (START + TASKS + UNDO, "s>a a>b"),
        ("c",),
        (
            START + TASKS + UNDO
            + '<bpmn:association id="y" sourceRef="c" targetRef="u"/>'
            + node("task", "u", more='isForCompensation="true"'),
            "s>a a>b",
        ),
    ),
    Case(
        "RE299",
        (START + TASKS + node("task", "u", more='isForCompensation="true"'), "s>a a>b"),
        ("u",),
        (START + TASKS, "s>a a>b"),
    ),
]  # fmt: skip

OLDER = {
    "RE240",
    "RE242",
    "RE245",
    "RE246",
    "RE247",
    "RE248",
    "RE249",
    "RE250",
    "RE251",
    "RE254",
    "RE255",
    "RE256",
    "RE258",
}
PICTURED = {"RE291", "RE292", "RE295"}


def found(code: str, made: ProcessMap) -> list[str | None]:
    """Return the elements that a rule reports; where a missing picture counts, that is tested elsewhere."""
    return [item.source.element_id for item in check_form(made) if item.code == code]


def name_of(case: Case) -> str:
    return f"{case.code}-{'-'.join(case.elements)}"


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_rule_finds_what_it_is_for(make_map: MakeMap, case: Case) -> None:
    made = make_map(*case.raises, around=case.around, executable=case.executable)
    assert sorted(map(str, found(case.code, made))) == sorted(case.elements)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_rule_leaves_a_near_miss_alone(make_map: MakeMap, case: Case) -> None:
    made = make_map(*case.near, around=case.near_around, executable=case.executable)
    assert found(case.code, made) == []


def test_every_rule_is_tried() -> None:
    assert {case.code for case in CASES} | OLDER | PICTURED == set(FORM_RULES)


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_findings_have_a_severity_of_their_rule(make_map: MakeMap, case: Case) -> None:
    for item in check_form(make_map(*case.raises, around=case.around, executable=case.executable)):
        if item.code in FORM_RULES:
            assert item.severity in (FORM_RULES[item.code].severity, FORM_RULES[item.code].also)
            assert not item.message.endswith(".")
            assert item.remedy.endswith(".")


def test_only_software_needs_conditions_written_out(make_map: MakeMap) -> None:
    inside = START + xor() + TASKS + sequence("x", "a", "ok", name="yes") + sequence("x", "b", name="no")
    assert found("RE262", make_map(inside, "s>x")) == []
    timer = START + catch("c", TIMER) + END
    assert found("RE261", make_map(timer, "s>c c>e")) == []


def test_a_link_with_a_label_alone_is_mild(make_map: MakeMap) -> None:
    inside = START + link("intermediateThrowEvent", "t", "", "L") + link("intermediateCatchEvent", "c", "", "L") + END
    links = [item for item in check_form(make_map(inside, "s>t c>e")) if item.code == "RE252"]
    assert [(item.severity, item.source.element_id) for item in links] == [("advice", "t"), ("advice", "c")]


def test_an_error_used_by_an_extension_is_used(make_map: MakeMap) -> None:
    task = '<bpmn:serviceTask id="a" name="A"><bpmn:extensionElements><x:fault xmlns:x="http://x" errorRef="F"/>'
    inside = START + task + "</bpmn:extensionElements></bpmn:serviceTask>" + END
    assert found("RE298", make_map(inside, "s>a a>e", around='<bpmn:error id="F" name="Fault"/>')) == []
