"""Take personal data out of comments: e-mail addresses, telephone and card numbers, postcodes, account numbers.

Patterns find what has a form. Names have none: those of people whom the notes name are looked for, and a person must
look for others before anything is published.
"""

import re
from collections.abc import Callable, Iterable

from reengineer._records import dataclass

_EMAIL = re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_HANDLE = re.compile(r"(?<![\w@])@\w{2,30}\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,4})?\b")
_INSURANCE = re.compile(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,-])\+?\(?\d(?:[ ()./-]{0,2}\d){6,18}(?![\w]|[.,]\d)")
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b", re.IGNORECASE)
_DATE_LIKE = re.compile(r"(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?: .*)?")
_DIGIT = re.compile(r"\d")
_AFTER_LETTERS = re.compile(r"\d(?:(?<=[A-Z]{2}\d)|(?<=[A-Z]{2} \d))\d", re.IGNORECASE)
"""What an account number and a national insurance number hold: two letters before two digits."""
_BEFORE_LETTERS = re.compile(r"\d[A-Z]{2}\b", re.IGNORECASE)
"""What ends a postcode."""
_SHORTEST = 7
"""Digits of the shortest number that is taken out."""
_SHORTEST_NAME = 4
"""Letters of the shortest part of a name that is taken out where it stands alone: fewer are often words."""


@dataclass(frozen=True, slots=True)
class People:
    """Hold the names of people, to be taken out of texts.

    Parameters
    ----------
    pattern : re.Pattern or None
        None where nobody is named.
    """

    pattern: re.Pattern[str] | None = None

    @classmethod
    def named(cls, names: Iterable[str]) -> "People":
        """Return people of these names: whole in any case of letters, first or last name alone as it is written."""
        whole = sorted({" ".join(name.split()) for name in names if name.strip()}, key=lambda name: (-len(name), name))
        parts = {part for name in whole for part in name.split() if len(part) >= _SHORTEST_NAME and part[0].isupper()}
        if not whole:
            return cls()
        spaced = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in whole)
        alone = "".join(f"|{re.escape(part)}" for part in sorted(parts, key=lambda part: (-len(part), part)))
        return cls(re.compile(rf"(?<!\w)(?:(?i:{spaced}){alone})(?!\w)"))

    def hidden(self, text: str) -> tuple[str, int]:
        """Return a text without their names, and in how many places they stood.

        Examples
        --------
        >>> People.named(["Ada Quill"]).hidden("I asked ada quill; Quill never rang")
        ('I asked [name]; [name] never rang', 2)
        """
        return (text, 0) if self.pattern is None else self.pattern.subn("[name]", text)


NOBODY = People()


def scrub(text: str, people: People = NOBODY) -> tuple[str, int]:
    """Return a comment without personal data, and how many places were taken out.

    Parameters
    ----------
    text : str
    people : People
        Whose names are taken out too.

    Notes
    -----
    A number of seven to nineteen digits, however they are set apart, counts as that of a telephone, card or account;
    a date does not.

    Examples
    --------
    >>> scrub("Ring me on 07700 900123 or at jo@example.org, SW1A 1AA")
    ('Ring me on [number] or at [e-mail], [postcode]', 3)
    """
    text, found = people.hidden(text)
    if "@" in text:
        text, here = _EMAIL.subn("[e-mail]", text)
        text, more = _HANDLE.subn("[handle]", text)
        found += here + more
    digits = len(_DIGIT.findall(text))
    if not digits:
        return text, found
    # A pattern is looked for only where there is what begins with a digit in it: that is found far sooner.
    if _AFTER_LETTERS.search(text):
        for pattern, word in ((_IBAN, "[account]"), (_INSURANCE, "[number]")):
            text, here = pattern.subn(word, text)
            found += here
    if digits >= _SHORTEST:
        counted = _Counting()
        text = _NUMBER.sub(counted.replacing, text)
        found += counted.count
    if _BEFORE_LETTERS.search(text):
        text, here = _POSTCODE.subn("[postcode]", text)
        found += here
    return text, found


class _Counting:
    """Replace numbers that are not dates, and count them."""

    def __init__(self) -> None:
        self.count = 0
        self.replacing: Callable[[re.Match[str]], str] = self._replace

    def _replace(self, match: re.Match[str]) -> str:
        if _DATE_LIKE.fullmatch(match[0]):
            return match[0]
        self.count += 1
        return "[number]"
