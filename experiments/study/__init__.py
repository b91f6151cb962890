"""A study: one scenario, the factors that vary, and the points at which to look; from its file to a plan."""
