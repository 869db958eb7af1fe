"""Indonesian: its words, the sentences of errors and help, and the words that files may contain."""
