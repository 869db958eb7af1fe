"""The sentences of errors in other languages than English, one folder for each language."""
