"""Electoral law as data: rules with their provisions, evaluated to dates with a trace.

`calendar` and `date_arithmetic` count; `expressions` and `parser` are the rule language; `evaluation` computes a date
and its `trace`; `statute` has the stages and limits of a law, `versions` selects the rule in force, and `validation`
reports all faults of a statute.
"""
