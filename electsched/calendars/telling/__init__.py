"""Tell people of their duties and of changes: the duties as published, the changes of each edition, lists, messages."""
