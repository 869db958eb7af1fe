"""Parts of the check of a roster: records of changes that have no effect, and musters."""
