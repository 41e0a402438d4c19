"""Challenge every step of a process with questions that have a reason.

Rules are data: a trigger in the language of `expressions`, the words asked, what it suggests and where it comes from.
A trigger that what is known cannot decide raises nothing; it is listed with the names that are missing, which says
what to collect.
"""

from reengineer.questions._ask import ask
from reengineer.questions._catalogue import Catalogue, catalogue
from reengineer.questions._findings import Asked, BaseFinding, Coverage, Finding, NotEvaluated, Suggestion
from reengineer.questions._pages import rule_page
from reengineer.questions._plugins import Question
from reengineer.questions._records import BaseQuestion, Rule, RuleFile, ThresholdFile

__all__ = [
    "Asked",
    "BaseFinding",
    "BaseQuestion",
    "Catalogue",
    "Coverage",
    "Finding",
    "NotEvaluated",
    "Question",
    "Rule",
    "RuleFile",
    "Suggestion",
    "ThresholdFile",
    "ask",
    "catalogue",
    "rule_page",
]
