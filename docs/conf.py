"""Settings of the documentation. It builds without a network."""

import sys
from pathlib import Path

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

sys.path.insert(0, str(Path(__file__).parent))

import _generated

from reengineer._version import __version__

project = "reengineer"
author = "The reengineer authors"
copyright = "2026, the reengineer authors"
version = release = __version__
language = "en"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]
nitpicky = False

autodoc_default_options = {"members": True, "member-order": "bysource", "exclude-members": "model_config"}
autodoc_typehints = "none"  # the docstrings say the types, with unit and range
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = "reengineer"
html_theme_options = {"top_of_page_buttons": []}
html_show_sphinx = False
html_show_copyright = False


class Generated(SphinxDirective):
    """Put a page made from the package's own data here: ```` ```{generated} measures ```` ."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        text = _generated.PAGES[self.arguments[0]]()
        holder = nodes.section()
        holder.document = self.state.document
        self.state.nested_parse(StringList(text.splitlines(), "generated"), self.content_offset, holder, match_titles=1)
        return holder.children


def setup(app: Sphinx) -> dict[str, bool]:
    app.add_directive("generated", Generated)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
