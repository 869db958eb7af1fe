"""Texts in several languages, dates in words, and every word that the package speaks."""
