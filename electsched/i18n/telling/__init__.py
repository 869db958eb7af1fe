"""The words in which people are told of duties, changes and links, one module for each language."""
