"""Find out how the characters of an XML file are written."""

import codecs
import re

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_WITHOUT_MARK = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_DECLARED = re.compile(rb"""\s*<\?xml[^>]{,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_WIDE = ("utf-16", "utf-32")
# Codecs of Python that files are in; others decode slowly, or are no encodings of text.
_KNOWN = ("ascii", "big5", "cp", "euc", "gb", "hz", "iso2022", "iso8859", "koi8", "mac", "shift_jis", "tis", "utf")


def width(data: bytes) -> str | None:
    """Return the encoding that a byte order mark or the first bytes give away; None for one byte a character."""
    return next((name for start, name in (*_MARKS, *_WITHOUT_MARK) if data.startswith(start)), None)


def mark_of(data: bytes) -> bytes:
    """Return the byte order mark at the beginning, or nothing."""
    return next((mark for mark, _ in _MARKS if data.startswith(mark)), b"")


def declared(data: bytes) -> str | None:
    """Return the name that the XML declaration gives, also where blank lines stand before it."""
    found = _DECLARED.match(data)
    return found.group(1).decode("ascii") if found else None


def decode(data: bytes) -> tuple[str, str, str]:
    """Decode a file by its byte order mark, its declaration, or as UTF-8, which is the default of XML.

    Returns
    -------
    tuple of str
        The text without its byte order mark, the codec, and how the file was mended where it is not in what it says:
        bytes that mean nothing there are read one by one as Windows-1252.
    """
    said = declared(data)
    wide = width(data)
    codec = _codec(wide or said or "utf-8")
    fault = ""
    if codec is None:
        codec, fault = "utf-8", f'the encoding "{said}" is not known; the file was read as UTF-8'
    elif wide is None and codec.startswith(_WIDE):
        codec, fault = "utf-8", f"the file says {said} but has one byte a character; it was read as UTF-8"
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        text = data.decode(*_instead(data, codec))
        name = codec.upper() if fault or said is None else said
        fault = f"bytes that are not {name} were read as Windows-1252; look at letters with accents"
    return text.removeprefix("\ufeff"), codec, fault


def _instead(data: bytes, codec: str) -> tuple[str, str]:
    """Return codec and handler of errors for bytes that are not in their encoding: the odd letter, or all of them."""
    text = data.decode(codec, "replace")
    wrong = text.count("\ufffd")
    right = len(text) - len(text.encode("ascii", "ignore")) - wrong
    return ("cp1252", "replace") if wrong > min(right, _FEW) else (codec, _AS_WINDOWS)


_FEW = 1000


def _as_windows(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


_AS_WINDOWS = "reengineer.windows-1252"
codecs.register_error(_AS_WINDOWS, _as_windows)


def _codec(name: str) -> str | None:
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return found if found.startswith(_KNOWN) else None


def looks_like_utf8(data: bytes) -> str | None:
    """Return the encoding that a file names where it seems to be UTF-8 all the same.

    Text in another encoding hardly ever makes sense as UTF-8 by chance.
    """
    said = declared(data)
    if said is None or said.lower() in _UTF8 or data.isascii() or width(data) is not None:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return said


_UTF8 = ("utf-8", "utf8")


def said_to_be_utf8(text: str) -> str:
    """Correct the XML declaration of a file that is not in the encoding that it names."""
    return re.sub(r"""(<\?xml[^>]*?encoding\s*=\s*["'])[^"']*""", r"\g<1>UTF-8", text, count=1)
