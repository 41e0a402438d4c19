"""Words that messages share."""

import pytest

from reengineer.errors import Problem, nearest, shortened, with_article


@pytest.mark.parametrize(
    ("name", "said"),
    [("userTask", "a userTask"), ("endEvent", "an endEvent"), ("adHocSubProcess", "an adHocSubProcess"), ("", "a ")],
)
def test_a_kind_of_element_has_its_article(name: str, said: str) -> None:
    assert with_article(name) == said


def test_a_long_name_is_cut_to_the_length_asked_for() -> None:
    assert shortened("n" * 61) == "n" * 57 + "..."
    assert shortened("n" * 60) == "n" * 60


def test_the_nearest_names_are_proposed() -> None:
    assert "cycle_time" in nearest("cycle_tim", ["cycle_time", "cost"])
    assert nearest("zzz", ["cycle_time", "cost"]) == ""


def test_what_a_file_holds_cannot_steer_a_terminal() -> None:
    told = str(Problem("RE103", "'\x1b[2J\u202e\ud800 \u00e9' is no name", "Mend it."))
    assert told == "'\\x1b[2J\\u202e\\ud800 \u00e9' is no name.\n  Mend it. [RE103]"
