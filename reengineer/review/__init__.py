"""Keep one review as a folder of files, and take it down the whole road.

The names here are loaded when they are first used, so that a command waits for nothing that it does not need.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
    from reengineer.review._agreement import (
        Register,
        agreed_boundary,
        boundary_dict,
        registers,
        waiver_lines,
        watermark,
    )
    from reengineer.review._answers import (
        Answer,
        Explored,
        explored,
        import_answers,
        keep_answers,
        read_answers,
        unknown_share,
    )
    from reengineer.review._asking import ask_review, read_evidence
    from reengineer.review._assessment import Assessment, StepAssessment, assess, write_assessment
    from reengineer.review._assessment_page import write_assessment_page
    from reengineer.review._authority import Route, routing_table
    from reengineer.review._bare import bare_review
    from reengineer.review._briefings import Briefing, option_briefings, plan_briefings, write_briefings
    from reengineer.review._cards import Card, improvement_cards
    from reengineer.review._check import Checked, check_path
    from reengineer.review._cited import EvidenceItem, evidence_register
    from reengineer.review._communication import Told, not_told, read_communication, record_told
    from reengineer.review._compliance import ComplianceSheet, compliance_sheet, sampled, verified
    from reengineer.review._concerned import Concerned, concerned_by_option, concerned_by_plan
    from reengineer.review._conclusions import Concluded, Conclusion, conclude
    from reengineer.review._consequences import Consequences, consequences, shown_share
    from reengineer.review._convert import Choices, Converted, convert
    from reengineer.review._decisions import Action, Decision, DecisionRecord, decide, read_decisions
    from reengineer.review._draft import Drafted, draft_option
    from reengineer.review._fitted import FitPlan, Fitting, fit_review
    from reengineer.review._folder import Review
    from reengineer.review._init import init_review
    from reengineer.review._log import LogEntry, ReviewLog, add_to_log, read_log
    from reengineer.review._map_files import is_map
    from reengineer.review._methods import criteria_problems
    from reengineer.review._monitoring import MonitorPlan, as_plan, monitor_review
    from reengineer.review._optimise import prepare_search, search_review, write_found, write_proposals
    from reengineer.review._options import OptionStatus, option_matrix, option_statuses
    from reengineer.review._outcome import Outcome
    from reengineer.review._people import people_of
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
    from reengineer.review._rating import RatingRules, Ratings, rate
    from reengineer.review._read import load_review
    from reengineer.review._results_folder import ResultsFolder
    from reengineer.review._retention import Held, held_data, pseudonymise, purge
    from reengineer.review._retention_notes import PersonalData
    from reengineer.review._run_review import outcome_of, run_review
    from reengineer.review._samples import sample, sample_names
    from reengineer.review._samples_kept import ControlSample, Kano, read_control_samples, read_kano
    from reengineer.review._sealing import seal_review
    from reengineer.review._sheets import HOW, QuestionSheet, SheetQuestion, question_sheets, write_sheets
    from reengineer.review._standing import ReviewStatus, review_status
    from reengineer.review._step_sheets import StepSheet, step_sheets, waits_in_words
    from reengineer.review._store import read_results, results_of, write_run
    from reengineer.review._stored import stored_outcome
    from reengineer.review._touchpoints import Feature, features, review_feedback
    from reengineer.review._trial import Trial, try_changes
    from reengineer.review._trial_draft import draft_trial, fresh_outcome, negotiate, predicted_outcome
    from reengineer.review._workbook import in_workbook
    from reengineer.review._written import ReviewNotes


__all__ = [
    "HOW",
    "PREFIX",
    "PRESETS",
    "Action",
    "Answer",
    "Assessment",
    "Briefing",
    "Card",
    "Checked",
    "Choices",
    "Collection",
    "ComplianceSheet",
    "Concerned",
    "Concluded",
    "Conclusion",
    "Consequences",
    "ControlSample",
    "Converted",
    "Decision",
    "DecisionRecord",
    "Drafted",
    "EvidenceItem",
    "Explored",
    "Feature",
    "FitPlan",
    "Fitting",
    "Held",
    "Kano",
    "LogEntry",
    "Milestone",
    "MonitorPlan",
    "OptionStatus",
    "Outcome",
    "PersonalData",
    "Plan",
    "Preset",
    "QuestionSheet",
    "RatingRules",
    "Ratings",
    "Register",
    "ResultsFolder",
    "Review",
    "ReviewLog",
    "ReviewNotes",
    "ReviewPlan",
    "ReviewStatus",
    "Route",
    "SheetQuestion",
    "StepAssessment",
    "StepSheet",
    "Told",
    "Trial",
    "add_to_log",
    "agreed_boundary",
    "as_plan",
    "ask_review",
    "assess",
    "bare_review",
    "boundary_dict",
    "check_path",
    "compliance_sheet",
    "concerned_by_option",
    "concerned_by_plan",
    "conclude",
    "consequences",
    "convert",
    "criteria_problems",
    "decide",
    "draft_option",
    "draft_trial",
    "evidence_register",
    "explored",
    "features",
    "fit_review",
    "fresh_outcome",
    "held_data",
    "import_answers",
    "improvement_cards",
    "in_workbook",
    "init_review",
    "is_map",
    "keep_answers",
    "load_review",
    "monitor_review",
    "negotiate",
    "not_told",
    "option_briefings",
    "option_matrix",
    "option_statuses",
    "outcome_dict",
    "outcome_of",
    "people_of",
    "plan_briefings",
    "predicted_outcome",
    "prepare_search",
    "pseudonymise",
    "purge",
    "question_sheets",
    "rate",
    "read_answers",
    "read_communication",
    "read_control_samples",
    "read_decisions",
    "read_evidence",
    "read_kano",
    "read_log",
    "read_results",
    "record_told",
    "registers",
    "report_contents",
    "results_of",
    "review_feedback",
    "review_report_dict",
    "review_status",
    "routing_table",
    "run_review",
    "sample",
    "sample_names",
    "sampled",
    "seal_review",
    "search_review",
    "shown_share",
    "step_sheets",
    "stored_outcome",
    "studies_of",
    "try_changes",
    "unknown_share",
    "verified",
    "waits_in_words",
    "waiver_lines",
    "watermark",
    "with_presets",
    "write_assessment",
    "write_assessment_page",
    "write_briefings",
    "write_found",
    "write_proposals",
    "write_review_pictures",
    "write_review_report",
    "write_review_workbook",
    "write_run",
    "write_sheets",
]

_HOMES = {
    "MonitorPlan": "_monitoring",
    "as_plan": "_monitoring",
    "monitor_review": "_monitoring",
    "criteria_problems": "_methods",
    "verified": "_compliance",
    "sampled": "_compliance",
    "compliance_sheet": "_compliance",
    "ComplianceSheet": "_compliance",
    "PersonalData": "_retention_notes",
    "purge": "_retention",
    "people_of": "_people",
    "pseudonymise": "_retention",
    "held_data": "_retention",
    "Held": "_retention",
    "routing_table": "_authority",
    "Route": "_authority",
    "consequences": "_consequences",
    "Consequences": "_consequences",
    "shown_share": "_consequences",
    "write_briefings": "_briefings",
    "plan_briefings": "_briefings",
    "option_briefings": "_briefings",
    "Briefing": "_briefings",
    "record_told": "_communication",
    "read_communication": "_communication",
    "not_told": "_communication",
    "Told": "_communication",
    "concerned_by_plan": "_concerned",
    "concerned_by_option": "_concerned",
    "Concerned": "_concerned",
    "draft_trial": "_trial_draft",
    "fresh_outcome": "_trial_draft",
    "negotiate": "_trial_draft",
    "predicted_outcome": "_trial_draft",
    "read_kano": "_samples_kept",
    "read_control_samples": "_samples_kept",
    "Kano": "_samples_kept",
    "ControlSample": "_samples_kept",
    "evidence_register": "_cited",
    "EvidenceItem": "_cited",
    "review_feedback": "_touchpoints",
    "features": "_touchpoints",
    "Feature": "_touchpoints",
    "conclude": "_conclusions",
    "Conclusion": "_conclusions",
    "Concluded": "_conclusions",
    "waits_in_words": "_step_sheets",
    "step_sheets": "_step_sheets",
    "StepSheet": "_step_sheets",
    "improvement_cards": "_cards",
    "Card": "_cards",
    "write_assessment_page": "_assessment_page",
    "write_assessment": "_assessment",
    "assess": "_assessment",
    "StepAssessment": "_assessment",
    "Assessment": "_assessment",
    "rate": "_rating",
    "Ratings": "_rating",
    "RatingRules": "_rating",
    "Register": "_agreement",
    "agreed_boundary": "_agreement",
    "boundary_dict": "_agreement",
    "registers": "_agreement",
    "waiver_lines": "_agreement",
    "watermark": "_agreement",
    "Answer": "_answers",
    "Explored": "_answers",
    "explored": "_answers",
    "import_answers": "_answers",
    "keep_answers": "_answers",
    "read_answers": "_answers",
    "unknown_share": "_answers",
    "ask_review": "_asking",
    "read_evidence": "_asking",
    "bare_review": "_bare",
    "Checked": "_check",
    "check_path": "_check",
    "is_map": "_map_files",
    "Choices": "_convert",
    "Converted": "_convert",
    "convert": "_convert",
    "Action": "_decisions",
    "Decision": "_decisions",
    "DecisionRecord": "_decisions",
    "decide": "_decisions",
    "read_decisions": "_decisions",
    "Drafted": "_draft",
    "draft_option": "_draft",
    "FitPlan": "_fitted",
    "Fitting": "_fitted",
    "fit_review": "_fitted",
    "Review": "_folder",
    "init_review": "_init",
    "LogEntry": "_log",
    "ReviewLog": "_log",
    "add_to_log": "_log",
    "read_log": "_log",
    "prepare_search": "_optimise",
    "search_review": "_optimise",
    "write_found": "_optimise",
    "write_proposals": "_optimise",
    "OptionStatus": "_options",
    "option_matrix": "_options",
    "option_statuses": "_options",
    "Outcome": "_outcome",
    "outcome_of": "_run_review",
    "run_review": "_run_review",
    "Plan": "_plan",
    "Collection": "_planned",
    "Milestone": "_planned",
    "ReviewPlan": "_planned",
    "report_contents": "_present",
    "review_report_dict": "_present",
    "studies_of": "_present",
    "write_review_pictures": "_present",
    "write_review_report": "_present",
    "write_review_workbook": "_present",
    "PREFIX": "_presets",
    "PRESETS": "_presets",
    "Preset": "_presets",
    "with_presets": "_presets",
    "outcome_dict": "_printed",
    "load_review": "_read",
    "sample": "_samples",
    "sample_names": "_samples",
    "seal_review": "_sealing",
    "HOW": "_sheets",
    "QuestionSheet": "_sheets",
    "SheetQuestion": "_sheets",
    "question_sheets": "_sheets",
    "write_sheets": "_sheets",
    "ReviewStatus": "_standing",
    "review_status": "_standing",
    "ResultsFolder": "_results_folder",
    "read_results": "_store",
    "results_of": "_store",
    "write_run": "_store",
    "stored_outcome": "_stored",
    "Trial": "_trial",
    "try_changes": "_trial",
    "in_workbook": "_workbook",
    "ReviewNotes": "_written",
}


__getattr__ = on_first_use(__name__, _HOMES)
