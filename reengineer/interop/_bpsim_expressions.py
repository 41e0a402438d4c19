"""Read the expressions of BPSim: who is selected, and which way is taken."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from reengineer.annotations import Need
from reengineer.expressions import ExpressionError, parse
from reengineer.interop._draft import attribute_name

_PROPERTY = re.compile(r"(?:[\w.]+:)?getProperty\s*\(\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)")
_CALL = re.compile(r"\s*(?:[\w.]+:)?(getResource|getResourceByRoles|orResource)\s*\(", re.IGNORECASE)
_TEXT = re.compile(r"\s*(?:'([^']*)'|\"([^\"]*)\")\s*")
_COUNT = re.compile(r"\s*(\d{1,4})(?:\.0*)?\s*")
MOST_CALLS = 64


def properties_in(text: str) -> list[str]:
    """Return the names of the properties that an expression asks for."""
    return [first or second for first, second in _PROPERTY.findall(text)]


def condition(text: str) -> str:
    """Return an XPath condition in the language of our conditions.

    Raises
    ------
    ExpressionError
        If it is outside that language.
    """
    found = _PROPERTY.sub(lambda match: attribute_name(match[1] or match[2] or ""), text)
    found = re.sub(r"(?<![<>!=])=(?!=)", "==", found)
    found = re.sub(r"\btrue\s*\(\s*\)", "True", re.sub(r"\bfalse\s*\(\s*\)", "False", found))
    found = re.sub(r"\bdiv\b", "/", found).strip()
    found = found.capitalize() if found.lower() in ("true", "false") else found
    parse(found)
    return found


def selection(text: str, roles: Mapping[str, Sequence[str]] = MappingProxyType({})) -> tuple[Need, ...]:
    """Return who is needed by an expression of ``getResource``, ``getResourceByRoles`` and ``orResource``.

    Parameters
    ----------
    text : str
    roles : mapping of str to sequence of str
        The resources that have each role. Somebody with all roles that are asked for is needed; a role that nobody has
        stands for a resource of its name.

    Raises
    ------
    ExpressionError
        If it is something else.
    """
    reader = _Selection(text, roles)
    alternatives = reader.any_of()
    if reader.rest:
        raise ExpressionError(f"'{reader.rest[:30]}' is not read", reader.at + 1)
    return tuple(
        Need(group=group, quantity=quantity, alternative=number)
        for number, needs in enumerate(alternatives)
        for group, quantity in needs
    )


Needs = tuple[tuple[str, int], ...]


class _Selection:
    """Read calls from left to right; each stands for alternatives, and each of those for needs at once."""

    def __init__(self, text: str, roles: Mapping[str, Sequence[str]]) -> None:
        self.text, self.at, self.calls, self.roles = text.strip(), 0, 0, roles

    @property
    def rest(self) -> str:
        return self.text[self.at :].strip()

    def all_of(self) -> list[Needs]:
        """Read calls joined by ``and``: everything of one alternative of each."""
        found = self._call()
        while self._skip(r"\s*(?:and\b|&|,)\s*"):
            more = self._call()
            found = [(*one, *other) for one in found for other in more]
            if len(found) > MOST_CALLS:
                raise ExpressionError(f"more than {MOST_CALLS} alternatives", self.at + 1)
        return found

    def any_of(self) -> list[Needs]:
        """Read alternatives joined by ``or``."""
        found = self.all_of()
        while self._skip(r"\s*(?:or\b|\|)\s*"):
            found = [*found, *self.all_of()]
        return found

    def _skip(self, pattern: str) -> bool:
        match = re.compile(pattern, re.IGNORECASE).match(self.text, self.at)
        self.at = match.end() if match else self.at
        return match is not None

    def _call(self) -> list[Needs]:
        match = _CALL.match(self.text, self.at)
        self.calls += 1
        if match is None or self.calls > MOST_CALLS:
            raise ExpressionError("this is no selection of resources", self.at + 1)
        self.at = match.end()
        name = match[1].lower()
        found = self._either() if name == "orresource" else self._named(by_role=name == "getresourcebyroles")
        if not self._skip(r"\s*\)"):
            raise ExpressionError("a bracket is not closed", self.at + 1)
        return found

    def _either(self) -> list[Needs]:
        found = self._call()
        while self._skip(r"\s*,\s*"):
            found = [*found, *self._call()]
        return found

    def _named(self, *, by_role: bool) -> list[Needs]:
        """Read names and a number of members; of several names anyone will do, of several roles one is to have all."""
        names, many = [], 1
        while True:
            text, count = _TEXT.match(self.text, self.at), _COUNT.match(self.text, self.at)
            if text is not None:
                names.append(text[1] or text[2] or "")
                self.at = text.end()
            elif count is not None:
                many, self.at = int(count[1]), count.end()
            else:
                raise ExpressionError("a name or a number is expected", self.at + 1)
            if not self._skip(","):
                break
        if not names or not all(names) or many < 1:
            raise ExpressionError("a resource has no name, or none of it is taken", self.at + 1)
        return [((name, many),) for name in (self._with_roles(names) if by_role else names)]

    def _with_roles(self, names: list[str]) -> list[str]:
        known = [self.roles[name] for name in names if name in self.roles]
        if len(known) < len(names):
            return names
        found = [group for group in known[0] if all(group in others for others in known)]
        if not found:
            raise ExpressionError(f"nobody has the roles {', '.join(names)} at once", self.at + 1)
        return found
