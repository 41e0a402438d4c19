"""Write a sheet of sections, tables and pictures as a page that opens anywhere: briefings, step sheets, registers."""

from collections.abc import Sequence

from reengineer._records import dataclass
from reengineer.report._template import page_environment, style


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTable:
    """Hold a table.

    Parameters
    ----------
    caption : str
    heads : tuple of str
    rows : tuple of tuple of str
        The first cell of each names its row.
    """

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSection:
    """Hold one section of a page.

    Parameters
    ----------
    title : str
    texts : tuple of str
        Paragraphs.
    items : tuple of str
        A list below them.
    tables : tuple of PageTable
    picture : str
        One ``svg`` element of ours; shown as wide as the page.
    is_map : bool
        Whether the picture is a map, which is shown as wide as the window and can be moved.
    """

    title: str
    texts: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    tables: tuple[PageTable, ...] = ()
    picture: str = ""
    is_map: bool = False


def sheet_page(
    title: str, sections: Sequence[PageSection], *, kicker: str = "", lede: str = "", banner: Sequence[str] = ()
) -> str:
    """Return a page as the text of an HTML file; the same sections give the same bytes.

    Parameters
    ----------
    title : str
    sections : sequence of PageSection
    kicker, lede : str
        Above and below the title.
    banner : sequence of str
        What a reader must know before all else, one sentence each.
    """
    template = page_environment().get_template("sheet.html")
    return template.render(css=style(), title=title, kicker=kicker, lede=lede, banner=banner, sections=sections)
