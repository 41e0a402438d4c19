"""A broken file is read with warnings and all of its elements, or refused with one problem; nothing else happens."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.bpmn import Definitions, SetName, coverage, facts, read_bpmn, write_bpmn
from reengineer.bpmn._encoding import decode
from reengineer.bpmn._xml import parse
from reengineer.errors import BpmnError

Read = Callable[..., Definitions]
Xml = Callable[..., bytes]
HEAD = '<?xml version="1.0" encoding="{}"?>\n<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D">\n'
SEED = (
    HEAD.format("UTF-8")
    + '<!-- a <b> --><process id="P"><laneSet id="L"><lane id="l"><flowNodeRef>s</flowNodeRef></lane></laneSet>\n'
    '<startEvent id="s" name="Für &amp; wider"/><task id="t" name="Prüfen">\n'
    "<extensionElements><x/></extensionElements><documentation><![CDATA[a & <b>]]></documentation></task>"
    '<sequenceFlow id="f" sourceRef="s" targetRef="t"/>'
    "</process>\n</definitions>\n"
)
LITERAL = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>", re.DOTALL)
PIECES = (
    *("&reg;", "&none;", "&", "&#11;", "&#xD800;", "\x0b", "\0", "\xff", "<!--", "-->", "]]>", "<![CDATA[", "<?", "?>"),
    *("<!DOCTYPE a>", "<", ">", '"', "/", ' id="s"', ' q:x="1"', "<q:x/>", "</q:x>", '<?xml version="1.0"?>', "\n"),
    *(' xmlns=""', "<task/>", "</task>", "<task>", "UTF-16", "latin-1"),
)


def insert(data: bytes, at: int, piece: bytes) -> bytes:
    at %= len(data) + 1
    return data[:at] + piece + data[at:]


def delete(data: bytes, at: int, length: int) -> bytes:
    at %= len(data) + 1
    return data[:at] + data[at + length :]


places = st.integers(0, len(SEED))
changes = st.one_of(
    st.tuples(st.just(insert), places, st.sampled_from([piece.encode("latin-1") for piece in PIECES])),
    st.tuples(st.just(insert), places, st.binary(min_size=1, max_size=2)),
    st.tuples(st.just(delete), places, st.sampled_from((1, 2, 7, 30, len(SEED)))),
)
REFUSALS = {f"RE20{number}" for number in range(1, 8)}
codecs = st.sampled_from(("utf-8", "latin-1", "utf-16", "utf-16-be", "utf-32", "utf-7", "utf-8-sig"))


def outcome(data: bytes) -> Definitions | None:
    """Read a file with all that is worked out later; None where it is refused as it should be."""
    try:
        definitions = read_bpmn(data, file="x.bpmn")
    except BpmnError as error:
        (code,) = (problem.code for problem in error.problems)
        return None if code in REFUSALS else pytest.fail(code)
    assert facts(definitions)["di"]["shapes"] == len(definitions.diagram.shapes)
    assert coverage(definitions)
    assert all(problem.severity == "warning" for problem in definitions.problems)
    return definitions


@given(st.lists(changes, max_size=4), codecs)
def test_a_broken_file_keeps_all_of_its_elements_or_is_refused(
    changed: list[tuple[Callable[..., bytes], int, object]], codec: str
) -> None:
    data = SEED.encode(codec)
    for change, at, what in changed:
        data = change(data, at, what)
    if outcome(data) is not None:
        root, _ = parse(data, file="")
        tags = re.findall(r"<[^!?/\s]", LITERAL.sub("", decode(data)[0]))
        assert sum(1 for _ in root.iter("*")) == len(tags)


@given(st.binary(max_size=60))
def test_noise_is_refused(data: bytes) -> None:
    assert outcome(data) is None


@pytest.mark.parametrize(
    ("written", "name", "said"),
    [
        ("A &reg; B", "A ® B", '"&reg;" is one of HTML, not of XML, and was read as the character "®"'),
        ("A &none; B", "A &none; B", '"&none;" is not declared and was read as these letters'),
        ("A & B", "A & B", 'an "&" stands by itself'),
        ("A\x0bB", "A B", "&#11; is not allowed and was read as a blank"),
        ("A&#1;B", "A B", "&#1; is not allowed and was read as a blank"),
        ('A" name="B', "A", 'the attribute "name" stands twice in one tag, and only the first was read'),
        ('A" c:x="1', "A", 'the prefix "c" is not declared, so c:x of <task> was left aside'),
    ],
)
def test_each_mend_is_said_at_its_line(read: Read, written: str, name: str, said: str) -> None:
    definitions = read(f'\n\n<bpmn:task id="a" name="{written}"/>')
    (problem,) = definitions.mended
    assert (problem.code, problem.source.line) == ("RE206", 6)
    assert said in problem.message
    assert problem.remedy
    assert definitions.processes[0].flow_nodes[0].name == name


def test_what_is_literal_is_not_mended(read: Read) -> None:
    inside = (
        '<!-- a & b &x; --><bpmn:task id="a" name="&none;"><bpmn:documentation><![CDATA[a & b]]></bpmn:documentation>'
    )
    assert len(read(inside + "</bpmn:task>").mended) == 1


def test_an_extension_of_unknown_prefix_is_left_aside_and_an_element_is_not(read: Read) -> None:
    kept = '<bpmn:task id="a"><bpmn:extensionElements><c:y/></bpmn:extensionElements></bpmn:task>'
    assert "the extension <c:y> was left aside" in read(kept).mended[0].message
    with pytest.raises(BpmnError, match='the prefix "c" of the element <c:task> is not declared'):
        read('<c:task id="a"/>')


def test_a_file_with_a_hundred_faults_is_refused(read: Read) -> None:
    for fault in ("&x;", '<bpmn:task c:x="1"/>'):
        assert 0 < len(read(fault * 99).mended) <= 99
        with pytest.raises(BpmnError, match="RE204"):
            read(fault * 101)


def test_elements_behind_the_root_are_not_lost_in_silence(read: Read, xml: Xml) -> None:
    with pytest.raises(BpmnError, match="elements would be lost"):
        read_bpmn(xml('<bpmn:task id="a" c:x="1"/>') + b"<bpmn:definitions/>")


@pytest.mark.parametrize(
    ("codec", "named", "said"),
    [
        ("utf-8", "UTF-8", None),
        ("utf-8-sig", "UTF-8", None),
        ("utf-16", "UTF-16", None),
        ("utf-16-le", "UTF-16", None),
        ("utf-16", "UTF-8", None),
        ("latin-1", "ISO-8859-1", None),
        ("cp1252", "windows-1252", None),
        ("shift_jis", "Shift_JIS", None),
        ("latin-1", "UTF-8", "bytes that are not UTF-8 were read as Windows-1252"),
        ("utf-8", "UTF-16", "says UTF-16 but has one byte a character; it was read as UTF-8"),
        ("utf-8", "klingon", 'encoding "klingon" is not known; the file was read as UTF-8'),
    ],
)
def test_the_encoding_is_the_declared_one_or_the_warning_says_so(codec: str, named: str, said: str | None) -> None:
    name = "検査" if codec == "shift_jis" else "Prüfen"
    definitions = read_bpmn(f'{HEAD.format(named)}<process><task name="{name}"/></process></definitions>'.encode(codec))
    assert definitions.processes[0].flow_nodes[0].name == name
    assert said in definitions.mended[0].message if said else definitions.mended == ()


def test_one_odd_byte_does_not_spoil_the_other_letters() -> None:
    data = SEED.replace("wider", "w\udce9der").encode("utf-8", "surrogateescape")
    assert [node.name for node in read_bpmn(data).processes[0].flow_nodes] == ["Für & wéder", "Prüfen"]


def test_utf_8_under_another_name_is_doubted() -> None:
    (problem,) = read_bpmn(SEED.replace("UTF-8", "ISO-8859-1").encode()).mended
    assert (problem.code, problem.severity, problem.source.line) == ("RE208", "warning", 1)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-32", "utf-32-le", "utf-7", "latin-1"])
def test_a_document_type_is_refused_in_every_encoding(codec: str) -> None:
    text = SEED.replace("UTF-8", codec).replace("<definitions", '<!DOCTYPE d [<!ENTITY a "b">]><definitions')
    data = text.replace("<!", "+ADwAIQ-").encode("ascii", "ignore") if codec == "utf-7" else text.encode(codec)
    with pytest.raises(BpmnError, match="RE203"):
        read_bpmn(data)


def test_a_document_type_in_a_comment_is_none(xml: Xml) -> None:
    assert read_bpmn(b"<!-- <!DOCTYPE a> -->" + xml("").split(b"?>", 1)[1]).mended == ()


def test_depth_is_refused_in_the_second_pass_too(xml: Xml) -> None:
    with pytest.raises(BpmnError, match="elements are nested too deep"):
        read_bpmn(xml('<bpmn:task c:x="1"/>' + "<x:d>" * 300 + "</x:d>" * 300))


def test_a_text_that_is_too_long_is_named_as_such(xml: Xml) -> None:
    with pytest.raises(BpmnError, match="one text of the file is too long"):
        read_bpmn(xml(f'<bpmn:task name="{"x" * 11_000_000}"/>'))


def test_a_mended_map_that_is_edited_is_written_in_the_encoding_that_it_names() -> None:
    for data in (SEED.encode("latin-1"), SEED.replace("UTF-8", "UTF-16").encode()):
        written = write_bpmn(read_bpmn(data).edit(SetName("t", "Ändern")))
        again = read_bpmn(written)
        assert again.mended == ()
        assert [node.name for node in again.processes[0].flow_nodes] == ["Für & wider", "Ändern"]
