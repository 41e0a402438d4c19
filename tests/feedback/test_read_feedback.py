"""Answers become means and shares, counts keep their n, and a mistake is refused at its place."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from reengineer.errors import ReviewError
from reengineer.feedback import Feedback, read_feedback

Write = Callable[[str, str], Path]
ANSWERS = """\
date,channel,source,step,score,scale,comment,theme
2026-01-01,survey,customer,Send,5,csat5,"clear, quick",none
2026-01-02,survey,customer,Send,2,csat5,what does it mean,clarity;repetition
2026-01-03,survey,,Send,,none,nobody told me,clarity
2026-01-04,survey,colleague,Send,4,csat5,,
2026-01-05,survey,customer,Send,9,nps11,,
2026-01-06,survey,customer,,80,csat100,could not reach you,access
2026-03-02,web,social,,,none,,wait
"""
COUNTS = """\
version: 1
steps:
  Send: {theme_clarity: 12 of 60, complaint_rate: 1 of 2}
"""


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return put


def test_answers_become_means_and_shares(write: Write) -> None:
    heard = read_feedback(write("heard.csv", ANSWERS))
    step = heard.steps["Send"]
    # 5 and 2 of 1 to 5 are 100 and 25; likelihood to recommend is not satisfaction.
    assert (step["csat"].value, step["csat"].n) == (62.5, 2)
    assert (step["staff_score"].value, step["staff_score"].n) == (75, 1)
    assert (step["theme_clarity"].value, step["theme_clarity"].n) == (pytest.approx(2 / 3), 3)
    assert step["feedback_n"].n == 4
    assert heard.process["csat"].value == 80
    assert heard.process["theme_access"].value == pytest.approx(1 / 4)
    # One message in 61 days.
    assert heard.process["social_mentions_month"].value == pytest.approx(365.25 / 12 / 61)
    assert (heard.since, heard.until, heard.answers) == (date(2026, 1, 1), date(2026, 3, 2), 7)


def test_what_was_counted_by_hand_counts_before_what_a_file_of_answers_gives(write: Write) -> None:
    counted = write("counted.yaml", COUNTS.replace(", complaint_rate: 1 of 2", ""))
    both = read_feedback(write("heard.csv", ANSWERS), counted)
    assert both.steps["Send"]["theme_clarity"].value == 0.2
    assert both.steps["Send"]["csat"].n == 2


def test_nothing_is_read_from_nothing() -> None:
    assert read_feedback() == Feedback()


@pytest.mark.parametrize(
    ("pairs", "found"),
    [
        ("{like/dislike: 3, like/neutral: 2}", "one-dimensional"),
        ("{like/neutral: 3, like/like: 1}", "attractive"),
        ("{neutral/dislike: 1}", "must-be"),
        ("{neutral/neutral: 4}", "indifferent"),
        ("{dislike/like: 4}", "reverse"),
        ("{like/dislike: 2, neutral/dislike: 2}", "unknown"),
    ],
)
def test_paired_answers_fall_into_a_class(write: Write, pairs: str, found: str) -> None:
    heard = read_feedback(write("kano.yaml", f"version: 1\nsteps: {{a: {{kano: {pairs}}}}}\n"))
    assert heard.steps["a"]["kano"].value == found


def test_lists_are_ranked_and_times_are_in_the_unit_of_the_name(write: Write) -> None:
    text = "version: 1\nsteps: {a: {missing_items_pareto: {date: 3, name: 7}, manual_fix_min: 90 s}}\n"
    step = read_feedback(write("own.yaml", text)).steps["a"]
    assert step["missing_items_pareto"].value == ("name (7)", "date (3)")
    assert step["manual_fix_min"].value == 1.5


MISTAKES = [
    ("heard.csv", ANSWERS.replace("channel", "chanel"), "RE411", 1, 'nearest: "chanel"'),
    ("heard.csv", ANSWERS.replace("score,", "").replace("theme\n", "x\n"), "RE411", 1, '"score" is missing'),
    ("heard.csv", ANSWERS.replace("2026-01-03", "3 Jan"), "RE412", 4, "not a date"),
    ("heard.csv", ANSWERS.replace(",5,csat5", ",6,csat5"), "RE412", 2, "not on csat5"),
    ("heard.csv", ANSWERS.replace(",5,csat5", ",five,csat5"), "RE412", 2, "not a number"),
    ("heard.csv", ANSWERS.replace(",5,csat5", ",5,stars"), "RE412", 2, "not a scale"),
    ("heard.csv", ANSWERS.replace(",access", ",acces"), "RE412", 7, 'nearest: "access"'),
    ("heard.csv", ANSWERS.replace(",social,", ",web,"), "RE412", 8, "not a source"),
    ("own.yaml", COUNTS, "RE110", 3, "complaint_rate"),
    ("own.yaml", COUNTS.replace("12 of 60", "60 of 12"), "RE112", 3, "is no share"),
    ("own.yaml", COUNTS.replace("12 of 60", "20 %"), "RE112", 3, "how many of how many"),
    ("own.yaml", "version: 1\nprocess: {csat: {mean: 9, scale: csat5, n: 3}}\n", "RE112", 2, "not on csat5"),
    ("own.yaml", "version: 1\nprocess: {csat: 4}\n", "RE112", 2, "a mean, a scale and an n"),
    ("own.yaml", "version: 1\nsteps: {a: {kano: {like/hate: 3}}}\n", "RE112", 2, "no pair of answers"),
    ("own.yaml", "version: 1\nsteps: {a: {importance: -1}}\n", "RE112", 2, "below 0"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "code", "line", "says"), MISTAKES, ids=[row[4] for row in MISTAKES])
def test_a_mistake_is_refused_at_its_place(write: Write, name: str, text: str, code: str, line: int, says: str) -> None:
    with pytest.raises(ReviewError) as caught:
        read_feedback(write(name, text))
    problem = next(item for item in caught.value.problems if item.code == code)
    assert problem.source.line == line
    assert problem.source.file.endswith(name)
    assert says in f"{problem.message} {problem.remedy}"
    assert problem.remedy


def test_a_figure_stands_in_one_file(write: Write) -> None:
    first = write("one.yaml", "version: 1\nprocess: {fcr: 1 of 2}\n")
    second = write("two.yaml", "version: 1\nprocess: {fcr: 2 of 2}\n")
    with pytest.raises(ReviewError, match=r"process fcr stands in another file of feedback too") as caught:
        read_feedback(first, second)
    assert caught.value.problems[0].source.file == str(second)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "heard.csv"
    path.write_bytes(b"\xff\xfe\x00date")
    with pytest.raises(ReviewError, match="no CSV in UTF-8"):
        read_feedback(path)
