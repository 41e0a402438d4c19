"""Each fault of behaviour is found, with its place and its way, and what only looks like it is not."""

from collections.abc import Callable

import pytest

from reengineer.errors import Problem
from reengineer.processmap import ProcessMap, check_behaviour

MakeMap = Callable[..., ProcessMap]
Found = list[tuple[str, str, str | None]]


def found(made: ProcessMap) -> Found:
    """Return code, severity and element of each finding."""
    return [(item.code, item.severity, item.source.element_id) for item in check_behaviour(made)]


def only(made: ProcessMap) -> Problem:
    """Return the only finding."""
    (problem,) = check_behaviour(made)
    return problem


FORK = "s>p p>a p>b a>j b>j j>e"
SOUND = [
    ("start:s end:e", "s>e"),
    ("start:s task:a", "s>a"),
    ("task:a task:b end:e", "a>b b>e"),
    ("start:s and:p task:a task:b and:j end:e", FORK),
    ("start:s xor:p task:a task:b xor:j end:e", FORK),
    ("start:s or:p task:a task:b or:j end:e", FORK),
    ("start:s and:p task:a task:b or:j end:e", FORK),
    ("start:s xor:p task:a task:b or:j end:e", FORK),
    ("start:s await:p catch:a catch:b xor:j end:e", FORK),
    ("start:s xor:p task:a task:b end:e", "s>p p>a p>b a>e b>e"),
    ("start:s and:p task:a task:b end:e end:f", "s>p p>a p>b a>e b>f"),
    ("start:s task:a task:b task:c and:j end:e", "s>a a>b a>c b>j c>j j>e"),
    ("start:s start:t xor:j task:a end:e", "s>j t>j j>a a>e"),
    ("start:s xor:j task:a xor:x end:e", "s>j j>a a>x x>j x>e"),
    ("start:s or:p or:q task:a task:b task:c or:j end:e", "s>p p>q p>c q>a q>b a>j b>j c>j j>e"),
]


@pytest.mark.parametrize(("nodes", "flows"), SOUND)
def test_nothing_is_said_of_a_sound_map(chart: MakeMap, nodes: str, flows: str) -> None:
    assert found(chart(nodes, flows)) == []


FAULTY = [
    ("start:s xor:p task:a task:b and:j end:e", FORK, [("RE270", "error", "j")]),
    ("start:s await:p catch:a catch:b and:j end:e", FORK, [("RE270", "error", "j")]),
    ("start:s or:p task:a task:b and:j end:e", FORK, [("RE270", "error", "j")]),
    ("start:s start:t and:j end:e", "s>j t>j j>e", [("RE270", "error", "j")]),
    ("start:s task:a and:j task:b end:e", "s>a a>j b>j j>e", [("RE270", "error", "j")]),
    ("start:s and:p task:a task:b xor:j end:e", FORK, [("RE271", "warning", "j")]),
    ("start:s or:p task:a task:b xor:j end:e", FORK, [("RE271", "warning", "j")]),
    ("start:s and:p task:a task:b task:j end:e", FORK, [("RE271", "warning", "j")]),
    ("start:s task:a task:b task:c task:d end:e", "s>a a>b a>c b>d c>d d>e", [("RE271", "warning", "d")]),
    ("task:a task:b task:c end:e", "a>c b>c c>e", [("RE271", "warning", "c")]),
    ("start:s xor:j task:a and:p end:e", "s>j j>a a>p p>j p>e", [("RE272", "error", "p")]),
    ("start:s task:a end:e", "s>a a>a a>e", [("RE272", "error", "a")]),
    ("start:s task:a task:b xor:j end:e", "s>j j>a a>b b>j", [("RE273", "error", "a")]),
    ("start:s and:p task:a xor:j end:e", "s>p p>a a>e p>j l:j>j", [("RE273", "error", "j")]),
    ("start:s and:p task:a task:b end:e", "s>p p>a p>b a>e b>e", [("RE275", "warning", "e")]),
    ("start:s and:p task:a", "s>p f:p>a g:p>a", [("RE275", "warning", "a")]),
]


@pytest.mark.parametrize(("nodes", "flows", "expected"), FAULTY)
def test_each_fault_is_found(chart: MakeMap, nodes: str, flows: str, expected: Found) -> None:
    assert [item for item in found(chart(nodes, flows)) if item[0] != "RE274"] == expected


def test_a_deadlock_tells_the_shortest_way_and_what_waits_for_what(chart: MakeMap) -> None:
    problem = only(chart("start:s xor:p task:a task:b and:j end:e", "s>p p>a p>b a>j b>j j>e"))
    assert problem.message == (
        'a case can get stuck here: the token from "A" waits for one from "B" that no longer comes; '
        'shortest way there: "S" -> "P" -> "A"'
    )
    assert problem.source.line is not None
    assert "parallel with parallel" in problem.remedy


def test_a_doubled_token_tells_where_both_came_from(chart: MakeMap) -> None:
    problem = only(chart("start:s and:p task:a task:b task:c xor:j task:d end:e", "s>p p>a p>b b>c a>j c>j j>d d>e"))
    assert 'two tokens of one case can be on the flow from "J" to "D"' in problem.message
    assert 'behind "P" one token comes by "A" -> "J", another by "B" -> "C" -> "J"' in problem.message
    assert problem.message.endswith('"S" -> "P" -> "A" -> "B" -> "J" -> "C" -> "J"')
    assert problem.remedy.startswith("Join the ways again with a parallel gateway")


def test_an_endless_round_tells_who_is_in_it(chart: MakeMap) -> None:
    problem = only(chart("start:s task:a task:b xor:j end:e", "s>j j>a a>b b>j"))
    assert problem.message == (
        'a case that comes here goes round for ever, by "A", "B", "J", and never ends; shortest way there: "S"'
    )


def test_labels_that_do_not_tell_are_written_with_ids(make_map: MakeMap) -> None:
    inside = (
        '<bpmn:startEvent id="s"/><bpmn:exclusiveGateway id="x"/><bpmn:task id="a" name="Check"/>'
        '<bpmn:task id="b" name="Check"/><bpmn:parallelGateway id="j"/><bpmn:endEvent id="e"/>'
    )
    problem = only(make_map(inside, "s>x x>a x>b a>j b>j j>e"))
    assert 'shortest way there: start event s -> exclusive gateway x -> "Check" (a)' in problem.message


def test_a_long_way_is_told_by_its_beginning_and_its_end(chart: MakeMap) -> None:
    row = " ".join(f"task:t{number}" for number in range(30))
    flows = " ".join(f"t{number}>t{number + 1}" for number in range(29))
    problem = only(chart(f"start:s {row} xor:x and:j end:e", f"s>t0 {flows} t29>x f:x>j g:x>j j>e"))
    assert '"S" -> "T0" -> "T1" -> "T2" -> (21 more) -> "T24"' in problem.message
    assert problem.message.endswith('"T29" -> "X"')


def test_steps_that_never_happen_are_named_together(chart: MakeMap) -> None:
    made = chart("start:s xor:x and:j task:a task:b end:e", "s>x f:x>j g:x>j j>a a>b b>e")
    assert found(made) == [("RE270", "error", "j"), ("RE274", "warning", "a")]
    assert 'nor do "B"' in check_behaviour(made)[1].message


def test_what_no_flow_leads_to_is_left_to_the_check_of_form(chart: MakeMap) -> None:
    assert found(chart("start:s end:e task:a task:b", "s>e a>b b>a")) == []


def test_only_the_first_of_two_faults_in_a_row_is_told(chart: MakeMap) -> None:
    nodes = "start:s and:p xor:j task:a task:b task:c end:e"
    assert found(chart(nodes, "s>p f:p>j g:p>j j>a a>b b>c c>e")) == [("RE271", "warning", "j")]


KINDS = "timer message error escalation signal terminate cancel compensate conditional"


def event(tag: str, key: str, kind: str = "", more: str = "") -> str:
    """Write an event."""
    body = f"<bpmn:{kind}EventDefinition/>" if kind else ""
    return f'<bpmn:{tag} id="{key}" {more}>{body}</bpmn:{tag}>'


def boundary(key: str, host: str, kind: str, *, interrupts: bool = True) -> str:
    """Write a boundary event."""
    more = f'attachedToRef="{host}" cancelActivity="{str(interrupts).lower()}"'
    return event("boundaryEvent", key, kind, more)


def sub(key: str, inside: str, flows: str = "", more: str = "") -> str:
    """Write a sub-process with flows a>b."""
    drawn = (each.split(">") for each in flows.split())
    lines = "".join(f'<bpmn:sequenceFlow id="{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in drawn)
    return f'<bpmn:subProcess id="{key}" {more}>{inside}{lines}</bpmn:subProcess>'


def nodes(text: str) -> str:
    """Write nodes given as tag:id."""
    return "".join(f'<bpmn:{tag} id="{key}"/>' for tag, key in (each.split(":") for each in text.split()))


OUTER = nodes("startEvent:s endEvent:e")
STUCK = sub("u", nodes("startEvent:is exclusiveGateway:ix parallelGateway:ij endEvent:ie"), "is>ix ix>ij ij>ie")


def test_a_fault_inside_a_sub_process_is_told_there_alone(make_map: MakeMap) -> None:
    inside = nodes("startEvent:is exclusiveGateway:ix task:ia task:ib parallelGateway:ij endEvent:ie")
    made = make_map(OUTER + sub("u", inside, "is>ix ix>ia ix>ib ia>ij ib>ij ij>ie"), "s>u u>e")
    assert found(made) == [("RE270", "error", "ij")]
    assert only(made).message.startswith("inside sub process u, a case can get stuck here")


def test_an_interrupting_event_is_another_way_out(make_map: MakeMap) -> None:
    around = OUTER + nodes("parallelGateway:p task:a task:b parallelGateway:j endEvent:f")
    bounded = around + boundary("t", "a", "timer")
    assert found(make_map(bounded, "s>p p>a p>b a>j b>j j>e t>f")) == [("RE270", "error", "j")]
    ended = around.replace('<bpmn:endEvent id="f"/>', event("endEvent", "f", "terminate")) + boundary("t", "a", "timer")
    assert found(make_map(ended, "s>p p>a p>b a>j b>j j>e t>f")) == []


def test_an_event_that_does_not_interrupt_adds_a_token(make_map: MakeMap) -> None:
    around = OUTER + nodes("task:a task:r exclusiveGateway:j task:b endEvent:f")
    beside = around + boundary("t", "a", "timer", interrupts=False)
    assert found(make_map(beside, "s>a t>r r>f a>j j>b b>e")) == []
    assert found(make_map(beside, "s>a t>r r>j a>j j>b b>e")) == [("RE271", "warning", "j")]
    problem = only(make_map(beside, "s>a t>r r>j a>j j>b b>e"))
    assert problem.remedy.startswith("Let the boundary event interrupt")
    assert found(make_map(beside, "s>a t>r r>e a>j j>b b>e")) == [("RE275", "advice", "e")]


def test_two_events_of_one_activity_can_meet_behind_it(make_map: MakeMap) -> None:
    around = OUTER + nodes("task:a task:b endEvent:f")
    both = around + boundary("t", "a", "timer") + boundary("c", "a", "message", interrupts=False)
    assert found(make_map(both, "s>a a>e t>b c>b b>f")) == [("RE271", "warning", "b")]


def test_reminders_in_a_loop_do_not_pile_up(make_map: MakeMap) -> None:
    around = OUTER + nodes("exclusiveGateway:j task:a exclusiveGateway:x task:r endEvent:f")
    beside = around + boundary("t", "a", "timer", interrupts=False)
    assert found(make_map(beside, "s>j j>a a>x x>j x>e t>r r>f")) == []


def test_an_error_leaves_by_its_catch_and_not_by_the_usual_way(make_map: MakeMap) -> None:
    inside = nodes("startEvent:is") + event("endEvent", "ie", "error")
    around = OUTER + nodes("task:a task:b endEvent:f") + sub("u", inside, "is>ie") + boundary("c", "u", "error")
    assert found(make_map(around, "s>u u>a a>e c>b b>f")) == [("RE274", "warning", "a")]


def test_an_error_that_nobody_catches_ends_the_case(make_map: MakeMap) -> None:
    inside = nodes("startEvent:is exclusiveGateway:ix endEvent:ok") + event("endEvent", "ie", "error")
    around = OUTER + sub("u", inside, "is>ix ix>ok ix>ie")
    assert found(make_map(around, "s>u u>e")) == []


def test_an_error_is_caught_by_the_innermost_of_its_code(make_map: MakeMap) -> None:
    thrown = '<bpmn:endEvent id="ie"><bpmn:errorEventDefinition errorRef="E1"/></bpmn:endEvent>'
    caught = '<bpmn:boundaryEvent id="{0}" attachedToRef="{1}">{2}</bpmn:boundaryEvent>'
    first, second = (f'<bpmn:errorEventDefinition errorRef="{code}"/>' for code in ("E1", "E2"))
    inner = sub("v", nodes("startEvent:is") + thrown, "is>ie") + caught.format("c2", "v", second)
    inside = inner + nodes("startEvent:os endEvent:oe task:never endEvent:of")
    outer = sub("u", inside, "os>v v>never never>oe c2>of") + caught.format("c1", "u", first)
    made = make_map(
        OUTER + outer + nodes("task:mend endEvent:f"),
        "s>u u>e c1>mend mend>f",
        around='<bpmn:error id="E1"/><bpmn:error id="E2"/>',
    )
    assert found(made) == [("RE274", "warning", "never")]


def test_an_escalation_that_always_comes_can_be_waited_for(make_map: MakeMap) -> None:
    told = event("intermediateThrowEvent", "it", "escalation")
    flows = "s>u u>j c>j j>e"
    around = OUTER + nodes("parallelGateway:j") + boundary("c", "u", "escalation", interrupts=False)
    always = sub("u", nodes("startEvent:is endEvent:ie") + told, "is>it it>ie")
    assert found(make_map(around + always, flows)) == []
    perhaps = sub("u", nodes("startEvent:is exclusiveGateway:ix endEvent:ie") + told, "is>ix ix>it ix>ie it>ie")
    assert found(make_map(around + perhaps, flows)) == [("RE270", "error", "j")]


def test_a_cancel_end_leaves_by_the_cancel_event(make_map: MakeMap) -> None:
    inside = nodes("startEvent:is exclusiveGateway:ix endEvent:ok") + event("endEvent", "ie", "cancel")
    drawn = sub("u", inside, "is>ix ix>ok ix>ie").replace("subProcess", "transaction")
    around = OUTER + nodes("task:a endEvent:f") + drawn + boundary("c", "u", "cancel")
    assert found(make_map(around, "s>u u>e c>a a>f")) == []
    never = sub("u", nodes("startEvent:is endEvent:ok"), "is>ok").replace("subProcess", "transaction")
    around = OUTER + nodes("task:a endEvent:f") + never + boundary("c", "u", "cancel")
    assert found(make_map(around, "s>u u>e c>a a>f")) == [("RE274", "warning", "a")]


@pytest.mark.parametrize("interrupts", [True, False])
def test_an_event_sub_process_is_checked_too_and_harms_nobody(make_map: MakeMap, interrupts: bool) -> None:
    start = event("startEvent", "hs", "message", f'isInterrupting="{str(interrupts).lower()}"')
    handler = sub("h", start + nodes("task:ha endEvent:he"), "hs>ha ha>he", 'triggeredByEvent="true"')
    assert found(make_map(OUTER + nodes("task:a") + handler, "s>a a>e")) == []
    stuck = nodes("exclusiveGateway:hx task:h1 task:h2 parallelGateway:hj endEvent:he")
    handler = sub("h", start + stuck, "hs>hx hx>h1 hx>h2 h1>hj h2>hj hj>he", 'triggeredByEvent="true"')
    assert found(make_map(OUTER + nodes("task:a") + handler, "s>a a>e")) == [("RE270", "error", "hj")]


def test_a_loop_that_something_outside_ends_is_meant(make_map: MakeMap) -> None:
    inside = nodes("startEvent:is exclusiveGateway:ij task:ia")
    drawn = sub("u", inside, "is>ij ij>ia ia>ij")
    assert ("RE273", "error", "ij") in found(make_map(OUTER + drawn, "s>u u>e"))
    timed = OUTER + drawn + boundary("t", "u", "timer") + nodes("task:a endEvent:f")
    assert found(make_map(timed, "s>u u>e t>a a>f")) == []
    killed = nodes("startEvent:s parallelGateway:p task:a") + event("endEvent", "k", "terminate") + drawn
    assert found(make_map(killed, "s>p p>u p>a a>k")) == []


def test_links_are_followed(make_map: MakeMap) -> None:
    link = '<bpmn:linkEventDefinition name="L"/>'
    drawn = (
        nodes("startEvent:s parallelGateway:p parallelGateway:j endEvent:e task:a")
        + f'<bpmn:intermediateThrowEvent id="t">{link}</bpmn:intermediateThrowEvent>'
        + f'<bpmn:intermediateCatchEvent id="c">{link}</bpmn:intermediateCatchEvent>'
    )
    assert found(make_map(drawn, "s>p p>a p>t a>j c>j j>e")) == []


CONDITION = "<bpmn:conditionExpression>x</bpmn:conditionExpression>"


def conditional(source: str, target: str) -> str:
    """Write a flow with a condition."""
    ends = f'id="{source}_{target}" sourceRef="{source}" targetRef="{target}"'
    return f"<bpmn:sequenceFlow {ends}>{CONDITION}</bpmn:sequenceFlow>"


def test_the_default_flow_is_taken_alone(make_map: MakeMap) -> None:
    drawn = OUTER + nodes("task:b task:c exclusiveGateway:j") + '<bpmn:task id="a" default="a_c"/>'
    made = make_map(drawn + conditional("a", "b"), "s>a a>c b>j c>j j>e")
    assert found(made) == []
    both = make_map(drawn.replace(' default="a_c"', "") + conditional("a", "b"), "s>a a>c b>j c>j j>e")
    assert found(both) == [("RE271", "warning", "j")]


def test_repeated_activities_count_as_one(make_map: MakeMap) -> None:
    task = '<bpmn:task id="a"><bpmn:multiInstanceLoopCharacteristics/></bpmn:task>'
    assert found(make_map(OUTER + task, "s>a a>e")) == []


def test_compensation_is_left_aside(make_map: MakeMap) -> None:
    drawn = OUTER + nodes("task:a") + boundary("c", "a", "compensate") + '<bpmn:task id="h" isForCompensation="true"/>'
    assert found(make_map(drawn, "s>a a>e")) == []


def test_what_is_without_order_is_not_checked(make_map: MakeMap) -> None:
    drawn = sub("u", nodes("task:a task:b exclusiveGateway:j task:c"), "a>j b>j j>c")
    assert ("RE271", "warning", "j") in found(make_map(OUTER + drawn, "s>u u>e"))
    assert found(make_map(OUTER + drawn.replace("subProcess", "adHocSubProcess"), "s>u u>e")) == []


def test_steps_that_begin_a_process_themselves_are_alternatives(make_map: MakeMap) -> None:
    drawn = '<bpmn:receiveTask id="a" instantiate="true"/><bpmn:receiveTask id="b" instantiate="true"/>'
    assert found(make_map(drawn + nodes("exclusiveGateway:j task:c endEvent:e"), "a>j b>j j>c c>e")) == []


def tangle(width: int) -> tuple[str, str]:
    """Draw parallel branches that each go one of two ways to joins that cannot be paired."""
    names = range(width)
    drawn = "start:s and:p " + " ".join(f"xor:x{n} task:a{n} task:b{n} or:y{n}" for n in names) + " and:j end:e"
    flows = "s>p j>e " + " ".join(f"p>x{n} x{n}>a{n} x{n}>b{n} a{n}>y{n} b{n}>y{(n + 1) % width} y{n}>j" for n in names)
    return drawn, flows


def test_a_map_too_large_to_decide_says_so(chart: MakeMap) -> None:
    made = chart(*tangle(16))
    assert ("RE276", "advice", "P") in found(made)
    assert "more than 10000 states" in next(item.message for item in check_behaviour(made) if item.code == "RE276")


def test_a_split_too_wide_to_try_says_so(chart: MakeMap) -> None:
    ways = range(20)
    drawn = "start:s or:p xor:j end:e " + " ".join(f"task:t{n}" for n in ways)
    made = chart(drawn, "s>p j>e " + " ".join(f"p>t{n} t{n}>j" for n in ways))
    assert found(made) == [("RE276", "advice", "P")]


def test_wide_parallel_parts_need_no_search(chart: MakeMap) -> None:
    ways = range(200)
    drawn = "start:s and:p and:j end:e " + " ".join(f"xor:x{n} task:a{n} task:b{n} xor:y{n}" for n in ways)
    flows = " ".join(f"p>x{n} x{n}>a{n} x{n}>b{n} a{n}>y{n} b{n}>y{n} y{n}>j y{n}>x{n}" for n in ways)
    assert found(chart(drawn, f"s>p j>e {flows}")) == []


def test_parallel_branches_with_ends_of_their_own_need_no_search(chart: MakeMap) -> None:
    ways = range(100)
    drawn = "start:s and:p " + " ".join(f"task:a{n} end:e{n}" for n in ways)
    assert found(chart(drawn, "s>p " + " ".join(f"p>a{n} a{n}>e{n}" for n in ways))) == []


def test_the_complaints_map_has_no_fault(complaints: object) -> None:
    assert check_behaviour(complaints.map) == ()  # type: ignore[attr-defined]
