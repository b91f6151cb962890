"""What the event loop may come back with."""

FINISHED, NEEDS_ROOM = 0, 1
