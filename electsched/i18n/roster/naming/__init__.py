"""The words of commands that assign duties by name and repair rosters, one module for each language."""
