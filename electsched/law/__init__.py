"""Electoral law as data: rules with their provisions, evaluated to dates with a trace.

`calendar` and `date_arithmetic` count; `rules` has the rule language; `statute` has the stages and limits of a law,
`versions` selects the rule in force, and `validation` reports all faults of a statute.
"""
