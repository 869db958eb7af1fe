"""The words of rosters, their check and their changes, one module for each language."""
