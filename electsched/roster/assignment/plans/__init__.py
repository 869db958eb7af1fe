"""Plans as problems of rosters by name, and the rosters that they get."""
