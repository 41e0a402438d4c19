"""Check the form of a map: what is dangling, unreachable, unlabelled or odd.

Each module looks at one kind of thing; the rules stand in one table, with their severities. Behaviour (deadlock, lack
of synchronisation) is a check of its own; this one looks at one element at a time and at what leads where.
"""

from reengineer.processmap._form._check import check_form
from reengineer.processmap._form._rules import FORM_RULES, FormRule

__all__ = ["FORM_RULES", "FormRule", "check_form"]
