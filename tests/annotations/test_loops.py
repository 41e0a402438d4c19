"""A loop that no branch leads out of is refused only where no event and no end of the case ends it."""

import pytest

from reengineer.annotations import annotate
from reengineer.bpmn import read_bpmn
from reengineer.errors import ModelError

HEAD = '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="t"><process id="p">'
LOOP = "<task id='call'/><exclusiveGateway id='again'/><task id='wait'/>"
ROUND = ("call again", "again wait", "wait call")
TIMER = "<timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition>"


def visits(nodes: str, *flows: str) -> dict[str, float]:
    arrows = "".join(
        "<sequenceFlow id='{0}-{1}' sourceRef='{0}' targetRef='{1}'/>".format(*flow.split()) for flow in flows
    )
    made = annotate(read_bpmn(f"{HEAD}<startEvent id='s'/>{nodes}{arrows}</process></definitions>".encode()))
    return {node: share for node, share in made.visits(assume=True).items() if not node.startswith("e")}


def test_a_case_leaves_a_loop_by_the_event_on_one_of_its_steps() -> None:
    late = f"<boundaryEvent id='late' attachedToRef='wait'>{TIMER}</boundaryEvent><task id='close'/><endEvent id='e'/>"
    found = visits(LOOP + late, "s call", *ROUND, "late close", "close e")
    assert found == pytest.approx({"s": 1, "call": 1, "again": 1, "wait": 1, "late": 1, "close": 1})


def test_an_event_that_lets_the_loop_go_on_does_not_end_it() -> None:
    event = f"<boundaryEvent id='late' attachedToRef='wait' cancelActivity='false'>{TIMER}</boundaryEvent>"
    with pytest.raises(ModelError, match="RE323"):
        visits(event + LOOP + "<endEvent id='e'/>", "s call", *ROUND, "late e")


def test_an_event_that_leads_back_into_the_loop_does_not_end_it() -> None:
    event = f"<boundaryEvent id='late' attachedToRef='wait'>{TIMER}</boundaryEvent><task id='remind'/>"
    with pytest.raises(ModelError, match="RE323"):
        visits(event + LOOP, "s call", *ROUND, "late remind", "remind call")


def test_what_holds_the_loop_is_left_by_its_event_alone() -> None:
    inner = "".join(
        "<sequenceFlow id='{0}{1}' sourceRef='{0}' targetRef='{1}'/>".format(*each.split()) for each in ROUND
    )
    held = (
        f"<subProcess id='work'><startEvent id='i'/><sequenceFlow id='f' sourceRef='i' targetRef='call'/>{LOOP}{inner}"
    )
    stop = "</subProcess><boundaryEvent id='stop' attachedToRef='work'><messageEventDefinition/></boundaryEvent>"
    after = "<task id='done'/><task id='close'/><endEvent id='e'/><endEvent id='e2'/>"
    found = visits(held + stop + after, "s work", "work done", "done e", "stop close", "close e2")
    assert (found["call"], found["done"], found["stop"], found["close"]) == pytest.approx((1, 0, 1, 1))


def test_an_event_sub_process_ends_the_loops_beside_it() -> None:
    handler = f"<subProcess id='h' triggeredByEvent='true'><startEvent id='c'>{TIMER}</startEvent><task id='stop'/>"
    flow = "<sequenceFlow id='x' sourceRef='c' targetRef='stop'/></subProcess>"
    found = visits(LOOP + handler + flow, "s call", *ROUND)
    assert (found["wait"], found["stop"]) == pytest.approx((1, 1))


@pytest.mark.parametrize(("gateway", "ends"), [("parallelGateway", True), ("exclusiveGateway", False)])
def test_a_terminate_event_ends_a_loop_where_another_token_comes_to_it(gateway: str, ends: bool) -> None:
    nodes = f"{LOOP}<{gateway} id='fork'/><task id='bake'/><endEvent id='e'><terminateEventDefinition/></endEvent>"
    flows = ("s fork", "fork call", "fork bake", "bake e", *ROUND)
    if ends:
        found = visits(nodes, *flows)
        assert (found["call"], found["bake"]) == pytest.approx((1, 1))
    else:
        with pytest.raises(ModelError, match="RE323"):
            visits(nodes, *flows)


def test_a_loop_that_nobody_comes_to_keeps_nobody() -> None:
    aside = "<task id='a'/><task id='b'/><task id='work'/><endEvent id='e'/>"
    found = visits(aside, "s work", "work e", "a b", "b a")
    assert found == pytest.approx({"s": 1, "a": 0, "b": 0, "work": 1})
