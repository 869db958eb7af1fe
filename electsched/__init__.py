"""Electoral law turned into calendars people act on."""
