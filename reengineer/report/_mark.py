"""Write above a picture that nothing may be decided on it, where it stands alone."""

import re

from reengineer.report._labels import escape, number

HEAD = re.compile(r"<svg\b[^>]*>")
BOX = re.compile(r'viewBox="([^"]*)"')
STRIP, SIZE, A_LETTER = 28.0, 14.0, 0.62
"""Height of the strip above the picture, size of the words in it, and the width of a letter as a share of that."""
EXPLORE = "EXPLORE ONLY"


def mark_words(watermark: str) -> str:
    """Return the words of the mark."""
    return f"{EXPLORE}: {watermark}"


def marked(svg: str, watermark: str) -> str:
    """Return a picture of this package with a strip above it that carries the mark; as it is without one."""
    found = HEAD.search(svg)
    if not watermark or found is None:
        return svg
    words, head = mark_words(watermark), found[0]
    box = BOX.search(head)
    left, top, width, height = (float(part) for part in box[1].split()) if box else (0.0, 0.0, 0.0, 0.0)
    taller = head.replace(f'height="{number(height)}"', f'height="{number(height + STRIP)}"')
    taller = BOX.sub(f'viewBox="{number(left)} {number(top - STRIP)} {number(width)} {number(height + STRIP)}"', taller)
    size = min(SIZE, (width - 16) / (A_LETTER * len(words)))
    strip = (
        f'<rect x="{number(left)}" y="{number(top - STRIP)}" width="{number(width)}" height="{number(STRIP)}"'
        ' fill="#fff4f2"/>'
        f'<text x="{number(left + 8)}" y="{number(top - STRIP / 2 + size / 3)}" font-size="{number(size)}"'
        f' font-weight="bold" fill="#a33333">{escape(words)}</text>'
    )
    end = svg.rindex("</svg>")
    return svg[: found.start()] + taller + svg[found.end() : end] + strip + "\n" + svg[end:]
