"""From timelines and rosters to calendars, each built up for its audience."""
