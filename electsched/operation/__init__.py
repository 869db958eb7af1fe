"""The plan of an operation: its windows, units, posts, shifts, teams and rules of working time."""
