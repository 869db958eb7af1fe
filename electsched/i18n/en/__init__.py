"""English: its words, and the words that files may contain. The sentences of errors and help are in the code."""
