"""Know the people of a review by name, so that what is published does not name them."""

import re
from collections.abc import Iterator

from reengineer.annotations import AnnotatedMap
from reengineer.feedback import People

_WORD = re.compile(r"[^\W\d_]+")
_DIGIT = re.compile(r"\d")


def people_of(as_is: AnnotatedMap) -> People:
    """Return the people that the notes name as members of groups; fitted notes have them from the log.

    What is made of the words of groups and lanes, or has a number in it, such as ``handler 3``, is no name.
    """
    roles = [*as_is.notes.resources, *(lane.name or "" for lane in as_is.map.lanes)]
    words = {word.casefold() for role in roles for word in _WORD.findall(role)}
    return People.named(name for name in _member_names(as_is) if not _DIGIT.search(name) and not _within(name, words))


def member_roles(as_is: AnnotatedMap, groups: dict[str, str]) -> dict[str, str]:
    """Return what stands for each member in a report: its place in its group, as the group is called.

    Parameters
    ----------
    as_is : AnnotatedMap
    groups : dict of str to str
        Names of groups by id, where they have one.
    """
    found: dict[str, str] = {}
    for group, notes in as_is.notes.resources.items():
        for place, member in enumerate(notes.members if isinstance(notes.members, tuple) else (), 1):
            found.setdefault(member.name, f"member {place} of {groups.get(group, group)}")
    return found


def _member_names(as_is: AnnotatedMap) -> Iterator[str]:
    for notes in as_is.notes.resources.values():
        yield from (member.name for member in (notes.members if isinstance(notes.members, tuple) else ()))


def _within(name: str, words: set[str]) -> bool:
    return all(word.casefold() in words for word in _WORD.findall(name))
