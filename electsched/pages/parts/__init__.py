"""Parts that several pages show: short marks, turns of duty, weeks and months of duties, places, names of days."""
