"""Fair rosters: cover by flow, levelling by exact exchange, and the bound that no roster can beat; no solver needed."""
