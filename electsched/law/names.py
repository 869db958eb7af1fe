"""Check of the names in a statute: keys that rules can read, and sources and confidence of its citations."""

from __future__ import annotations

from collections.abc import Iterator

from electsched.errors import Fault, RuleSyntaxError, nearest_names
from electsched.law.citation import Citation
from electsched.law.rules.expressions import Anchor
from electsched.law.rules.parser import parse_rule
from electsched.law.statute import Statute
from electsched.phrases import NOTHING, phrase, quoted

__all__ = ["name_faults"]

CONFIDENCE = ("C2", "C", "D", "M")
"""The attestations of a citation."""


def name_faults(statute: Statute) -> Iterator[Fault]:
    """Yield a fault for each key that rules cannot name, and for each unknown source or confidence."""
    for index, stage in enumerate(statute.stages):
        if not _is_readable(stage.key):
            expected = phrase("letters, digits and '_', not a digit first, and no word of the grammar")
            underscored = stage.key.replace("-", "_")
            hint = phrase("Perhaps {key!r} is meant.", key=underscored) if _is_readable(underscored) else NOTHING
            yield Fault(f"stage[{index}].key", quoted(stage.key), expected, hint=hint)
    for path, law in _citations(statute):
        yield from _source_faults(statute, path, law.sources)
        if law.confidence and law.confidence not in CONFIDENCE:
            yield Fault(
                f"{path}.confidence", quoted(law.confidence), phrase("one of {names}", names=", ".join(CONFIDENCE))
            )
    for key, points in (("not_covered", statute.not_covered), ("pending", statute.pending)):
        for index, point in enumerate(points):
            yield from _source_faults(statute, f"{key}[{index}]", point.sources)
    for index, case in enumerate(statute.cases):
        yield from _source_faults(statute, f"case[{index}]", case.sources)


def _is_readable(key: str) -> bool:
    """Return whether a rule that consists of the key reads the stage of that key."""
    try:
        expr = parse_rule(key)
    except RuleSyntaxError:
        return False
    return isinstance(expr, Anchor) and expr.key == key


def _source_faults(statute: Statute, path: str, sources: tuple[str, ...]) -> Iterator[Fault]:
    for number, key in enumerate(sources):
        if key not in statute.sources:
            nearest = nearest_names(key, statute.sources)
            expected = (
                phrase("a key of [source], such as {nearest}", nearest=nearest)
                if nearest
                else phrase("a key of [source], which is empty")
            )
            yield Fault(f"{path}.sources[{number}]", quoted(key), expected)


def _citations(statute: Statute) -> Iterator[tuple[str, Citation]]:
    for index, stage in enumerate(statute.stages):
        for version_path, version in stage.all_versions():
            yield f"stage[{index}].{version_path}.law", version.law
    for index, limit in enumerate(statute.limits):
        yield f"limit[{index}].law", limit.law
