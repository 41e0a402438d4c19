"""Tell decision makers what was found: one page, its pictures and its tables.

The road in: `write_report` writes a `reengineer.comparison.Comparison` as one HTML file; `draw_map` draws a map as SVG.
"""

from reengineer.report._band_chart import draw_predicted_and_observed
from reengineer.report._data import report_dict
from reengineer.report._feedback_page import feedback_page, write_feedback_page
from reengineer.report._gantt import draw_gantt
from reengineer.report._importance_chart import Touchpoint, importance_chart
from reengineer.report._map_picture import Legend, Overlay, draw_map
from reengineer.report._map_text import describe_map
from reengineer.report._monitoring_page import monitoring_page, write_monitoring_page
from reengineer.report._page import ControlRow, ReportContents, render_report, write_report
from reengineer.report._pictures import Picture, pictures_of, save_picture, write_pictures
from reengineer.report._question_page import question_page
from reengineer.report._results import Results, Studies, results_of
from reengineer.report._series_chart import draw_control_chart
from reengineer.report._sheet_page import PageSection, PageTable, sheet_page
from reengineer.report._values import Values, read_values
from reengineer.report._workbook import write_report_workbook
from reengineer.report._workshop_page import View, workshop_page, workshop_style_hash

__all__ = [
    "ControlRow",
    "Legend",
    "Overlay",
    "PageSection",
    "PageTable",
    "Picture",
    "ReportContents",
    "Results",
    "Studies",
    "Touchpoint",
    "Values",
    "View",
    "describe_map",
    "draw_control_chart",
    "draw_gantt",
    "draw_map",
    "draw_predicted_and_observed",
    "feedback_page",
    "importance_chart",
    "monitoring_page",
    "pictures_of",
    "question_page",
    "read_values",
    "render_report",
    "report_dict",
    "results_of",
    "save_picture",
    "sheet_page",
    "workshop_page",
    "workshop_style_hash",
    "write_feedback_page",
    "write_monitoring_page",
    "write_pictures",
    "write_report",
    "write_report_workbook",
]
