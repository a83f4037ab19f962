"""The report: one page that holds a result, what it rests on and how to get it again."""
