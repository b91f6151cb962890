"""Scenario files: what they may hold, and how they become one frozen `Scenario`."""
