"""Challenge every step of a process with questions that have a reason.

Rules are data: a trigger in the language of `expressions`, the words asked, what it suggests and where it comes from.
A trigger that what is known cannot decide raises nothing; it is listed with the names that are missing, which says
what to collect.
"""

from typing import TYPE_CHECKING

from reengineer._lazy import on_first_use

if TYPE_CHECKING:
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

_HOMES = {
    "ask": "_ask",
    "Catalogue": "_catalogue",
    "catalogue": "_catalogue",
    "Asked": "_findings",
    "BaseFinding": "_findings",
    "Coverage": "_findings",
    "Finding": "_findings",
    "NotEvaluated": "_findings",
    "Suggestion": "_findings",
    "rule_page": "_pages",
    "Question": "_plugins",
    "BaseQuestion": "_records",
    "Rule": "_records",
    "RuleFile": "_records",
    "ThresholdFile": "_records",
}

__getattr__ = on_first_use(__name__, _HOMES)
