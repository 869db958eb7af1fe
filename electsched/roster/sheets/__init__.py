"""Rosters as the tables of a planner's spreadsheet: a row for each person and duty, or people by days."""
