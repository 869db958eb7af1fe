"""Texts in several languages and dates in words; each language is one module or folder with all its words."""
