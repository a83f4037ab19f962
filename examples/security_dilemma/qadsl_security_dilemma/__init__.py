"""A rule library for qadsl. There is no code in it."""
