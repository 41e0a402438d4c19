"""Keep one review as a folder of files, and take it down the whole road."""

from reengineer.review._agreement import (
    Register,
    agreed_boundary,
    boundary_dict,
    registers,
    waiver_lines,
    watermark,
)
from reengineer.review._answers import Answer, Explored, explored, import_answers, read_answers, unknown_share
from reengineer.review._asking import ask_review, read_evidence
from reengineer.review._bare import bare_review
from reengineer.review._check import Checked, check_path, is_map
from reengineer.review._convert import Choices, Converted, convert
from reengineer.review._decisions import Action, Decision, DecisionRecord, decide, read_decisions
from reengineer.review._draft import Drafted, draft_option
from reengineer.review._fitted import FitPlan, Fitting, fit_review
from reengineer.review._folder import Review
from reengineer.review._init import init_review
from reengineer.review._log import LogEntry, ReviewLog, add_to_log, read_log
from reengineer.review._options import OptionStatus, option_matrix, option_statuses
from reengineer.review._outcome import Outcome, outcome_of, run_review
from reengineer.review._plan import Plan
from reengineer.review._planned import Collection, Milestone, ReviewPlan
from reengineer.review._present import (
    report_contents,
    review_report_dict,
    studies_of,
    write_review_pictures,
    write_review_report,
    write_review_workbook,
)
from reengineer.review._presets import PREFIX, PRESETS, Preset, with_presets
from reengineer.review._printed import outcome_dict
from reengineer.review._read import load_review
from reengineer.review._samples import sample
from reengineer.review._sealing import seal_review
from reengineer.review._sheets import QuestionSheet, SheetQuestion, question_sheets, write_sheets
from reengineer.review._standing import ReviewStatus, review_status
from reengineer.review._store import ResultsFolder, read_results, write_run
from reengineer.review._stored import stored_outcome
from reengineer.review._trial import Trial, try_changes
from reengineer.review._workbook import in_workbook
from reengineer.review._written import ReviewNotes

__all__ = [
    "PREFIX",
    "PRESETS",
    "Action",
    "Answer",
    "Checked",
    "Choices",
    "Collection",
    "Converted",
    "Decision",
    "DecisionRecord",
    "Drafted",
    "Explored",
    "FitPlan",
    "Fitting",
    "LogEntry",
    "Milestone",
    "OptionStatus",
    "Outcome",
    "Plan",
    "Preset",
    "QuestionSheet",
    "Register",
    "ResultsFolder",
    "Review",
    "ReviewLog",
    "ReviewNotes",
    "ReviewPlan",
    "ReviewStatus",
    "SheetQuestion",
    "Trial",
    "add_to_log",
    "agreed_boundary",
    "ask_review",
    "bare_review",
    "boundary_dict",
    "check_path",
    "convert",
    "decide",
    "draft_option",
    "explored",
    "fit_review",
    "import_answers",
    "in_workbook",
    "init_review",
    "is_map",
    "load_review",
    "option_matrix",
    "option_statuses",
    "outcome_dict",
    "outcome_of",
    "question_sheets",
    "read_answers",
    "read_decisions",
    "read_evidence",
    "read_log",
    "read_results",
    "registers",
    "report_contents",
    "review_report_dict",
    "review_status",
    "run_review",
    "sample",
    "seal_review",
    "stored_outcome",
    "studies_of",
    "try_changes",
    "unknown_share",
    "waiver_lines",
    "watermark",
    "with_presets",
    "write_review_pictures",
    "write_review_report",
    "write_review_workbook",
    "write_run",
    "write_sheets",
]
