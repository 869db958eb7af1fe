"""From law and decreed dates to a timeline in which every date has its reason."""
