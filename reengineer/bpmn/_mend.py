"""Mend in thought what a strict parser refuses, where no element is lost by it, and note what was done."""

import re
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple

from lxml import etree

MOST_MENDS = 100

# Comments, CDATA sections and instructions stay as they are; without an end they reach to the end of the file.
_LITERAL = r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
_FAULTS = re.compile(
    _LITERAL + r"|&(?P<name>[A-Za-z_][\w.-]{,60});"
    r"|&#(?P<number>[0-9]{1,9}|x[0-9A-Fa-f]{1,8});"
    r"|(?P<alone>&)"
    r"|(?P<control>[\x01-\x08\x0b\x0c\x0e-\x1f])",
    re.DOTALL,
)
_OWN = frozenset(("amp", "lt", "gt", "quot", "apos"))
_LATE_DECLARATION = re.compile(r"\s+(<\?xml\s.*?\?>)", re.DOTALL)
_PREFIX = re.compile(r"Namespace prefix (\S+) for (\S+) on (\S+) is not defined")
_ELEMENT_PREFIX = re.compile(r"Namespace prefix (\S+) on (\S+) is not defined")


_TAGS = re.compile(_LITERAL + r"|(<[^!?/\s])", re.DOTALL)


class Mend(NamedTuple):
    """Say in which line what was wrong and what was made of it, and how to mend it for good."""

    line: int | None
    message: str
    remedy: str


class TooManyFaults(Exception):  # noqa: N818 - not an error that a user sees
    """There is so much to mend that the file is something else."""


def mend_text(text: str) -> tuple[str, list[Mend]]:
    """Replace what XML does not allow between the tags and in attributes; lines stay where they are.

    Raises
    ------
    TooManyFaults
        After a hundred.
    """
    mends = []
    late = _LATE_DECLARATION.match(text)
    if late:
        start, end = late.span(1)
        text = text[:start] + re.sub(r"[^\n]", " ", text[start:end]) + text[end:]
        mends.append(Mend(text.count("\n", 0, start) + 1, *_LATE))
    pieces, done, line = [], 0, 1
    for place, length, instead, words in _faults(text):
        line += text.count("\n", done, place)
        pieces += [text[done:place], instead]
        done = place + length
        mends.append(Mend(line, *words))
        if len(mends) > MOST_MENDS:
            raise TooManyFaults
    return "".join([*pieces, text[done:]]), mends


def count_tags(text: str) -> int:
    """Count the tags that begin an element, as long as no attribute holds a "<"."""
    return sum(1 for found in _TAGS.finditer(text) if found.lastindex)


_LATE = ("blank lines stand before the XML declaration and were passed over", "Begin the file with <?xml.")


def _faults(text: str) -> Iterator[tuple[int, int, str, tuple[str, str]]]:
    """Give the place and length of each fault, what to read instead, and the words for it."""
    for found in _FAULTS.finditer(text):
        kind = found.lastgroup
        if kind == "name" and found["name"] not in _OWN:
            instead, words = _entity(found["name"])
        elif kind == "number" and not _is_character(found["number"]):
            instead, words = " ", _control(found.group())
        elif kind == "control":
            instead, words = " ", _control(f"&#{ord(found.group())};")
        elif kind == "alone":
            instead, words = "&amp;", _ALONE
        else:
            continue
        yield found.start(), len(found.group()), instead, words


_ALONE = ('an "&" stands by itself and was read as it stands', "Write &amp; instead.")


def _control(reference: str) -> tuple[str, str]:
    return f"the character {reference} is not allowed and was read as a blank", "Delete it, or put a blank there."


def _entity(name: str) -> tuple[str, tuple[str, str]]:
    known = html5.get(f"{name};")
    if known is None:
        message = f'the entity "&{name};" is not declared and was read as these letters'
        return f"&amp;{name};", (message, f"Write the character itself, or &amp;{name}; where the letters are meant.")
    numbers = "".join(f"&#{ord(character)};" for character in known)
    message = f'the entity "&{name};" is one of HTML, not of XML, and was read as the character "{known}"'
    return numbers, (message, f"Write the character itself, or {numbers}.")


def _is_character(number: str) -> bool:
    code = int(number[1:], 16) if number.startswith("x") else int(number)
    return code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0x10000 <= code < 0x110000


# What recovery mends without dropping an element; a stray byte and what follows a closed tag are not among them.
_REPEATED = frozenset((etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED, etree.ErrorTypes.NS_ERR_ATTRIBUTE_REDEFINED))
_NAMESPACE = frozenset(
    (
        etree.ErrorTypes.NS_ERR_UNDEFINED_NAMESPACE,
        etree.ErrorTypes.NS_ERR_XML_NAMESPACE,
        etree.ErrorTypes.NS_ERR_QNAME,
    )
)


def mend_of(entry: etree._LogEntry) -> Mend | None:
    """Say what the parser made of a fault while it recovered; None where an element may be lost."""
    words = words_of(entry.message)
    if entry.type in _REPEATED:
        name = words.removeprefix("Namespaced ").removeprefix("Attribute ").partition(" ")[0]
        message = f'the attribute "{name}" stands twice in one tag, and only the first was read'
        return Mend(entry.line, message, "Delete one of the two.")
    if entry.type not in _NAMESPACE:
        return None
    if found := _PREFIX.search(words):
        prefix, name, tag = found.groups()
        message = f'the prefix "{prefix}" is not declared, so {prefix}:{name} of <{tag}> was left aside'
    elif found := _ELEMENT_PREFIX.search(words):
        prefix, name = found.groups()
        message = f'the prefix "{prefix}" is not declared, so the extension <{prefix}:{name}> was left aside'
    else:
        return Mend(entry.line, f"{words}; the name was read as it stands", "Export the map again.")
    return Mend(entry.line, message, f'Declare it at the root element: xmlns:{prefix}="...".')


def words_of(message: str | None) -> str:
    """Return the parser's message on one line, without its own place and its advice to programmers."""
    text = " ".join((message or "unknown fault").split()).removeprefix("Resource limit exceeded: ")
    return re.sub(r",? ?line \d+, column \d+.*$|, (?:use|try) XML_PARSE_HUGE.*$", "", text)[:200]
