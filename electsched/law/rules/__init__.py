"""The rule language: `expressions`, the parsers of their text, and their `evaluation` to a date with its `trace`."""
