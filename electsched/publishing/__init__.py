"""A plan to a published site: only changed files are written, and an interrupted publish is resumed."""
