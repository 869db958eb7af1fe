"""Faults of phases, ratios, polling stations, strength, working-time rules and endings in plan files."""

from __future__ import annotations

from pathlib import Path

import pytest

import electsched
from tests.scripts import EXAMPLES
from tests.sites import write_plan

EXAMPLE = (EXAMPLES / "jombang.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "path", "found"),
    [
        ("police   = 2\nstations = 12", "police   = 0\nstations = 12", "ratio[0].police", "0"),
        ("stations = 12", "stations = 0", "ratio[0].stations", "0"),
        ("linmas   = 24", "linmas   = 0", "ratio[0].linmas", "0"),
        (
            'window = "campaign"',
            'window = "registration"',
            "operation.phase[2].posture",
            "'usual' for 'registration'",
        ),
        (
            'window = "rallies", posture = "raised"',
            'window = "rallies", posture = "alarm"',
            "operation.phase[3].posture",
            "the posture 'alarm'",
        ),
        ('window = "rallies"', 'window = "rally"', "operation.phase[3].window", "the window 'rally'"),
        (
            "rank = 2\n\n[[operation.posture]]",
            "rank = 1\n\n[[operation.posture]]",
            "operation.posture[1].rank",
            "1 a second time",
        ),
        ('key  = "raised"\nname', 'key  = "usual"\nname', "operation.posture[1].key", "'usual' a second time"),
        ('tier     = "khusus"', 'tier     = "istimewa"', "ratio[1].tier", "the tier 'istimewa'"),
        ('tier  = "khusus"\ncount', 'tier  = "istimewa"\ncount', "stations[0].tier", "the tier 'istimewa'"),
        ('tier  = "khusus"\ncount', 'tier  = "rawan"\ncount', "stations[0]", "no ratio for 'rawan'"),
        ("count = 13\n", "count = 0\n", "stations[0].count", "0"),
        (
            'unit  = "polsek-{key}"\ntier',
            'unit  = "polsek-perak"\ntier',
            "stations[1] (gudo)",
            "the same unit, tier and terrain",
        ),
        (
            'windows = ["polling_stations"]\nnote    = "The',
            'windows = []\nnote    = "The',
            "station_guard.windows",
            "none",
        ),
        ("out      = { patrol-car = 1,", "out      = { patrol-car = 7,", "strength[0].out.patrol-car", "7"),
        (
            "has      = { patrol-car = 6,",
            "has      = { helicopter = 6,",
            "strength[0].has",
            "the resource 'helicopter'",
        ),
        ("radio = 60,", "radio = -1,", "strength[0].has.radio", "-1"),
        ("sick     = 8", "sick     = -8", "strength[0].sick", "-8"),
        (
            'unit    = "polsek-{key}"\non',
            'unit    = "polsek-perak"\non',
            "strength[1].unit (gudo)",
            "'polsek-perak' a second time",
        ),
        (
            'to      = "polsek-{key}"',
            'to      = "polsek-nowhere"',
            "reinforcement[0].to (perak)",
            "the unit 'polsek-nowhere'",
        ),
        (
            'home    = "polres-jombang"\nto      = "polsek-{key}"',
            'home    = "polda"\nto      = "polsek-{key}"',
            "reinforcement[0].home (perak)",
            "the unit 'polda'",
        ),
        ("needs    = { radio = 2 }", "needs    = { radio = -2 }", "post[2].needs.radio", "-2"),
        ("needs    = { radio = 2 }", "needs    = { boat = 2 }", "post[2].needs", "the resource 'boat'"),
        (
            "needs    = { radio = 2 }",
            'pattern_by_posture = { alarm = "patrol" }',
            "post[2].pattern_by_posture.alarm",
            "the posture 'alarm'",
        ),
        (
            "needs    = { radio = 2 }",
            'pattern_by_posture = { highest = "none" }',
            "post[2].pattern_by_posture",
            "the pattern 'none'",
        ),
        (
            "needs    = { radio = 2 }",
            'pattern_by_posture = { highest = "tour-24" }',
            "post[2].teams",
            "2 lists of teams",
        ),
        ("needs    = { radio = 2 }", 'tier = "deep"', "post[2].tier", "the tier 'deep'"),
        ("present  = 570\nleave    = 12\nsick     = 8\ndetached = 8", "present  = 5", "team[0].people (1)", "6"),
        (
            "hours = 24, people = 6",
            "hours = 72, people = 6",
            "post[0].pattern",
            "72 hours of 'tour' in 'voting_and_counting', which has 2",
        ),
    ],
)
def test_fault_of_resources_has_its_key_path(tmp_path: Path, old: str, new: str, path: str, found: str) -> None:
    """The fault has the key path and the value found."""
    assert EXAMPLE.count(old) >= 1, old
    plan_path = write_plan(tmp_path, EXAMPLE.replace(old, new, 1))
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    faults = {fault.path: fault.found for fault in caught.value.faults}
    assert path in faults, faults
    assert faults[path].startswith(found)


def test_post_without_a_phase_is_refused(tmp_path: Path) -> None:
    """If a plan has phases, each post has a window with a phase."""
    plan_path = write_plan(tmp_path, EXAMPLE.replace('  { window = "rallies", posture = "raised" },\n', "", 1))
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        ("post[5].windows", "'rapat-umum' in no phase")
    ]


def test_stations_without_guard_windows_are_refused(tmp_path: Path) -> None:
    """Polling stations need windows in which they are guarded."""
    start = EXAMPLE.index("[station_guard]")
    end = EXAMPLE.index("[[stations]]")
    plan_path = write_plan(tmp_path, EXAMPLE[:start] + EXAMPLE[end:])
    with pytest.raises(electsched.InputError, match="station_guard: found nothing"):
        electsched.load_plan(plan_path)


@pytest.mark.parametrize(
    ("added", "path", "found"),
    [
        ('[[rule]]\nkey = "rest"\nlimit = 9\nseverity = "error"\n', "rule[3].key", "'rest' a second time"),
        ('[[rule]]\nkey = "consecutive-days"\nlimit = 0\nseverity = "error"\n', "rule[3].limit", "0"),
        ('[[rule]]\nkey = "sleep"\nlimit = 9\nseverity = "error"\n', "rule[3].key", "'sleep'"),
        ('[[waiver]]\nrule = "rest"\nby = "kaopsres"\nreason = " "\n', "waiver[0].reason", "nothing"),
        ('[[waiver]]\nrule = "rest"\nby = "someone"\nreason = "Duty"\n', "waiver[0].by", "the role 'someone'"),
        ('[[waiver]]\nrule = "hours"\nby = "padal"\nreason = "Duty"\n', "waiver[0].by", "'padal', who may not waive"),
        (
            '[[waiver]]\nrule = "rest"\nby = "kaopsres"\nreason = "Duty"\nteam = "nobody"\n',
            "waiver[0].team",
            "the team 'nobody'",
        ),
    ],
)
def test_faults_of_rules_and_waivers(tmp_path: Path, added: str, path: str, found: str) -> None:
    """A rule has one limit; a waiver has a reason and a role that may grant it."""
    plan_path = write_plan(tmp_path, EXAMPLE + "\n" + added)
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    faults = {fault.path: fault.found for fault in caught.value.faults}
    assert faults[path].startswith(found)


def test_partner_at_an_excluded_post_kind_is_refused(tmp_path: Path) -> None:
    """A plan names the kinds of posts at which a partner may not be."""
    old = 'role   = { id = "Pemberitaan", en = "Reporting" }\n'
    assert EXAMPLE.count(old) == 1
    plan_path = write_plan(tmp_path, EXAMPLE.replace(old, old + 'excluded_post_kinds = ["command_post"]\n'))
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        ("post[3].partners[1]", "'press', which may not")
    ]


@pytest.mark.parametrize(
    ("line", "path", "found"),
    [
        ('post = "nowhere"\nshift = "tour"', "ending[0].post", "the post 'nowhere'"),
        ('post = "kpu"\nshift = "tour"', "ending[0].shift", "'tour'"),
        ('post = "kpu"\nshift = "tour"\nrelief = "nobody"', "ending[0].relief", "the team 'nobody'"),
        ('post = "posko"\nshift = "morning"', "ending[0].at", "2023-11-28 06:00"),
        ('post = "ppk-perak"\nshift = "morning"', "ending[0].at", "2023-11-28 06:00"),
    ],
)
def test_faults_of_endings(tmp_path: Path, line: str, path: str, found: str) -> None:
    """The ending of a duty without an event, before the duty began or with an unknown relief is refused."""
    old = '{ key = "morning", '
    text = EXAMPLE.replace(old, old + 'until = "Hand-over", ', 1)
    added = f"\n[[ending]]\nday = 2023-11-28\nat = 2023-11-28T06:00:00\n{line}\n"
    plan_path = write_plan(tmp_path, text + added)
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    faults = {fault.path: fault.found for fault in caught.value.faults}
    assert faults[path].startswith(found)


def test_ending_on_a_day_without_the_duty_is_refused(tmp_path: Path) -> None:
    """The post is not manned on that day, so the ending would have no effect."""
    old = '{ key = "morning", '
    text = EXAMPLE.replace(old, old + 'until = "Hand-over", ', 1)
    added = '\n[[ending]]\npost = "posko"\nday = 2024-05-01\nshift = "morning"\nat = 2024-05-01T16:00:00\n'
    plan_path = write_plan(tmp_path, text + added)
    with pytest.raises(electsched.InputError) as caught:
        electsched.load_plan(plan_path)
    assert [(fault.path, fault.found) for fault in caught.value.faults] == [
        ("ending[0].day", "2024-05-01, on which 'posko' has no shift 'morning'")
    ]
