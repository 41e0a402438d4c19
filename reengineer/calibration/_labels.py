"""Match the labels of a log with the activities of a map."""

import re
import unicodedata
from difflib import SequenceMatcher

from reengineer._records import dataclass
from reengineer.processmap import Node, ProcessMap

NEAR = 0.85
"""How alike two labels must be, from 0 to 1, to be taken for the same where no other is as near."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Say which activities of the map a label of the log stands for.

    Parameters
    ----------
    label : str
    nodes : tuple of str
        Several where the map has several activities of that name; none where it has none.
    how : {"same", "nearly the same", "id", "given", "none"}
    """

    label: str
    nodes: tuple[str, ...]
    how: str


def match_labels(
    labels: tuple[str, ...], process_map: ProcessMap, given: dict[str, str] | None = None
) -> tuple[Match, ...]:
    """Return what each label stands for: as given, by name, by id, by name in plain letters, or by the nearest name.

    Parameters
    ----------
    labels : tuple of str
    process_map : ProcessMap
    given : dict of label to activity, optional
    """
    nodes = [node for node in process_map.activities if not process_map.is_expanded(node.id)]
    found = {label: _match(label, nodes, process_map, (given or {}).get(label)) for label in labels}
    taken = {node for match in found.values() for node in match.nodes}
    free = [node for node in nodes if node.id not in taken]
    for label, match in found.items():
        if not match.nodes:
            found[label] = _nearest(label, free)
    return tuple(found.values())


def _match(label: str, nodes: list[Node], process_map: ProcessMap, given: str | None) -> Match:
    if given is not None:
        return Match(label=label, nodes=(process_map.node(given).id,), how="given")
    for how, key in (("same", _one_line), ("same", _plain)):
        named = tuple(node.id for node in nodes if key(node.name) == key(label))
        if named:
            return Match(label=label, nodes=named, how=how)
    by_id = tuple(node.id for node in nodes if node.id == label)
    return Match(label=label, nodes=by_id, how="id" if by_id else "none")


def _nearest(label: str, nodes: list[Node]) -> Match:
    ranked = sorted(
        ((SequenceMatcher(None, _plain(node.name), _plain(label)).ratio(), node.id) for node in nodes), reverse=True
    )
    near = [node for ratio, node in ranked if ratio >= NEAR]
    if len(near) == 1:
        return Match(label=label, nodes=(near[0],), how="nearly the same")
    return Match(label=label, nodes=(), how="none")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _plain(text: str) -> str:
    """Return a name in small letters, without accents, spaces and signs."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return re.sub(r"[\W_]+", "", "".join(letter for letter in decomposed if not unicodedata.combining(letter)))
