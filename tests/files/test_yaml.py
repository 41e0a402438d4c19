"""YAML is read with places, within bounds, and everything wrong in it is said at once."""

import time
from contextlib import suppress
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reengineer.errors import AnnotationError, InputError
from reengineer.files import Document, dump_yaml, read_bytes, read_yaml
from reengineer.files import _yaml as reader
from reengineer.source import Source


def problems_of(text: str | bytes) -> list[tuple[str, int | None, int | None]]:
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(InputError) as caught:
        read_yaml(data, name="file.yaml")
    assert all(problem.source.file == "file.yaml" and problem.remedy for problem in caught.value.problems)
    return [(problem.code, problem.source.line, problem.source.column) for problem in caught.value.problems]


def test_keys_and_values_have_places() -> None:
    document = read_yaml(b"a: 1\nlist:\n  - x\n  - {b: 2}\n", name="f")
    assert document.data == {"a": 1, "list": ["x", {"b": 2}]}
    assert document.place(("list", 1, "b")) == Source(file="f", line=4, column=9)
    assert document.place(("list", 1, "b"), key=True) == Source(file="f", line=4, column=6)
    assert document.place(("list", 1, "nothing")) == Source(file="f", line=4, column=5)
    assert document.place(()) == Source(file="f", line=1, column=1)


def test_a_document_gives_values_by_path() -> None:
    document = Document(data={"a": [1, {"b": 2}]}, file="f")
    assert document.at(("a", 1, "b")) == 2
    assert document.at(("a", 7)) is None
    assert document.at(("a", "x")) is None
    assert document.at(("a", 0, "x")) is None
    assert document.place(("a",)) == Source(file="f")


@pytest.mark.parametrize("word", ["yes", "no", "on", "off", "2026-01-05", "09:00", "1_000", ".inf", ".nan", "9" * 30])
def test_words_that_yaml_1_1_would_change_stay_text(word: str) -> None:
    assert read_yaml(f"a: {word}".encode()).data == {"a": word}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None), ("12", 12), ("-3", -3), ("1.5", 1.5),
        ("1e3", 1000.0), ("0x1F", 31), ("0o17", 15), ("'12'", "12"), ('"true"', "true"), ("1e999", "1e999"),
    ],
)  # fmt: skip
def test_plain_words_mean_what_the_core_schema_says(text: str, value: object) -> None:
    assert read_yaml(f"a: {text}".encode()).data == {"a": value}


def test_keys_are_always_text() -> None:
    assert read_yaml(b"1: a\ntrue: b\n2026-01-05: c").data == {"1": "a", "true": "b", "2026-01-05": "c"}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("{delay: gamma(mean=32 h working, cv=0.6)}", {"delay": "gamma(mean=32 h working, cv=0.6)"}),
        ("{a: beta(1, 2, a=3, b=4), b: 5}", {"a": "beta(1, 2, a=3, b=4)", "b": 5}),
        ("[uniform(2 min, 4 min), 3]", ["uniform(2 min, 4 min)", 3]),
        ("{a: (x, b: 2}", {"a": "(x", "b": 2}),
        ("{a: '(x', b}", {"a": "(x", "b": None}),
        ("{a: x, b}", {"a": "x", "b": None}),
    ],
)
def test_commas_within_parentheses_do_not_end_a_value_in_braces(text: str, data: object) -> None:
    assert read_yaml(text.encode()).data == data


def test_anchors_stand_for_their_values() -> None:
    assert read_yaml(b"a: &x [1, 2]\nb: *x\n&k key: 3\nc: {*k : 4}").data == {
        "a": [1, 2],
        "b": [1, 2],
        "key": 3,
        "c": {"key": 4},
    }


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "~", "\ufeff"])
def test_an_empty_file_is_a_problem(text: str) -> None:
    assert [code for code, _, _ in problems_of(text)] == ["RE105"]


def test_every_repeated_key_and_tag_is_said_at_once() -> None:
    text = "a: 1\nb: !!python/object:os.system x\na: 2\nc: {d: 1, d: 2}\n"
    assert problems_of(text) == [("RE108", 2, 4), ("RE107", 3, 1), ("RE107", 4, 11)]


def test_a_repeated_key_names_the_first_line() -> None:
    with pytest.raises(InputError, match="already on line 1"):
        read_yaml(b"a: 1\nb: 2\na: [3, {x: 1}]\n")


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a: [1,\n", "RE104", 2, 1),
        ("a:\n\tb: 1\n", "RE104", 2, 1),
        ("a: 1\n---\nb: 2\n", "RE104", 2, 1),
        ("? [a]\n: b\n", "RE104", 1, 3),
        ("a: *nobody\n", "RE104", 1, 4),
        ("a: [b (c, d]\n", "RE104", 1, 12),
        ("a: {b: (c, d}\n", "RE104", 1, 13),
        ("a: {b: (c, d, e: 1}\n", "RE104", 1, 15),
        ("a: [(" + ", b" * 5000 + "]", "RE104", 1, 10_007),
        ("a: b: c\n", "RE104", 1, 5),
        ("a: &x [*x]\n", "RE106", 1, 8),
        ("a: 'x\x00'\n", "RE103", 1, 6),
        ("b: 1\na: \x1b\n", "RE103", 2, 4),
    ],
)
def test_what_is_no_yaml_is_refused_where_it_stands(text: str, code: str, line: int, column: int) -> None:
    assert problems_of(text) == [(code, line, column)]


def test_what_is_not_utf_8_is_refused_where_it_stands() -> None:
    assert problems_of(b"a: 1\nb: caf\xe9\n") == [("RE103", 2, 7)]
    assert read_yaml("a: é".encode("utf-16")).data == {"a": "é"}


@pytest.mark.parametrize("text", ["[" * 100_000, "{a: " * 100_000, "- " * 50_000 + "x"])
def test_deep_nesting_is_refused_quickly(text: str) -> None:
    started = time.perf_counter()
    assert [code for code, _, _ in problems_of(text)] == ["RE106"]
    assert time.perf_counter() - started < 2


def test_repeats_of_repeats_are_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert [code for code, _, _ in problems_of("\n".join(lines))] == ["RE106"]


def test_a_large_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    path.write_text("a: " + "x" * 200)
    with pytest.raises(AnnotationError, match=r"203 bytes; at most 100 .*\n.*RE102"):
        read_yaml(path, error=AnnotationError, max_bytes=100)
    with pytest.raises(InputError, match="RE102"):
        read_yaml(b"a: " + b"x" * 200, max_bytes=100)
    assert read_bytes(path) == path.read_bytes()


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nobody.yaml: there is no such file.*\n.*RE101"):
        read_yaml(tmp_path / "nobody.yaml")
    with pytest.raises(InputError, match="RE101"):
        read_yaml(tmp_path)


def test_an_odd_fault_of_the_library_is_a_problem_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(text: str) -> None:
        raise yaml.YAMLError("odd")

    monkeypatch.setattr(reader, "_LOADER", fail)
    assert [code for code, _, _ in problems_of("a: 1")] == ["RE104"]


scalars = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Co", "Cn")), max_size=12)
trees = st.recursive(
    scalars | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25)
@given(st.dictionaries(words, trees, min_size=1, max_size=4))
def test_what_is_written_reads_back(data: dict[str, object]) -> None:
    assert read_yaml(dump_yaml(data).encode()).data == data
    assert read_yaml(dump_yaml(data, flow=True).encode()).data == data


@given(st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(InputError):
        assert read_yaml(data).data is not None


def test_an_open_parenthesis_is_written_in_quotes() -> None:
    data = {"a": ["(", "b"], "c": "d (e", "f": "g (h)"}
    assert dump_yaml(data) == "a:\n- '('\n- b\nc: 'd (e'\nf: g (h)\n"
    assert read_yaml(dump_yaml(data, flow=True).encode()).data == data


def test_text_that_looks_like_something_else_is_quoted() -> None:
    assert dump_yaml({"a": "yes", "b": "12", "c": "1e5", "d": "=1+1"}) == "a: 'yes'\nb: '12'\nc: '1e5'\nd: =1+1\n"
