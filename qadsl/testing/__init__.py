"""Runs what libraries state of themselves: tests, properties, and the claims of scripts; and tells what they cover."""
