"""Commands that tell people of their duties and links, and of changes."""
