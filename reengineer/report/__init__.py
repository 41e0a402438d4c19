"""Tell decision makers what was found: one page, its pictures and its tables.

The road in: `write_report` writes a `reengineer.comparison.Comparison` as one HTML file.
"""

from reengineer.report._page import ReportContents, render_report, write_report

__all__ = ["ReportContents", "render_report", "write_report"]
