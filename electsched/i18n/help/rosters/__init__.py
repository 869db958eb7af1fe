"""The help of the commands that show and assign duties, one module for each language."""
