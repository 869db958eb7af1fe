"""Checks of a statute: its cases, and polls under all of its facts."""
