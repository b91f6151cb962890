"""Pages of results: what a command wrote as JSON, laid out for people; one file for each kind of result."""
