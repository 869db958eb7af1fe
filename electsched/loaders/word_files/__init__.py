"""Files of words: a language that a user hands in; a first file, and its completion after an update."""
