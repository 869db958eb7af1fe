"""The plan of a security operation as a planner writes it: windows, posts, patterns, teams, means and rules."""
