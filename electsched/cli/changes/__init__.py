"""The commands that change a roster: their options, what follows from a change, and the file that gets its record."""
