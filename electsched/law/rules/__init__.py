"""The rule language: `expressions`, the `parser` of their text, and their `evaluation` to a date with its `trace`."""
