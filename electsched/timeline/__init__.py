"""An election resolved to dated stages, with audit, bounds, comparison and explanation.

`election` has the decreed dates and `assumptions` the given ones; `resolve` computes a `timeline` of `stage` values
with their `status` and `limits`. `audit` compares official dates with the law; `bounds` computes lawful ranges by
`constraints` and `ranges`; `compare` lists the days that moved; `explain`, `chart` and `serialize` are the text, chart
and data of a timeline.
"""
