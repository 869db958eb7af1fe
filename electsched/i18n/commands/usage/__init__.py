"""The words of usage errors, questions and notices of the command line, one module for each language."""
