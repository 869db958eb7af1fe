"""The only rooms that touch the outside, with the command line: files, package data, the clock."""
