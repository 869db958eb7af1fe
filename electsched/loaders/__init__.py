"""Files to values: laws, elections, plans, lists of members."""
