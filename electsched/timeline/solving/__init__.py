"""Which dates follow from the law, and which it only limits: `fixed_dates`, `constraints` and their `ranges`."""
