"""The help and the messages of the command line in Indonesian, by their English text."""
