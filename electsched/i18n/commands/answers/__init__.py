"""The words of the answers of commands on plans, sites and links, one module for each language."""
