"""Stories: the life of one account under each strategy, and a verdict explained to the last coin."""
