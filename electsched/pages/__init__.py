"""HTML pages and printouts: each is a function of a plan or timeline and a page context, and returns bytes.

The folder shows the stages to everybody (`public`), lists the calendars of an operation (`index`, `unit`), shows a
person's duties (`person`), draws the duty board (`board`), and prints duty sheets (`sheets`), duty cards (`cards`) and
the muster report (`printouts`). `parts/` has what several of them show. Style sheets, scripts and templates are in
`templates/`; `renderer` puts them into a page with its policy.
"""
