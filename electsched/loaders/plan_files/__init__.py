"""The parts of a plan file: repeated tables, changes in a file of their own, and lists beside the plan."""
