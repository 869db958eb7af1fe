"""Rosters: duties built from the patterns of a plan, the shortfalls, and an independent check of any roster."""
