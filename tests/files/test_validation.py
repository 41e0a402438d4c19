"""Everything that does not fit a record is said at once, with its place and how to mend it."""

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from reengineer.errors import AnnotationError, InputError
from reengineer.files import read_yaml, validate
from reengineer.quantities import Duration, Estimate


class Member(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(examples=["Ade"])
    speed: float = 1.0


class Group(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    members: tuple[Member, ...] | int = 1
    class_: Literal["a", "b"] | None = Field(None, alias="class")
    hidden: str = Field("", exclude=True)


class Review(BaseModel):
    model_config = ConfigDict(extra="forbid")

    title: str
    count: int = 1
    on: bool = True
    wait: Duration | None = Field(None, examples=["5 min"])
    share: Estimate | None = None
    groups: dict[str, Group] = {}
    names: list[str] = []
    small: float = Field(1, le=5)


def problems_of(text: str) -> dict[tuple[int | None, int | None], tuple[str, str, str]]:
    with pytest.raises(AnnotationError) as caught:
        validate(Review, read_yaml(text.encode(), name="f"), error=AnnotationError)
    return {(p.source.line, p.source.column): (p.code, p.message, p.remedy) for p in caught.value.problems}


def test_a_right_document_becomes_a_record() -> None:
    review = validate(Review, read_yaml(b"{title: x, wait: 5 min, groups: {g: {members: [{name: A}], class: b}}}"))
    assert review.groups["g"].members == (Member(name="A"),)
    assert review.wait == Duration(Estimate(300))


def test_everything_wrong_is_said_in_the_order_of_the_file() -> None:
    found = problems_of("title: 1\ncount: many\ngroups:\n  g: {membrs: 3, class: c}\nwait: 5\n")
    assert list(found) == [(1, 8), (2, 8), (4, 7), (4, 25), (5, 7)]
    assert [code for code, _, _ in found.values()] == ["RE112", "RE112", "RE110", "RE112", "RE112"]


def test_an_unknown_key_names_the_nearest_and_all_known() -> None:
    code, message, remedy = problems_of("title: x\ngroups:\n  g: {membrs: 3}\n")[3, 7]
    assert (code, message) == ("RE110", "the key 'membrs' is not known here")
    assert remedy == 'Nearest: "members". The keys known here are class, members.'


def test_an_unknown_key_in_a_list_names_its_own_neighbours() -> None:
    _, _, remedy = problems_of("title: x\ngroups: {g: {members: [{name: A, sped: 2}]}}")[2, 34]
    assert remedy == 'Nearest: "speed". The keys known here are name, speed.'


def test_a_missing_key_is_shown_with_an_example() -> None:
    found = problems_of("title: x\ngroups: {g: {members: [{speed: 2}]}}")[2, 24]
    assert found == ("RE111", "the key 'name' is missing", "Add 'name: Ade'.")
    assert problems_of("count: 2")[1, 1] == ("RE111", "the key 'title' is missing", "Add 'title'.")


@pytest.mark.parametrize(
    ("line", "message", "remedy"),
    [
        ("count: 1.5", "a whole number is wanted, not 1.5", "Write a whole number such as 3."),
        ("count: [1]", "a whole number is wanted, not a list", "Write a whole number such as 3."),
        ("on: perhaps", "true or false is wanted, not 'perhaps'", "Write true or false."),
        ("names: {a: 1}", "a list is wanted, not a mapping", "Write a list such as [first, second]."),
        ("groups: 3", "a mapping is wanted, not 3", "Write 'key: value' lines, indented below this key."),
        ("groups: ", "a mapping is wanted, not nothing", "Write 'key: value' lines, indented below this key."),
        ("groups: {g: true}", "a mapping is wanted, not true", "Write 'key: value' lines, indented below this key."),
        ("groups: {g: {class: z}}", "'z' is not one of the words known here", "Write one of 'a' or 'b'."),
        ("wait: 5 minits", "'minits' is not a unit of time", "Write s, min, h, days or weeks, such as 12 min."),
        ("small: 9", "9 is not 5 or less", "Write a number that is 5 or less."),
        ("small: " + "z" * 90, "a number is wanted, not '" + "z" * 56 + "...", "Write a number such as 0.5."),
    ],
)
def test_a_wrong_value_is_shown_with_what_is_wanted(line: str, message: str, remedy: str) -> None:
    ((code, said, how),) = problems_of(f"title: x\n{line}").values()
    assert (code, how) == ("RE112", remedy)
    assert said.partition(": ")[2] == message


def test_a_file_that_is_no_mapping_is_one_problem() -> None:
    ((code, message, _),) = problems_of("- 1\n- 2\n").values()
    assert (code, message) == ("RE112", "a mapping is wanted, not a list")


def test_the_error_asked_for_is_raised() -> None:
    with pytest.raises(InputError) as caught:
        validate(Review, read_yaml(b"count: 1"))
    assert type(caught.value) is InputError
