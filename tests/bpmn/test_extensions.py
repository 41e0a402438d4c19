"""What stands in a foreign namespace is found, replaced and taken away without disturbing what is beside it."""

from collections.abc import Callable

import pytest

from reengineer.bpmn import (
    AddFlowNode,
    Definitions,
    Extension,
    SetExtension,
    SetName,
    Task,
    coverage,
    extensions,
    has_namespace,
    read_bpmn,
    write_bpmn,
)
from reengineer.errors import BpmnError

Read = Callable[..., Definitions]
OURS = "https://example.org/ours"
COST = Extension(
    name="cost", attributes=(("of", '1 < 2 & "3"\n4'),), children=(Extension(name="part", attributes=(("n", "1"),)),)
)


def put(key: str, *content: Extension) -> SetExtension:
    return SetExtension(key, OURS, content, "our")


def content(definitions: Definitions) -> dict[str | None, tuple[Extension, ...]]:
    """Return what a file says by element, after writing and reading it again."""
    again = read_bpmn(write_bpmn(definitions), file="again.bpmn")
    found = {item.key: item.content for item in extensions(definitions, OURS)}
    assert found == {item.key: item.content for item in extensions(again, OURS)}
    return found


def test_what_is_put_is_found_also_in_the_file_written(road: Definitions) -> None:
    assert extensions(road, OURS) == ()
    edited = road.edit(put("a", COST), put("P", COST, Extension(name="more")), put("f1", COST))
    assert content(edited) == {"P": (COST, Extension(name="more")), "a": (COST,), "f1": (COST,)}


def test_only_the_lines_of_the_content_are_new(road: Definitions, road_xml: bytes) -> None:
    after = write_bpmn(road.edit(put("b", Extension(name="cost", attributes=(("of", "2"),))))).decode().splitlines()
    before = road_xml.decode().splitlines()
    assert [line for line in before if line not in after] == before[1:2]
    assert after[1] == before[1].removesuffix(">") + f' xmlns:our="{OURS}">'
    assert [line for line in after[2:] if line not in before] == [
        "      <bpmn:extensionElements>",
        '        <our:cost of="2"/>',
        "      </bpmn:extensionElements>",
    ]


def test_what_others_say_stays_beside_it(road: Definitions) -> None:
    text = write_bpmn(road.edit(put("a", COST))).decode()
    assert '<x:owner level="2">Ann</x:owner><our:cost ' in text
    assert text.count("<bpmn:extensionElements>") == 1


def test_putting_again_replaces_in_place_and_nothing_takes_away(road: Definitions, road_xml: bytes) -> None:
    once = road.edit(put("a", COST), put("b", COST))
    twice = once.edit(put("a", Extension(name="less")), put("b"))
    assert content(twice) == {"a": (Extension(name="less"),)}
    assert write_bpmn(twice.edit(put("a"))) == road_xml
    stored = read_bpmn(write_bpmn(once))
    assert write_bpmn(stored.edit(put("a"), put("b"))).replace(f' xmlns:our="{OURS}"'.encode(), b"") == road_xml


def test_the_same_content_again_changes_no_byte(road: Definitions) -> None:
    once = write_bpmn(road.edit(put("a", COST), put("P", COST)))
    assert write_bpmn(read_bpmn(once).edit(put("a", COST), put("P", COST))) == once


def test_a_prefix_that_means_something_else_is_left_alone(road_xml: bytes) -> None:
    taken = road_xml.replace(b"xmlns:x=", b"xmlns:our=").replace(b"x:owner", b"our:owner")
    text = write_bpmn(read_bpmn(taken).edit(put("b", COST))).decode()
    assert f'xmlns:our2="{OURS}"' in text
    assert "<our2:cost " in text
    assert "<our:owner " in text


def test_a_prefix_that_the_file_has_for_it_is_used(road_xml: bytes) -> None:
    mine = road_xml.replace(b"xmlns:x=", f'xmlns:mine="{OURS}" xmlns:x='.encode())
    text = write_bpmn(read_bpmn(mine).edit(put("b", COST))).decode()
    assert "<mine:cost " in text
    assert text.count(OURS) == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "iso-8859-1"])
def test_other_encodings_carry_it_too(road_xml: bytes, encoding: str) -> None:
    declared = "UTF-8" if encoding == "utf-8-sig" else encoding
    data = road_xml.decode().replace("UTF-8", declared).encode(encoding)
    assert not has_namespace(read_bpmn(data), OURS)
    written = write_bpmn(read_bpmn(data).edit(put("b", COST)))
    assert content(read_bpmn(written)) == {"b": (COST,)}


def test_elements_without_ids_carry_it_by_their_keys(read: Read) -> None:
    definitions = read('<bpmn:task name="A"/><bpmn:task id="b"/>')
    assert content(definitions.edit(put("task_1", COST))) == {"task_1": (COST,)}
    new = AddFlowNode("P", Task(id="new"))
    assert content(definitions.edit(new, put("new", COST))) == {"new": (COST,)}


def test_each_is_found_with_its_place_and_what_does_not_belong(read: Read) -> None:
    inside = (
        f'<bpmn:laneSet><bpmn:lane id="L"><bpmn:extensionElements><o:x xmlns:o="{OURS}" xmlns:y="y" a="1" y:b="2">'
        "word<y:z/></o:x></bpmn:extensionElements></bpmn:lane></bpmn:laneSet>"
    )
    around = (
        f'<bpmn:message id="m" name="M"><bpmn:extensionElements><o:x xmlns:o="{OURS}"/></bpmn:extensionElements>'
        "</bpmn:message>\n"
    )
    message, lane = extensions(read(inside, around=around), OURS)
    assert (message.key, message.tag, message.source.place, message.source.element) == (
        None,
        "message",
        "map.bpmn:3",
        '"M"',
    )
    assert (lane.key, lane.tag, lane.content[0].line) == ("L", "lane", 5)
    inner = Extension(name="z", namespace="y")
    assert lane.content == (Extension(name="x", attributes=(("a", "1"),), text="word", children=(inner,)),)


def test_what_is_nested_without_end_is_cut(read: Read) -> None:
    deep = f'<o:x xmlns:o="{OURS}">' * 200 + "</o:x>" * 200
    item = extensions(read(f"<bpmn:extensionElements>{deep}</bpmn:extensionElements>"), OURS)[0].content[0]
    depth = 0
    while item.children:
        item, depth = item.children[0], depth + 1
    assert depth == 40


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (put("nowhere", COST), "RE230"),
        (put("a", Extension(name="no name")), "RE233"),
        (put("a", Extension(name="x", children=(Extension(name="1"),))), "RE233"),
        (put("a", Extension(name="x", attributes=(("a", "\x01"),))), "RE234"),
    ],
)
def test_what_xml_cannot_hold_is_refused(road: Definitions, edit: SetExtension, code: str) -> None:
    with pytest.raises(BpmnError) as caught:
        road.edit(edit)
    assert caught.value.problems[0].code == code


def test_edits_after_it_and_coverage_see_it(road: Definitions) -> None:
    edited = road.edit(put("a", COST)).edit(SetName("a", "B"))
    assert content(edited) == {"a": (COST,)}
    assert [item.count for item in coverage(edited) if item.namespace == OURS] == [1, 1]
