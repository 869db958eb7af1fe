"""HTML pages and printouts: each is a function of a plan or timeline and a page context, and returns bytes.

The folder lists the calendars of a site (`index`, `unit`), shows a person's duties (`person`), draws the duty board
(`board`) and prints duty sheets, duty cards and the muster report (`printouts`). Templates are in `templates/`.
"""
