"""Name the numbers that the loop goes by: why it comes back, what went wrong, where an item stands, what is due."""

DONE, NEEDS_ROOM, IN_TROUBLE, PAUSED = range(4)
"""Why the loop comes back."""

TOO_MANY_ROUNDS, TOO_MANY_VISITS, BAD_DURATION, NO_WAY_OUT, NOBODY_MAY = range(1, 6)
"""Trouble that ends a run."""

HAPPENING, CLOCK = 0, 1
"""Phases in which events are due; the two lowest bits of their keys."""

(
    PLAIN_END, PLAIN_RING, ARRIVAL, WAKE, WORK_END, RING, PATIENCE_RING, HOLD_RING, SET_UP_END, BATCH_RING,
    ESCALATION_RING, RETURN,
) = range(12)  # fmt: skip
"""What an event is; the four lowest bits of what it holds. The first two are of items that nothing can end before."""

KIND_BITS, ITEM_BITS, KIND_MASK, ITEM_MASK, LIFE_MASK = 4, 28, 0xF, 0xFFFFFFF, 0x3FFFFFFF
"""How an event says of what it is: the kind, then the item, then which life of that item."""

(
    TOKEN, IDLE, QUEUED, WORKING, ARMED, TRANSFERRED, HELD_BACK, GATHERED, CARRIER, INSIDE, RACE, ENDED, MESSAGE_SENT,
    MESSAGE_KEPT, AWAY, IN_BATCH, FINISHED, UNDOING, HAPPENED,
) = range(19)  # fmt: skip
"""Where an item stands: waiting at a join; ready without people; in a queue; worked on; waiting for an event; on its
way; held back for a release; in a ready set; a repeated activity; run from inside; an event-based gateway; over but not
settled; a message on its way, or kept; gone to come again; in a batch that has fired; completed, but it may be undone;
undoing others; one of several events that wait together, which has happened."""

MAIL, SIGNALLED, CHANGED, ENDING = range(4)
"""What is to be told in an instant after tokens have moved."""

INTERRUPTED, WITHDRAWN, ABANDONED, BALKED, FAILED = 1, 2, 3, 4, 5
"""States of rows of what did not complete."""

PURPOSE_BITS = 8
"""Bits of the fourth word of a draw that hold its purpose; above them stands the instance."""

SIDE_INSTANCE, SIDE_SCOPE, SIDE_READY, SIDE_ALLOCATED, SIDE_PRIORITISATION, SIDE_SETUP, SIDE_EXTRANEOUS = range(7)
SIDE_BATCH, SIDE_COST, SIDE_MEMBER = 7, 8, 9
"""Columns of the log that stand beside the base rows, where they are not what follows from these."""

NO_CALENDAR, MANY_CALENDARS = -1, -2
"""In place of the calendar that some members have: nobody is there or hours do not count, or they have several."""

CAUSE_CONTENTION, CAUSE_PRIORITISATION, CAUSE_UNAVAILABILITY = range(3)
"""Why an item waits in a queue."""

NO_WALK = -2
"""In place of the item at which a walk through a queue stands."""

STAYS = -2
"""In place of the flow by which a token goes on: it stays where it is, and has to come again."""

NOT_GATHERED, IS_GATHERED = -1, -9
"""Whether the end of the work of an item, due now, is already among those to be recorded; in place of its cause."""

CALLED, RINGING = 1, 2
"""Of who took the offer to be called back: they are, and this attempt reaches nobody."""

ATTEMPTS = 64
"""Attempts of an instance to call back that have draws of their own."""

VISIT_BITS = 14
"""Bits that hold the number of a visit, of which there are 10,000 at most."""

(
    HAPPENINGS, STOPS, COMPLETIONS, SETTLING, STARTS_OF_CASES, MOVES, RINGS, CLOCKS, MOVES_AGAIN, STARTS, OPEN_ITEMS,
    OPEN_CASES, OVER,
) = range(13)  # fmt: skip
"""Phases of an instant, in order, and those of the end; after the starts it begins again with the next tick."""
