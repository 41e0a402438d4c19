"""A file comes out as it went in, but for what was edited."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from reengineer.bpmn import Definitions, RemoveFlowNode, SetName, coverage, read_bpmn, write_bpmn
from reengineer.errors import BpmnError

Read = Callable[..., Definitions]
Xml = Callable[..., bytes]


def renamed(data: bytes) -> bytes:
    """Read, rename the step a, and write."""
    return write_bpmn(read_bpmn(data).edit(SetName("a", "Name ü€")))


def test_unchanged_definitions_are_the_same_bytes(road_xml: bytes) -> None:
    odd = b"\xef\xbb\xbf" + road_xml.replace(b"\n", b" \r\n")
    assert write_bpmn(read_bpmn(odd)) == odd


def test_one_new_label_changes_one_line(road_xml: bytes) -> None:
    before, after = road_xml.decode().splitlines(), renamed(road_xml).decode().splitlines()
    assert [line for line in after if line not in before] == ['    <bpmn:userTask id="a" name="Name ü€">']
    assert len(after) == len(before)


def test_a_removed_node_leaves_no_gap(road: Definitions, road_xml: bytes) -> None:
    after = write_bpmn(road.edit(RemoveFlowNode("e"))).decode()
    assert not [line for line in after.splitlines() if not line.strip()]
    assert "<!-- the long part -->" in after
    assert '<x:owner level="2">Ann</x:owner>' in after


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("UTF-8", b""),
        ("UTF-8", b"\xef\xbb\xbf"),
        ("UTF-16LE", b"\xff\xfe"),
        ("UTF-16BE", b"\xfe\xff"),
        ("ISO-8859-1", b""),
    ],
)
def test_encoding_mark_and_declaration_stay(road_xml: bytes, encoding: str, mark: bytes) -> None:
    declared = encoding.removesuffix("LE").removesuffix("BE")
    data = mark + road_xml.decode().replace("UTF-8", declared).replace("Build", "Prüfen").encode(encoding)
    written = renamed(data)
    assert written.startswith(mark + f'<?xml version="1.0" encoding="{declared}"?>\n'.encode(encoding))
    assert ("&#8364;" in written.decode(encoding)) == (encoding == "ISO-8859-1")
    assert read_bpmn(written).find("b").name == "Prüfen"  # type: ignore[union-attr]


def test_line_ends_and_the_look_of_empty_elements_stay(road_xml: bytes) -> None:
    data = road_xml.replace(b"/>", b" />").replace(b"\n", b"\r\n").replace(b"the long part", b"<a/> <b/>")
    written = renamed(data)
    assert written.count(b"\r\n") == data.count(b"\r\n") == data.count(b"\n") == written.count(b"\n")
    assert b"<!-- <a/> <b/> -->" in written
    assert written.count(b" />") == data.count(b" />")


def test_a_file_without_declaration_gets_none(road_xml: bytes) -> None:
    data = road_xml.partition(b"\n")[2]
    assert renamed(data).startswith(b"<bpmn:definitions")


def test_comments_instructions_and_cdata_stay(xml: Xml) -> None:
    inside = '<bpmn:task id="a"><bpmn:documentation><![CDATA[<b>]]></bpmn:documentation></bpmn:task><?keep me?>\n'
    data = xml(inside).replace(b"?>\n<bpmn", b"?>\n<!-- mine -->\n<bpmn", 1) + b"<!-- after -->"
    written = renamed(data)
    for kept in (b"<![CDATA[<b>]]>", b"<?keep me?>", b"?>\n<!-- mine -->\n<bpmn", b"<!-- after -->"):
        assert kept in written


def test_lists_of_flows_are_written_only_where_the_file_has_them(road: Definitions, read: Read) -> None:
    from reengineer.bpmn import AddSequenceFlow, SequenceFlow

    bare = read('<bpmn:task id="a"/><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="a"/>')
    loop = AddSequenceFlow("P", SequenceFlow(id="g", source_ref="a", target_ref="a"))
    assert b"incoming" not in write_bpmn(bare.edit(loop))
    text = write_bpmn(road.edit(loop)).decode()
    assert text.index("f1</bpmn:incoming>") < text.index("g</bpmn:incoming>") < text.index("f2</bpmn:outgoing>")


def test_references_get_the_prefix_that_the_file_uses(read: Read) -> None:
    from reengineer.bpmn import AddSequenceFlow, SequenceFlow

    inside = (
        '<bpmn:task id="a"><bpmn:incoming>tns:f</bpmn:incoming>'
        '</bpmn:task><bpmn:sequenceFlow id="f" sourceRef="a" targetRef="a"/>'
    )
    edited = read(inside).edit(AddSequenceFlow("P", SequenceFlow(id="g", source_ref="a", target_ref="a")))
    assert b"<bpmn:outgoing>tns:g</bpmn:outgoing>" in write_bpmn(edited)


def test_a_map_or_an_annotated_map_is_written_too(tmp_path: Path, road: Definitions, road_xml: bytes) -> None:
    process_map = SimpleNamespace(definitions=road)
    assert write_bpmn(SimpleNamespace(map=process_map), tmp_path / "out.bpmn") == road_xml
    assert (tmp_path / "out.bpmn").read_bytes() == road_xml == write_bpmn(process_map)


def test_a_path_that_cannot_be_written_is_refused(tmp_path: Path, road: Definitions) -> None:
    with pytest.raises(BpmnError, match="RE209"):
        write_bpmn(road, tmp_path / "no" / "such" / "folder.bpmn")


def test_coverage_names_what_is_only_kept(road: Definitions) -> None:
    uses = {(item.name, item.namespace): (item.use, item.count) for item in coverage(road)}
    assert uses["sequenceFlow", ""] == ("walked", 3)
    assert uses["textAnnotation", ""] == ("read", 1)
    assert uses["owner", "http://example.org/x"] == ("kept", 1)
    assert next(item.source.line for item in coverage(road) if item.name == "owner") == 18


def test_what_is_not_touched_stays_as_it_was_spelt(xml: Xml) -> None:
    inside = (
        "<bpmn:task   id='a'\n  name = 'A &#228; &quot;'\tx:y='>'></bpmn:task >\n"
        "<bpmn:task id='b' name='&#x42;'  />&#32;\n<!-- > -->"
        "<bpmn:documentation>&gt;<![CDATA[<]]>&#13;</bpmn:documentation>"
    )
    data = xml(inside)
    assert write_bpmn(read_bpmn(data).edit(SetName("a", "it's"))) == data.replace(b"'A &#228; &quot;'", b'"it\'s"')
    assert write_bpmn(read_bpmn(data).edit(SetName("b", None))) == data.replace(b" name='&#x42;'", b"")


def test_a_mended_file_keeps_what_was_mended(xml: Xml) -> None:
    data = xml('<bpmn:task id="a" camunda:type="x"/><bpmn:task id="b" name="&reg;"/>')
    assert write_bpmn(read_bpmn(data).edit(SetName("a", "N"))) == data.replace(
        b'camunda:type="x"', b'camunda:type="x" name="N"'
    )


def test_a_reference_that_nobody_knows_is_written_as_it_stood(xml: Xml) -> None:
    data = xml('<bpmn:task id="a"><bpmn:documentation>A &reg; B</bpmn:documentation></bpmn:task>\n')
    written = write_bpmn(read_bpmn(data).edit(SetName("a", "N")))
    assert b"<bpmn:documentation>A &reg; B</bpmn:documentation>" in written
    assert written.count(b"\n") == data.count(b"\n")


def test_an_attribute_keeps_the_prefix_that_it_was_spelt_with(xml: Xml) -> None:
    data = xml('<bpmn:task id="a" xmlns:y="http://example.org/x" y:b="1" xml:space="preserve" x:c="2" name="A"/>\n')
    assert write_bpmn(read_bpmn(data).edit(SetName("a", "N"))) == data.replace(b'name="A"', b'name="N"')
