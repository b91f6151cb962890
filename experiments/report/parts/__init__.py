"""The sections of the report on a comparison, each a function from what was found to one section."""
