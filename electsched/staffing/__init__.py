"""The people that a plan needs, and the people that its units have."""
