"""Keep texts that people wrote from being taken for formulas."""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Return text that no spreadsheet takes for a formula: an apostrophe stands before a sign that would begin one.

    Examples
    --------
    >>> guarded("=1+1")
    "'=1+1"
    """
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
