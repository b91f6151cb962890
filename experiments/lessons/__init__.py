"""Lessons: their pages and figures, and exercises that are marked against a sealed world."""
