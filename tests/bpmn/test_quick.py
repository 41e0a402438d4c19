"""A record made quickly is the record that its class would have made."""

import pickle
from dataclasses import FrozenInstanceError, fields, replace

import pytest

from reengineer import bpmn
from reengineer.bpmn._quick import quick

KINDS = [bpmn.Task, bpmn.SequenceFlow, bpmn.StartEvent, bpmn.SubProcess, bpmn.Lane, bpmn.Process, bpmn.Group]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_of_the_class_and_equal(kind: type[bpmn.Element]) -> None:
    made = quick(kind)(id="a", name="A", file="f", line=3)
    assert type(made) is kind
    assert made == kind(id="a", name="A", file="f", line=3)
    assert hash(made) == hash(kind(id="a", name="A"))
    assert [getattr(made, each.name) for each in fields(kind)][:4] == ["a", "A", "f", 3]
    assert (repr(made), replace(made, id="b").id) == (repr(kind(id="a", name="A")), "b")


def test_it_is_locked() -> None:
    made = quick(bpmn.Task)(id="a")
    with pytest.raises(FrozenInstanceError):
        made.id = "b"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del made.id
    assert not hasattr(made, "__dict__")


def test_it_pickles_as_its_class() -> None:
    made = quick(bpmn.SequenceFlow)(id="f", source_ref="a")
    assert pickle.dumps(made) == pickle.dumps(bpmn.SequenceFlow(id="f", source_ref="a"))


def test_what_the_class_does_not_know_or_needs_is_refused() -> None:
    with pytest.raises(TypeError, match="colour"):
        quick(bpmn.Task)(colour="red")
    with pytest.raises(TypeError, match="kind"):
        quick(bpmn.EventDefinition)()
