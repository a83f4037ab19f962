"""Colours for programs: one classification of their text, and what editors, terminals and pages make of it."""
