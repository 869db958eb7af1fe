"""The help of the commands that change rosters and private links, one module for each language."""
