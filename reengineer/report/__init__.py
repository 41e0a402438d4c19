"""Tell decision makers what was found: one page, its pictures and its tables.

The road in: `write_report` writes a `reengineer.comparison.Comparison` as one HTML file; `draw_map` draws a map as SVG.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.report._band_chart import draw_predicted_and_observed
    from reengineer.report._conclusion_rows import Conclusion, ConclusionRow, Conclusions
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
    "Conclusion",
    "ConclusionRow",
    "Conclusions",
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

_HOMES = {
    "draw_predicted_and_observed": "_band_chart",
    "Conclusion": "_conclusion_rows",
    "ConclusionRow": "_conclusion_rows",
    "Conclusions": "_conclusion_rows",
    "report_dict": "_data",
    "feedback_page": "_feedback_page",
    "write_feedback_page": "_feedback_page",
    "draw_gantt": "_gantt",
    "Touchpoint": "_importance_chart",
    "importance_chart": "_importance_chart",
    "Legend": "_map_picture",
    "Overlay": "_map_picture",
    "draw_map": "_map_picture",
    "describe_map": "_map_text",
    "monitoring_page": "_monitoring_page",
    "write_monitoring_page": "_monitoring_page",
    "ControlRow": "_page",
    "ReportContents": "_page",
    "render_report": "_page",
    "write_report": "_page",
    "Picture": "_pictures",
    "pictures_of": "_pictures",
    "save_picture": "_pictures",
    "write_pictures": "_pictures",
    "question_page": "_question_page",
    "Results": "_results",
    "Studies": "_results",
    "results_of": "_results",
    "draw_control_chart": "_series_chart",
    "PageSection": "_sheet_page",
    "PageTable": "_sheet_page",
    "sheet_page": "_sheet_page",
    "Values": "_values",
    "read_values": "_values",
    "write_report_workbook": "_workbook",
    "View": "_workshop_page",
    "workshop_page": "_workshop_page",
    "workshop_style_hash": "_workshop_page",
}

__getattr__ = on_first_use(__name__, _HOMES)
