"""The law as data: how it counts, its rules, and the statutes that hold them."""
