"""Texts in several languages, dates in words, and one module for each language with every word of the package."""
