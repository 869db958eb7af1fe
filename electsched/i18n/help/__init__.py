"""The help of the command line by its English text, one module for each other language, loaded if help is printed."""
