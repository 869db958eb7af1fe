"""Texts in several languages, dates in words, and a folder for each language with every word of the package."""
