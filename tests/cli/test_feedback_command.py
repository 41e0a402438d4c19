"""The command that imports feedback says what it found, and what it left out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Call = Callable[..., Any]
ROWS = "".join(
    f"2026-{month:02d}-{day:02d},survey,{month}{day},Decide,{1 + day % 5},csat5,the reply was slow; ring 07700 900123\n"
    for month in (1, 2, 3)
    for day in (5, 12, 19, 26)
)


@pytest.fixture
def said(small: Path) -> Path:
    path = small.parent / "said.csv"
    path.write_text("date,channel,case_id,step,score,scale,comment\n" + ROWS)
    return path


def test_feedback_is_told_in_words(said: Path, call: Call) -> None:
    called = call("feedback", "said.csv", "--review", "small")
    assert called.code == 0
    assert "12 of 12 rows kept" in called.out
    assert "Personal data taken out of comments in 12 places" in called.out
    assert "Waiting too long" in called.out
    assert "Decide" in called.out
    assert "What cannot be concluded:" in called.out


def test_feedback_is_printed_as_data(said: Path, call: Call) -> None:
    printed = call("feedback", "said.csv", "--json").json
    assert printed["schema"] == "reengineer/feedback/1"
    assert (printed["rows"], printed["kept"], printed["refused"]) == (12, 12, 0)
    assert printed["themes"][0]["theme"] == "wait"
    assert {trend["kind"] for trend in printed["trends"]} == {"p", "xmr"}
    assert call("feedback", "said.csv", "--json").out == call("feedback", "said.csv", "--json").out


def test_clean_feedback_and_a_page_are_written(said: Path, call: Call) -> None:
    assert call("feedback", "said.csv", "-o", "evidence").code == 0
    clean = Path("evidence/feedback.csv").read_text()
    assert "07700" not in clean
    again = call("feedback", "evidence/feedback.csv", "--json").json
    assert (again["kept"], again["scrubbed"]) == (12, 0)
    assert "Waiting too long" in Path("evidence/feedback.html").read_text()


def test_rows_left_out_are_told_and_counted_by_the_exit_code(said: Path, call: Call) -> None:
    said.write_text(said.read_text() + "03/04/2026,survey,,,,,which day?\n")
    called = call("feedback", "said.csv")
    assert called.code == 1
    assert "said.csv:14: '03/04/2026' may be 3 April or 4 March; the row is left out" in called.out
    assert "[RE907]" in called.out


def test_a_mapping_that_is_wrong_is_refused(said: Path, call: Call) -> None:
    Path("mapping.yaml").write_text("version: 1\ncolumns: {datum: When}\n")
    called = call("feedback", "said.csv", "--mapping", "mapping.yaml")
    assert called.code == 3
    assert '"datum" is no column of ours' in called.err


def test_the_themes_are_measured_where_comments_were_coded(said: Path, call: Call) -> None:
    Path("coded.csv").write_text("comment,theme\nso slow,wait\nfine,\n")
    assert "How well the words find the themes" in call("feedback", "said.csv", "--coded", "coded.csv").out
