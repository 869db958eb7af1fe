"""The repair of a published roster: places filled by those who are off, with the fewest changes to others."""
