"""Changes that add or take away ways, checks and parts of the map, each before and after."""

from collections.abc import Callable
from pathlib import Path

import pytest

from reengineer.annotations import AnnotatedMap, embed_annotations
from reengineer.bpmn import write_bpmn
from reengineer.errors import ChangeError
from reengineer.options import apply_changes
from reengineer.options.changes import (
    AddControl,
    AddExceptionPath,
    AddProactiveUpdate,
    BufferInformation,
    ChangeAbandonment,
    RemoveGateway,
    ReplaceFragment,
    ValidateAtEntry,
)
from reengineer.source import Source

Draw = Callable[..., AnnotatedMap]
NOTES = """
version: 1
resources: {clerk: {members: 5}, boss: {members: 1}}
steps:
  form: {duration: 10 min}
  a: {role: clerk, duration: 10 min}
  b: {role: clerk, duration: 20 min, error_rate: 0.1}
  c: {role: boss, duration: 30 min, controls: [C-1]}
  rare: {role: clerk, duration: 60 min}
"""
PEOPLE = "version: 1\nresources: {clerk: {members: 5}, boss: {members: 1}}\n"
MAP = "start > form > a > ?g > b > join > end\ng > c > rare > join"
SHARES = "flows: {g: {to b: 0.9, to c: rest}}"


def path(annotated: AnnotatedMap, last: str = "end") -> str:
    found = annotated.map.shortest_path("start", last)
    assert found is not None
    return " > ".join(found)


def refused(change: object, annotated: AnnotatedMap) -> tuple[str, str]:
    with pytest.raises(ChangeError) as caught:
        change.apply(annotated)  # type: ignore[attr-defined]
    problem = caught.value.problems[0]
    assert problem.remedy
    return problem.code, problem.message


@pytest.fixture
def office(draw: Draw) -> AnnotatedMap:
    return draw(MAP.replace("join", "?join"), NOTES + SHARES, "clerks: form a g b rare join, boss: c")


def test_all_go_one_way_and_what_only_others_went_is_gone(draw: Draw) -> None:
    notes = PEOPLE + "steps: {rare: {role: clerk}}\nflows: {g: {to b: 0.9, to rare: rest}}"
    as_is = draw("start > a > ?g > b > ?join > end\ng > rare > join", notes)
    to_be = RemoveGateway(gateway="g", default="to b").apply(as_is)
    assert path(to_be) == "start > a > b > end"
    assert {node.id for node in to_be.map.nodes} == {"start", "a", "b", "end"}
    assert "rare" not in to_be.notes.steps
    assert to_be.notes.flows == {}


@pytest.mark.parametrize(
    ("gateway", "default", "code", "words"),
    [
        ("g", "to c", "RE408", "90% of the cases take the other branches"),
        ("g", "to b", "RE408", "c carries out C-1, which nothing else does"),
        ("g", "to end", "RE403", "is not one branch of g"),
        ("join", "to end", "RE404", "not a split"),
        ("a", "to g", "RE404", "not a split"),
    ],
)
def test_a_gateway_goes_only_with_small_branches_without_controls(
    office: AnnotatedMap, gateway: str, default: str, code: str, words: str
) -> None:
    found = refused(RemoveGateway(gateway=gateway, default=default), office)
    assert found[0] == code
    assert words in found[1]


def test_rare_cases_get_people_of_their_own(office: AnnotatedMap) -> None:
    to_be = AddExceptionPath(gateway="g", role="boss").apply(office)
    assert to_be.group_of("rare") == "boss"
    assert to_be.map.node("rare").lane == to_be.map.node("c").lane == "lane_boss"
    assert to_be.map.node("b").lane == "lane_clerks"
    assert (to_be.differences[0].added, to_be.differences[0].removed) == ((), ())


def test_a_group_without_a_lane_gets_one(draw: Draw) -> None:
    notes = NOTES.replace("boss: {members: 1}", "boss: {members: 1}, expert: {members: 1}")
    as_is = draw(MAP.replace("join", "?join"), notes + SHARES, "clerks: form a g b rare join, boss: c")
    to_be = AddExceptionPath(gateway="g", role="expert").apply(as_is)
    assert to_be.map.node("rare").lane_name == "expert"
    assert to_be.differences[0].added == ("lane g_add_exception_path_1",)


def test_an_exception_is_rare_and_holds_a_step(draw: Draw, office: AnnotatedMap) -> None:
    steps = PEOPLE + "steps: {a: {role: clerk}}\n"
    even = draw("start > ?g > a > end\ng > b > end", steps + "flows: {g: {to a: 0.5, to b: rest}}")
    assert "no branch of g is rare" in refused(AddExceptionPath(gateway="g", role="clerk"), even)[1]
    empty = draw("start > ?g > a > end\ng > end", steps + "flows: {g: {to a: 0.9, to end: rest}}")
    assert "nobody of ours works" in refused(AddExceptionPath(gateway="g", role="clerk"), empty)[1]
    assert refused(AddExceptionPath(gateway="g", role="nobody"), office)[0] == "RE405"


def test_a_check_sends_back_what_it_finds(office: AnnotatedMap) -> None:
    change = AddControl(where="after b", control="C-NEW", duration="5 min", role="boss", detect=0.5)
    to_be = change.apply(office)
    check, split = "b_add_control_1", "b_add_control_2"
    assert to_be.map.shortest_path("b", "end") == ("b", check, split, "join", "end")
    assert to_be.shares(split) == pytest.approx({"b_add_control_5": 0.05, "b_add_control_4": 0.95})
    assert to_be.map.flow("b_add_control_5").target == "b"
    assert to_be.visits()["b"] == pytest.approx(0.9 / 0.95)
    notes = to_be.step(check).notes
    assert (notes.controls, notes.groups, notes.is_check, notes.not_same_person) == (("C-NEW",), ("boss",), True, ())
    assert to_be.map.node(check).lane == "lane_boss"


def test_whoever_did_the_work_does_not_check_it(office: AnnotatedMap) -> None:
    change = AddControl(where="b_to_join", control="C-NEW", duration="5 min", role="clerk", detect=1)
    assert change.apply(office).step("b_add_control_1").notes.not_same_person == ("b",)


def test_a_check_that_finds_nothing_is_work_alone(office: AnnotatedMap) -> None:
    to_be = AddControl(where="before b", control="C-NEW", duration="5 min", role="boss").apply(office)
    assert path(to_be) == "start > form > a > g > b_add_control_1 > b > join > end"
    assert to_be.visits()["b"] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"where": "after a", "detect": 0.5}, "RE407"),
        ({"where": "before end", "detect": 0.5}, "RE408"),
        ({"where": "b"}, "RE615"),
        ({"where": "after b", "role": "nobody"}, "RE405"),
    ],
)
def test_a_check_needs_a_place_people_and_what_goes_wrong(
    office: AnnotatedMap, stated: dict[str, object], code: str
) -> None:
    change = AddControl.model_validate({"control": "C", "duration": "5 min", "role": "boss", **stated})
    assert refused(change, office)[0] == code


def test_some_leave_at_a_form(office: AnnotatedMap) -> None:
    to_be = ChangeAbandonment(step="form", dropout=0.2).apply(office)
    split, gone = "form_change_abandonment_1", "form_change_abandonment_2"
    assert path(to_be) == f"start > form > {split} > a > g > b > join > end"
    assert to_be.map.node(gone).position == "end"
    assert to_be.visits()["a"] == pytest.approx(0.8)


def test_a_branch_to_an_end_takes_the_share(draw: Draw) -> None:
    shares = "flows: {g: {to a: 0.8, to endgone: rest}}"
    as_is = draw("start > form > ?g > a > end\ng > endgone", f"{PEOPLE}steps: {{a: {{role: clerk}}}}\n{shares}")
    to_be = ChangeAbandonment(step="form", dropout=0.14).apply(as_is)
    assert to_be.shares("g") == pytest.approx({"g_to_a": 0.86, "g_to_endgone": 0.14})
    assert to_be.differences[0].added == ()


def test_nobody_leaves_a_form_by_this_at_an_attended_step(office: AnnotatedMap) -> None:
    assert refused(ChangeAbandonment(step="a", dropout=0.1), office)[0] == "RE406"


LOOK_UP = "start > a > ~wait > b > end"


def test_what_is_known_is_not_asked_again(draw: Draw) -> None:
    as_is = draw(LOOK_UP, PEOPLE + "events: {wait: {delay: 2 days}}")
    to_be = BufferInformation(step="wait", source="archive", hit_rate=0.4, freshness="30 days").apply(as_is)
    assert to_be.visits()["wait"] == pytest.approx(0.6)
    assert to_be.visits()["wait_buffer_information_2"] == pytest.approx(0.4)
    assert to_be.step("wait_buffer_information_2").name == "Take from archive"
    assert to_be.differences[0].title == "buffer information wait (source archive, hit_rate 0.4, freshness 30 days)"


def test_a_store_makes_what_the_look_up_makes(draw: Draw) -> None:
    notes = """
version: 1
resources: {clerk: {members: 1}}
steps:
  a: {delay: 2 days, outputs: [answer], controls: [C-1]}
  b: {role: clerk, inputs: [answer]}
"""
    to_be = apply_changes(draw("start > a > b > end", notes), [BufferInformation(step="a", hit_rate=0.4)])
    assert to_be.step("a_buffer_information_2").notes.outputs == ("answer",)
    assert to_be.step("a_buffer_information_2").notes.controls == ()
    assert to_be.stands_for == {"a_buffer_information_2": ("a",)}


@pytest.mark.parametrize(("step", "code"), [("a", "RE406"), ("start", "RE404"), ("g", "RE404")])
def test_only_a_look_up_can_be_spared(office: AnnotatedMap, step: str, code: str) -> None:
    assert refused(BufferInformation(step=step, hit_rate=0.4), office)[0] == code


REFUND = """
start > a > ?g > b > end
g > ask > ~wait > ?still > a
still > endgone
"""
REFUND_NOTES = """
version: 1
resources: {clerk: {members: 5}}
steps: {a: {role: clerk, duration: 4 min}, ask: {role: clerk, duration: 3 min}, b: {role: clerk, duration: 5 min}}
events: {wait: {delay: 2 days}}
flows: {g: {to ask: 0.18, to b: rest}, still: {to a: 0.85, to endgone: rest}}
"""


def test_complete_entries_need_not_be_asked_again(draw: Draw) -> None:
    as_is = draw(REFUND, REFUND_NOTES)
    assert as_is.visits()["a"] == pytest.approx(1 / (1 - 0.18 * 0.85))
    to_be = ValidateAtEntry(step="a", incomplete_rate=0.04, customer_min=2, dropout=0.01).apply(as_is)
    entry = "a_validate_at_entry_1"
    assert to_be.visits()["a"] == pytest.approx(0.99 / (1 - 0.04 * 0.85))
    assert to_be.visits()[entry] == 1
    assert str(to_be.step(entry).notes.delay) == "2 min"
    assert to_be.map.flow("still_to_a").target == "a"


def test_a_drop_out_of_nothing_draws_no_way_out(draw: Draw) -> None:
    to_be = ValidateAtEntry(step="a", incomplete_rate=0.04, customer_min=2, dropout=0).apply(draw(REFUND, REFUND_NOTES))
    assert to_be.differences[0].added == ("a_validate_at_entry_1", "a_validate_at_entry_2")
    plain = ValidateAtEntry(step="a", incomplete_rate=0.04, dropout=0).apply(draw(REFUND, REFUND_NOTES))
    assert plain.differences[0].added == ()


def test_at_a_form_entry_takes_longer_and_some_leave_there(draw: Draw) -> None:
    shares = "events: {wait: {delay: 1 day}}\nflows: {g: {to wait: 0.3, to end: rest}}"
    notes = f"version: 1\nsteps: {{form: {{duration: 10 min}}}}\n{shares}"
    to_be = ValidateAtEntry(step="form", incomplete_rate=0.1, customer_min=2, dropout=0.05).apply(
        draw("start > form > ?g > end\ng > ~wait > end", notes)
    )
    assert str(to_be.step("form").notes.duration) == "12 min"
    assert to_be.shares("g") == pytest.approx({"g_to_end": 0.9, "g_to_wait": 0.1})
    assert to_be.visits()["g"] == pytest.approx(0.95)


def test_the_way_on_which_customers_are_asked_must_be_clear(draw: Draw, office: AnnotatedMap) -> None:
    assert refused(ValidateAtEntry(step="a", incomplete_rate=0.04, dropout=0), office)[0] == "RE619"
    stated = ValidateAtEntry(step="a", incomplete_rate=0.04, dropout=0, flow="g_to_c").apply(office)
    assert stated.shares("g") == pytest.approx({"g_to_b": 0.96, "g_to_c": 0.04})
    more = ValidateAtEntry(step="a", incomplete_rate=0.5, dropout=0)
    assert "would be more" in refused(more, draw(REFUND, REFUND_NOTES))[1]


def test_a_message_stands_at_each_point_and_fewer_ask(draw: Draw) -> None:
    notes = NOTES + SHARES + "\ncases: {order: {arrivals: exponential(10 min)}, chase: {arrivals: exponential(1 h)}}"
    as_is = draw(MAP.replace("join", "?join"), notes)
    change = AddProactiveUpdate(points=["after a", "before c"], chase_reduction=0.5, unit_cost="0.05 GBP")
    to_be = change.apply(as_is)
    assert path(to_be, "c") == "start > form > a > a_add_proactive_update_1 > g > c_add_proactive_update_1 > c"
    assert to_be.map.node("a_add_proactive_update_1").type == "sendTask"
    assert str(to_be.step("c_add_proactive_update_1").notes.cost) == "0.05 GBP"
    assert to_be.arrival_rate_per_week()["chase"] == pytest.approx(as_is.arrival_rate_per_week()["chase"] / 2)
    assert to_be.arrival_rate_per_week()["order"] == as_is.arrival_rate_per_week()["order"]


def test_contacts_that_chase_must_be_known(office: AnnotatedMap) -> None:
    assert refused(AddProactiveUpdate(points=["after a"], chase_reduction=0.5), office)[0] == "RE624"


PART = "start > x > ?h > end\nh > y > end"
PART_NOTES = """
version: 1
resources: {clerk: {members: 1}}
steps: {x: {role: clerk, duration: 6 min}, y: {role: clerk, duration: 9 min, not_same_person: [x]}}
flows: {h: {to end: 0.8, to y: rest}}
"""


def part(folder: Path, content: bytes) -> Source:
    (folder / "part.bpmn").write_bytes(content)
    return Source(file=str(folder / "option.yaml"), line=4, column=5)


def test_a_part_takes_the_place_of_another_with_its_notes(draw: Draw, office: AnnotatedMap, tmp_path: Path) -> None:
    source = part(tmp_path, write_bpmn(embed_annotations(draw(PART, PART_NOTES))))
    to_be = ReplaceFragment(fragment=["c", "rare"], with_file="part.bpmn").placed(source).apply(office)
    new = "c_replace_fragment_"
    assert path(to_be, "join") == "start > form > a > g > b > join"
    assert to_be.map.shortest_path("g", "end", ("b",)) == ("g", f"{new}x", f"{new}h", "join", "end")
    assert to_be.shares(f"{new}h") == pytest.approx({f"{new}h_to_end": 0.8, f"{new}h_to_y": 0.2})
    assert to_be.step(f"{new}y").notes.not_same_person == (f"{new}x",)
    assert to_be.map.find("rare") is None
    assert to_be.visits()[f"{new}y"] == pytest.approx(0.1 * 0.2)


def test_a_whole_region_with_a_gateway_inside_is_one_part(draw: Draw, office: AnnotatedMap, tmp_path: Path) -> None:
    source = part(tmp_path, write_bpmn(embed_annotations(draw(PART, PART_NOTES))))
    to_be = ReplaceFragment(fragment="g, join", with_file="part.bpmn").placed(source).apply(office)
    assert path(to_be) == "start > form > a > g_replace_fragment_x > g_replace_fragment_h > end"
    assert {"b", "c", "rare", "join"}.isdisjoint(node.id for node in to_be.map.nodes)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"no map", "part.bpmn"),
        ("start > x", "x leads nowhere"),
        ("start > end", "nothing stands between start and end"),
        ("start > +s > x > end\ns > y > end\nstart2 > x", "2 starts"),
        ("start > ?g > x > +j > end\ng > y > j", "is not sound"),
    ],
)
def test_a_part_that_cannot_be_put_in_is_refused(
    draw: Draw, office: AnnotatedMap, tmp_path: Path, content: bytes | str, words: str
) -> None:
    data = content if isinstance(content, bytes) else write_bpmn(draw(content).map.definitions)
    code, message = refused(ReplaceFragment(fragment=["c"], with_file="part.bpmn").placed(part(tmp_path, data)), office)
    assert code == "RE622"
    assert words in message


def test_a_part_has_one_way_in_and_one_on(draw: Draw, office: AnnotatedMap, tmp_path: Path) -> None:
    source = part(tmp_path, write_bpmn(draw("start > x > end").map.definitions))
    code, message = refused(ReplaceFragment(fragment=["g", "b"], with_file="part.bpmn").placed(source), office)
    assert (code, "ways on" in message) == ("RE408", True)
    missing = ReplaceFragment(fragment=["c"], with_file="none.bpmn").placed(source)
    assert refused(missing, office)[0] == "RE622"


def test_people_of_the_part_are_people_of_the_review(draw: Draw, office: AnnotatedMap, tmp_path: Path) -> None:
    notes = "version: 1\nresources: {stranger: {members: 1}}\nsteps: {x: {role: stranger}}"
    source = part(tmp_path, write_bpmn(embed_annotations(draw("start > x > end", notes))))
    assert refused(ReplaceFragment(fragment=["c"], with_file="part.bpmn").placed(source), office)[0] == "RE405"


def test_nobody_checks_alone_what_one_person_does(office: AnnotatedMap) -> None:
    lone = AddControl(where="after c", control="C-1", duration="4 min", role="boss", detect=0.5, error_rate=0.1)  # type: ignore[arg-type]
    assert refused(lone, office) == ("RE408", "add_control: boss is one person, who does c too and may not check it")
    assert lone.model_copy(update={"role": "clerk"}).apply(office).step("c_add_control_1").notes.groups == ("clerk",)
