"""Commands on rosters by name."""
