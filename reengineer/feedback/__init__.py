"""Read what customers and colleagues said, and what somebody counted: evidence that no log of activities holds.

Two forms are read. A CSV has one answer or comment a row; scores become means and coded themes become shares. A YAML
file holds figures that were counted by hand, a share always with its n, as in ``94 of 100``. Both become one
`Feedback`: figures by element and by the name that questions know them by. Comments themselves are not kept.
"""

from reengineer.feedback._figures import SCALES, Feedback, FeedbackNotes, Figure
from reengineer.feedback._read import read_feedback

__all__ = ["SCALES", "Feedback", "FeedbackNotes", "Figure", "read_feedback"]
