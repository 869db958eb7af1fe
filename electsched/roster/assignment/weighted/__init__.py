"""Rosters at the least cost (extra `solver`): column generation, dives and large neighbourhoods, with a bound."""
