"""Hold labels: measured, wrapped and escaped without a font."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reengineer.report._labels import LINE, clean, draw_lines, escape, fit, number, text_width, wrap


def test_lines_are_no_wider_than_asked() -> None:
    lines = wrap("Second person approves redress payment", 90, 12)
    assert " ".join(lines) == "Second person approves redress payment"
    assert all(text_width(line, 12) <= 90 for line in lines)


def test_a_word_too_long_for_a_line_is_divided_behind_a_hyphen() -> None:
    assert wrap("decision-makers", 60, 12) == ["decision-", "makers"]


def test_a_word_without_a_joint_is_divided_where_the_line_ends() -> None:
    lines = wrap("x" * 30, 60, 12)
    assert "".join(lines) == "x" * 30
    assert len(lines) > 1


def test_a_label_that_fits_keeps_its_size() -> None:
    assert fit("Log", 90, 70).size == 12


def test_a_label_grows_smaller_before_words_are_divided() -> None:
    block = fit("Acknowledgement", 88, 70)
    assert block.lines == ("Acknowledgement",)
    assert 10 <= block.size < 12


def test_a_label_too_long_ends_in_an_ellipsis() -> None:
    block = fit("many words " * 60, 90, 40)
    assert block.is_cut
    assert block.lines[-1].endswith("…")
    assert block.height <= 40


def test_wide_and_joined_signs_are_measured() -> None:
    assert text_width("漢字", 10) == 20
    assert text_width("e\u0301", 10) == text_width("e", 10)


def test_signs_that_xml_forbids_are_taken_out() -> None:
    assert clean("a\x00b\x1f\ufffe c") == "a b c"
    assert escape("<a href='x'>&\"") == "&lt;a href=&#39;x&#39;&gt;&amp;&quot;"


def test_an_endless_text_is_cut() -> None:
    assert len(clean("y" * 100_000)) < 2100


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (-0.001, "0"), (2.345, "2.35"), (0.1, "0.1"), (100.0, "100")])
def test_coordinates_are_short(value: float, text: str) -> None:
    assert number(value) in (text, "2.34")


def test_no_lines_give_no_text() -> None:
    assert draw_lines(fit("", 90, 40), 0, 0) == ""


@given(st.text(max_size=300), st.floats(20, 200), st.floats(12, 120))
def test_any_text_fits_its_frame(text: str, width: float, height: float) -> None:
    block = fit(text, width, height)
    assert block.height <= max(height, block.size * LINE) + 1e-9
    assert block.is_cut or "".join(block.lines).replace(" ", "") == clean(text).replace(" ", "")
