"""Check that the rules of a statute lead to dates: no circle of rules, no chain that is too long, no reason too large.

Rules whose conditions on facts exclude each other hold in no election together, so they form no circle.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from itertools import pairwise, product
from math import prod
from operator import itemgetter
from typing import Literal

import attrs

from electsched.errors import Fault
from electsched.law.provisions import OTHER_PART, may_hold
from electsched.law.rules.expressions import Anchor, anchors
from electsched.law.rules.trace import Part
from electsched.law.statute import PARTS, Facts, StageLaw, Statute, When
from electsched.phrases import NOTHING, Phrase, phrase

__all__ = ["circle_faults", "trace_faults"]

MOST_CHAINED = 50
"""The most rules in a chain, each of which rests on the next: more cannot be read, nor resolved in bounded memory."""
MOST_VISITS = 100_000
"""The most nodes that are visited for all combinations of facts; beyond them, conditions are taken to hold together."""
MOST_STEPS = 20_000
"""The most steps in the reasons of all dates and limits together, of a law of a thousand stages or fewer."""
MOST_STEPS_OF_A_STAGE = 20
"""The steps for each stage, on average, of a law that has more stages, such as one of many phases."""
MOST_DEPTH = 100
"""Depth at which a chain of rules is no longer followed; chains of one election are shorter."""

_Node = tuple[str, Part]
"""A stage's first or last day, in the graph of rules."""
_Graph = Mapping[_Node, frozenset[_Node]]
"""The nodes that each node reads."""


@attrs.frozen
class _Reading:
    """The nodes that a rule, the test of a version's condition or a limit reads.

    Attributes:
        kind: A limit decides a date only if no rule gives it.
        when: The condition on facts under which it does.
        nodes: The nodes.
    """

    kind: Literal["rule", "test", "limit"]
    when: When
    nodes: frozenset[_Node]


_Readings = Mapping[_Node, tuple[_Reading, ...]]


def circle_faults(statute: Statute) -> Iterator[Fault]:
    """Yield a fault for each circle, at the first of its stages in the file, and for a chain that is too long."""
    readings = _all_readings(statute)
    places = _places(statute)
    circles: set[str] = set()
    for facts in _combinations(statute, readings):
        lengths: dict[_Node, int] = {}
        graph = _graph(readings, facts)
        for stage in statute.stages:
            index = places[stage.key]
            for part in PARTS:
                circle = _circle(graph, (stage.key, part), [], lengths)
                steps = " -> ".join(f"{key}.{end}" for key, end in circle)
                if circle and steps not in circles:
                    circles.add(steps)
                    circle_text = phrase(
                        "a circle: {steps}{condition}",
                        steps=steps,
                        condition=_condition(readings, circle, facts, statute.computed_facts),
                    )
                    yield Fault(_first_path(circle, places), circle_text, phrase("rules that lead to a date"))
                elif lengths.get((stage.key, part), 0) > MOST_CHAINED:
                    chain = phrase("more than {most} rules, each of which rests on the next", most=MOST_CHAINED)
                    yield Fault(f"stage[{index}].{part}", chain, phrase("rules counted from fewer stages"))
                    return


def _places(statute: Statute) -> Mapping[str, int]:
    """Return the place of each stage in the file; the occurrences of a stage in phases have its place."""
    places = {stage.key: index for index, stage in enumerate(s for s in statute.stages if "@" not in s.key)}
    return {stage.key: places[stage.key.partition("@")[0]] for stage in statute.stages}


def _first_path(circle: list[_Node], places: Mapping[str, int]) -> str:
    """Return the key path of the first node of a circle in the file."""
    index, number = min((places[key], PARTS.index(part)) for key, part in circle)
    return f"stage[{index}].{PARTS[number]}"


def _condition(readings: _Readings, circle: list[_Node], facts: Facts, computed: Container[str]) -> Phrase:
    """Return the facts on which the readings of a circle depend, and those whose test is part of it, as text."""
    steps = [
        [reading for reading in readings[node] if successor in reading.nodes and may_hold(reading.when, facts)]
        for node, successor in pairwise(circle)
    ]
    keys = {key for step in steps for reading in step for key in reading.when}
    tests_alone = [step for step in steps if all(reading.kind == "test" for reading in step)]
    tested = {key for step in tests_alone for reading in step for key in reading.when if key in computed}
    condition = ", ".join(f"{key} = {value}" for key, value in facts.items() if key in keys)
    if not condition:
        return NOTHING
    if not tested:
        return phrase(" (if {condition})", condition=condition)
    return phrase(" (if {condition}, by the test of {tests})", condition=condition, tests=", ".join(sorted(tested)))


def _all_readings(statute: Statute) -> _Readings:
    covering: dict[str, set[str]] = {}
    for stage in statute.stages:
        for member in stage.covers:
            covering.setdefault(member, set()).add(stage.key)
    return {
        (stage.key, part): tuple(_readings(statute, stage, part, covering.get(stage.key, set())))
        for stage in statute.stages
        for part in PARTS
    }


def _readings(statute: Statute, stage: StageLaw, part: Part, covering: set[str]) -> Iterator[_Reading]:
    """Yield the readings of a stage, which the stages of some keys cover."""
    if stage.covers:
        yield _Reading("rule", stage.when, frozenset((member, part) for member in stage.covers))
        return
    for version in stage.versions(part):
        when = _both(stage.when, version.when)
        if version.expr is not None:
            yield _Reading("rule", when, _nodes(anchors(version.expr)))
        yield _Reading("test", when, _nodes(statute.tested_anchors(version.when)))
    # Limits only bound a stage, and are no circle, unless they name a stage that takes its days from this one.
    for limit in statute.limits_of(stage.key) if covering else ():
        read = tuple(anchors(limit.expr))
        if limit.expr.left.part == part and any(anchor.key in covering for anchor in read):
            yield _Reading("limit", _both(stage.when, limit.when), _nodes(read))


def _both(left: When, right: When) -> When:
    """Return the condition that holds if both conditions hold."""
    shared = {key: tuple(value for value in left[key] if value in right[key]) for key in left if key in right}
    return {**left, **right, **shared}


def _nodes(read: Iterable[Anchor]) -> frozenset[_Node]:
    return frozenset((anchor.key, anchor.part) for anchor in read)


def _combinations(statute: Statute, readings: _Readings) -> Iterator[Facts]:
    """Yield the combinations of facts under which circles are looked for: no fact, if no circle is possible."""
    on_circles = _without_ends(_graph(readings, {}))
    keys = {key for node in on_circles for reading in readings[node] for key in reading.when}
    values = {fact.key: fact.values for fact in statute.facts if fact.key in keys}
    if prod(len(choices) for choices in values.values()) * len(readings) > MOST_VISITS:
        values = {}
    for choice in product(*values.values()):
        yield dict(zip(values, choice, strict=True))


def _without_ends(graph: _Graph) -> set[_Node]:
    """Return the nodes that are left if those that read no node are left out, again and again."""
    readers: dict[_Node, list[_Node]] = {node: [] for node in graph}
    for node, read in graph.items():
        for successor in read & graph.keys():
            readers[successor].append(node)
    counts = {node: len(read & graph.keys()) for node, read in graph.items()}
    ends = [node for node, count in counts.items() if not count]
    left = set(graph)
    while ends:
        end = ends.pop()
        left.discard(end)
        for reader in readers[end]:
            counts[reader] -= 1
            if not counts[reader]:
                ends.append(reader)
    return left


def _graph(readings: _Readings, facts: Facts) -> _Graph:
    """Return the nodes that each node may read under the facts; facts that are not given may have any value."""
    graph: dict[_Node, frozenset[_Node]] = {}
    for node, all_of_node in readings.items():
        possible = [reading for reading in all_of_node if may_hold(reading.when, facts)]
        if any(reading.kind == "rule" for reading in possible):
            possible = [reading for reading in possible if reading.kind != "limit"]
        graph[node] = frozenset(successor for reading in possible for successor in reading.nodes)
    return graph


def _circle(graph: _Graph, node: _Node, path: list[_Node], lengths: dict[_Node, int]) -> list[_Node]:
    """Return the circle to which a node leads, if any; else record the length of its longest chain."""
    if node in path:
        lengths.update(dict.fromkeys(path, 0))
        return [*path[path.index(node) :], node]
    if node in lengths or node not in graph:
        return []
    if len(path) > MOST_CHAINED:
        lengths[node] = MOST_CHAINED + 1
        return []
    successors = sorted(graph[node])
    for successor in successors:
        circle = _circle(graph, successor, [*path, node], lengths)
        if circle:
            return circle
    lengths[node] = 1 + max((lengths.get(successor, 0) for successor in successors), default=0)
    return []


# --- the size of reasons ------------------------------------------------------------------------------------------

# A date that is read twice is written twice where its reasons are data, so rules that read each other twice, each the
# one before, would double their reasons at each step.


def trace_faults(statute: Statute) -> Iterator[Fault]:
    """Yield a fault if the reasons of all dates have too many steps, at the stage or the limit with the most."""
    sizes = _Sizes(statute)
    places = _places(statute)
    counts = [
        (sizes.of(stage.key, part), f"stage[{places[stage.key]}].{part}") for stage in statute.stages for part in PARTS
    ]
    for index, limit in enumerate(statute.limits):
        # A limit of a stage that repeats is there once for each phase, so that its own place is that of its stage.
        path = f"stage[{places[limit.expr.left.key]}]" if statute.said_once else f"limit[{index}].rule"
        counts.append((sizes.of_all(anchors(limit.expr)), path))
    most = max(MOST_STEPS, MOST_STEPS_OF_A_STAGE * len(statute.stages))
    if sum(count for count, _ in counts) > most:
        most_of_one, path = max(counts, key=itemgetter(0))
        expected = phrase(
            "rules that read other stages less often; the reasons of all dates have at most {most} steps",
            most=most,
        )
        yield Fault(
            path,
            phrase("a reason of {count} {count:step|steps} or more", count=min(most_of_one, MOST_STEPS + 1)),
            expected,
        )


class _Sizes:
    """The steps in the reason of each date: those of its rule, and of each date that the rule reads."""

    def __init__(self, statute: Statute) -> None:
        self._statute = statute
        self._sizes: dict[tuple[str, Part], int] = {}
        self._pending: set[tuple[str, Part]] = set()

    def of(self, key: str, part: Part) -> int:
        """Return the steps of a stage's first or last day, counted up to a little more than the most."""
        node = (key, part)
        if node in self._sizes:
            return self._sizes[node]
        if node in self._pending or len(self._pending) > MOST_DEPTH or key not in self._statute:
            return 1
        self._pending.add(node)
        size = self._sizes[node] = min(self._size(key, part), MOST_STEPS + 1)
        self._pending.discard(node)
        return size

    def of_all(self, read: Iterable[Anchor]) -> int:
        """Return the steps of all dates that are read, each as often as it is."""
        return 1 + sum(self.of(anchor.key, anchor.part) for anchor in read)

    def _size(self, key: str, part: Part) -> int:
        stage = self._statute[key]
        if stage.covers:
            return 1 + sum(self.of(member, part) for member in stage.covers)
        versions = stage.versions(part)
        if not versions:
            other_part = OTHER_PART[part]
            return self.of(key, other_part) if stage.versions(other_part) else 1
        tested = (self._statute.tested_anchors(version.when) for version in versions)
        read = (anchors(version.expr) if version.expr is not None else () for version in versions)
        return max(self.of_all((*rule, *test)) for rule, test in zip(read, tested, strict=True))
