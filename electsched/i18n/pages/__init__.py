"""The words of pages and printouts, one module for each language."""
