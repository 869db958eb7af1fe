"""Rosters by name: the problem as a value, fair and weighted rosters of officers, their bounds and proofs."""
