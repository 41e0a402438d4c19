"""Write a sheet of questions as a page to read and print."""

from collections.abc import Sequence

from reengineer.report._template import page_environment, style


def question_page(title: str, role: str, how: Sequence[str], rows: Sequence[tuple[str, str, str, str]]) -> str:
    """Return a page with questions and room to write.

    Parameters
    ----------
    title, role : str
    how : sequence of str
        Instructions.
    rows : sequence of (id, step, question, because)
    """
    template = page_environment().get_template("questions.html")
    return template.render(css=style(), title=title, role=role, how=how, rows=rows)
