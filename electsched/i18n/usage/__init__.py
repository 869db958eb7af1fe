"""The command line library's own messages and placeholders by their English text, one module for each language."""
