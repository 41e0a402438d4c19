"""Read what customers and colleagues said, and what somebody counted: evidence that no log of activities holds.

`read_feedback` reads figures for the questions. Of a CSV with one answer or comment a row, scores become means and
coded themes become shares; a YAML file holds figures that were counted by hand, a share always with its n, as in ``94
of 100``. Both become one `Feedback`: figures by element and by the name that questions know them by.

`import_feedback` reads single rows from CSV, workbooks and JSON of any program. Rows that cannot be read are named with
their place and left out; dates that could be read in two ways are never guessed. Personal data that have a form are
taken out before anything is kept. `analyse_feedback` tells what they say: scores, themes, trends, and what is unknown.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.feedback._analysis import Importance, ScoreSummary, ThemeCount
    from reengineer.feedback._coded import read_coded
    from reengineer.feedback._dates import DateError, order_of, read_day
    from reengineer.feedback._export import feedback_csv, write_feedback
    from reengineer.feedback._figures import SCALES, Feedback, FeedbackNotes, Figure
    from reengineer.feedback._guard import guarded
    from reengineer.feedback._imported import ImportedFeedback, import_feedback
    from reengineer.feedback._mapping import Dates, FeedbackMapping
    from reengineer.feedback._read import read_feedback
    from reengineer.feedback._report import FeedbackReport, analyse_feedback
    from reengineer.feedback._scrub import People, scrub
    from reengineer.feedback._tables import Row, Table, read_table
    from reengineer.feedback._themes import Taxonomy, ThemeFinder, ThemeQuality, starter_themes, theme_quality
    from reengineer.feedback._trends import Period, Trend, TrendSettings, period_of
    from reengineer.feedback._voices import Voice

__all__ = [
    "SCALES",
    "DateError",
    "Dates",
    "Feedback",
    "FeedbackMapping",
    "FeedbackNotes",
    "FeedbackReport",
    "Figure",
    "Importance",
    "ImportedFeedback",
    "People",
    "Period",
    "Row",
    "ScoreSummary",
    "Table",
    "Taxonomy",
    "ThemeCount",
    "ThemeFinder",
    "ThemeQuality",
    "Trend",
    "TrendSettings",
    "Voice",
    "analyse_feedback",
    "feedback_csv",
    "guarded",
    "import_feedback",
    "order_of",
    "period_of",
    "read_coded",
    "read_day",
    "read_feedback",
    "read_table",
    "scrub",
    "starter_themes",
    "theme_quality",
    "write_feedback",
]

_HOMES = {
    "Importance": "_analysis",
    "ScoreSummary": "_analysis",
    "ThemeCount": "_analysis",
    "read_coded": "_coded",
    "DateError": "_dates",
    "order_of": "_dates",
    "read_day": "_dates",
    "feedback_csv": "_export",
    "guarded": "_guard",
    "write_feedback": "_export",
    "SCALES": "_figures",
    "Feedback": "_figures",
    "FeedbackNotes": "_figures",
    "Figure": "_figures",
    "ImportedFeedback": "_imported",
    "import_feedback": "_imported",
    "Dates": "_mapping",
    "FeedbackMapping": "_mapping",
    "read_feedback": "_read",
    "FeedbackReport": "_report",
    "analyse_feedback": "_report",
    "People": "_scrub",
    "scrub": "_scrub",
    "Row": "_tables",
    "Table": "_tables",
    "read_table": "_tables",
    "Taxonomy": "_themes",
    "ThemeFinder": "_themes",
    "ThemeQuality": "_themes",
    "starter_themes": "_themes",
    "theme_quality": "_themes",
    "Period": "_trends",
    "Trend": "_trends",
    "TrendSettings": "_trends",
    "period_of": "_trends",
    "Voice": "_voices",
}

__getattr__ = on_first_use(__name__, _HOMES)
