"""Files to values: statutes, elections, plans, lists of members, and files of many elections."""
