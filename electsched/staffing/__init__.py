"""The people that a plan needs, and the people that are there."""
