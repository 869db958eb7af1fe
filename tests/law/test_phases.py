"""Stages that repeat: rules said once, each occurrence resolved, audited, bounded, explained and published by itself.

The statutes are in the folder `shapes`, besides that of India. Days that no source states are illustrations.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import attrs
import pytest
from icalendar import Calendar

import electsched
from electsched.errors import InputError, UnknownNameError
from electsched.i18n.text import Text
from electsched.law.date_arithmetic import Moment, show
from electsched.law.phases import in_phases
from electsched.law.statute import PollPhase, Statute
from electsched.loaders.law_files.ids import builtin_ids
from electsched.timeline.assumptions import Assumptions, GivenValue
from electsched.timeline.bounds import bounds
from electsched.timeline.checks.cases import given_values
from electsched.timeline.checks.law_check import check_law
from electsched.timeline.election import DecreedDate, Election
from electsched.timeline.explain import explain
from electsched.timeline.resolve import resolve
from electsched.timeline.timeline import Timeline
from tests.bounded_work import at_most_calls

SHAPES = Path(__file__).parent / "shapes"
FIRST_ROUND = {"polling@first": date(2022, 4, 10)}
POLL = date(2024, 4, 19)
INDIA_2024 = "in/parliament-2024"


def shape(name: str) -> Statute:
    """Return a statute of the folder `shapes`."""
    return electsched.load_statute(str(SHAPES / f"{name}.toml"))


def closing(timeline: Timeline, key: str) -> str:
    """Return the last day or moment of a stage as text."""
    return show(timeline[key].closes or timeline[key].end)


@pytest.mark.parametrize("name", ["rounds", "areas", "repolls"])
def test_statutes_with_phases_have_neither_fault_nor_remark(name: str) -> None:
    """The cases of each statute come out, under all its facts."""
    law_check = check_law(shape(name))
    assert (law_check.faults, law_check.remarks) == ((), ())


# --- phases of an election: India ---


def test_india_each_of_the_seven_phases_is_computed_by_the_rules_said_once() -> None:
    """Every official day that a rule fixes is equal to the computed one, in each phase and in Bihar and Jammu."""
    lines = electsched.audit(electsched.resolve(INDIA_2024))
    verdicts = [line.verdict for line in lines if line.relation != "none"]
    assert (verdicts.count("equal"), verdicts.count("lawful"), len(verdicts)) == (27, 18, 45)


def test_india_stage_that_repeats_lasts_from_its_first_phase_to_its_last() -> None:
    """The poll of 2024 lasted from 19 April to 1 June, and was confirmed."""
    timeline = electsched.resolve(INDIA_2024)
    poll = timeline["polling"]
    assert (poll.start, poll.end, poll.status) == (date(2024, 4, 19), date(2024, 6, 1), "confirmed")
    assert "polling@1_bihar" in explain(poll)


def test_india_facts_of_a_phase_choose_its_working_days() -> None:
    """1 April 2024 was a holiday in Bihar alone, which moves the withdrawal of its seats in the first phase."""
    timeline = electsched.resolve(INDIA_2024)
    assert [closing(timeline, f"withdrawal@{phase}") for phase in ("1", "1_bihar")] == ["2024-03-30", "2024-04-02"]
    text = explain(timeline["withdrawal@1_bihar"])
    assert "rule: scrutiny@1_bihar + 2 days rolled forward" in text
    assert "Holiday of Bihar" in text


def india_with_polls(**polls: date) -> Election:
    """Return the election of 2024 with other polling days, by key of the phase after an underscore."""
    election = electsched.load_election(INDIA_2024)
    days = {f"polling@{phase.strip('_')}": day for phase, day in polls.items()}
    dates = (attrs.evolve(entry, start=days[entry.stage]) if entry.stage in days else entry for entry in election.dates)
    return attrs.evolve(election, dates=tuple(dates))


def test_each_unlawful_phase_is_a_line_of_the_audit() -> None:
    """If the second and the fifth phase polled too early, the audit names these phases alone."""
    early = india_with_polls(_2=date(2024, 4, 20), _5=date(2024, 5, 19))
    unlawful = [line for line in electsched.audit(electsched.resolve(early)) if line.verdict == "unlawful"]
    assert [(line.stage, line.days, line.rule) for line in unlawful] == [
        ("polling@2", -2, "polling@2 >= withdrawal@2 + 14 days"),
        ("polling@5", -1, "polling@5 >= withdrawal@5 + 14 days"),
    ]


@pytest.mark.parametrize("offset", [-60, -8, -1, 0, 1, 15, 16, 17, 40])
def test_audit_and_bounds_of_a_phase_agree(offset: int) -> None:
    """A day that the audit passes lies within the bounds of its phase, and a day that it does not lies outside."""
    day = date(2024, 5, 20) + timedelta(days=offset)
    given = {"notification@5": date(2024, 4, 26), "notification@6": date(2024, 4, 29), "completion": date(2024, 6, 6)}
    end = electsched.bounds("in/parliament", given=given)["polling@5"].end
    assert (end.earliest, end.latest) == (date(2024, 5, 20), date(2024, 6, 5))
    lines = electsched.audit(electsched.resolve(india_with_polls(_5=day)))
    is_lawful = all(line.verdict != "unlawful" for line in lines)
    assert is_lawful == (date(2024, 5, 20) <= day <= date(2024, 6, 5))


def test_each_phase_is_an_event_with_an_identity_of_its_own_that_it_keeps() -> None:
    """The calendar has an event for each phase and none for the whole; another day leaves the identity."""
    timeline = electsched.resolve(INDIA_2024)
    events = electsched.stage_calendar(timeline, language="en").events
    assert len({event["UID"] for event in events}) == len(events) == 9 * 5 + 2
    names = [str(event["SUMMARY"]) for event in events]
    assert [name for name in names if name.startswith("Poll")] == [
        "Poll, Phase 1",
        "Poll, Phase 1, Bihar",
        "Poll, Phase 2",
        "Poll, Phase 2, Jammu and Kashmir",
        *(f"Poll, Phase {number}" for number in range(3, 8)),
    ]
    moved = electsched.resolve(INDIA_2024, given={"polling@5": date(2024, 5, 21)})
    assert _uid(electsched.stage_calendar(moved, language="en"), "Poll, Phase 5") == _uid(
        electsched.stage_calendar(timeline, language="en"), "Poll, Phase 5"
    )


def _uid(calendar: Calendar, name: str) -> str:
    return next(str(event["UID"]) for event in calendar.events if event["SUMMARY"] == name)


def test_what_if_in_one_phase_leaves_the_others() -> None:
    """A later notification of the second phase moves that phase, and drops no official date of another."""
    timeline = electsched.resolve(INDIA_2024, given={"notification@2": date(2024, 3, 30)})
    assert {key.partition("@")[2] for key in timeline.dropped} <= {"2", ""}
    assert closing(timeline, "nominations@2") == "2024-04-06"
    assert timeline["nominations@3"].status == "confirmed"


def test_given_dates_name_the_phases_of_a_statute() -> None:
    """Without an election file, the keys of the given dates say which phases there are; each is bounded by itself."""
    given = {"notification@2": date(2024, 3, 28), "notification@3": date(2024, 4, 12), "completion": date(2024, 6, 6)}
    timeline = electsched.resolve("in/parliament", given=given)
    assert [closing(timeline, f"withdrawal@{phase}") for phase in "23"] == ["2024-04-08", "2024-04-22"]
    bounded = electsched.bounds("in/parliament", given=given)
    assert [bounded[f"polling@{phase}"].end.earliest for phase in "23"] == [date(2024, 4, 22), date(2024, 5, 6)]
    assert {bounded[f"polling@{phase}"].end.latest for phase in "23"} == {date(2024, 6, 5)}


def test_statute_without_phases_is_as_before() -> None:
    """Without phases, each stage that could repeat takes place once, under its own key."""
    timeline = electsched.resolve("in/parliament", given={"notification": date(2024, 3, 20)})
    assert [stage.key for stage in timeline] == [
        "notification",
        "nominations",
        "scrutiny",
        "withdrawal",
        "polling",
        "counting",
        "completion",
    ]


def test_many_phases_are_resolved_by_themselves() -> None:
    """27 states, each with its own notification, have 27 timetables that differ as their notifications do."""
    given = {f"notification@state_{number}": date(2024, 3, number + 1) for number in range(27)}
    timeline = electsched.resolve("in/parliament", given=given)
    for number in range(27):
        alone = electsched.resolve("in/parliament", given={"notification": date(2024, 3, number + 1)})
        assert timeline[f"withdrawal@state_{number}"].end == alone["withdrawal"].end


# --- rounds that the law itself has: France ---


def test_france_second_round_is_counted_from_the_first_and_tentative() -> None:
    """The rules of each round are said once; the second round may not come."""
    timeline = electsched.resolve(shape("rounds"), given=FIRST_ROUND)
    assert [closing(timeline, f"polling@{phase}") for phase in ("first", "second")] == ["2022-04-10", "2022-04-24"]
    assert timeline["polling@second"].status == timeline["polling"].status == "tentative"
    assert closing(timeline, "campaign_end@second") == "2022-04-22 24:00"
    assert timeline["proclamation"].earliest == date(2022, 4, 25)
    assert "rule: polling@first + 14 days" in explain(timeline["polling@second"])


def test_date_counted_from_a_round_that_may_not_come_is_tentative(tmp_path: Path) -> None:
    """What rests on the last round is as uncertain as that round, until it is settled; the first round is not."""
    text = (SHAPES / "rounds.toml").read_text(encoding="utf-8")
    law = tmp_path / "law.toml"
    law.write_text(
        text + '[[stage]]\nkey = "seats"\nkind = "oath"\nname = "Seats"\n[[stage.end]]\nrule = "polling + 10 days"\n'
        'law = { instrument = "An Act" }\n[[stage]]\nkey = "notice"\nkind = "preparation"\nname = "Notice"\n'
        '[[stage.end]]\nrule = "polling.start - 10 days"\nlaw = { instrument = "An Act" }\n',
        encoding="utf-8",
    )
    timeline = electsched.resolve(str(law), given=FIRST_ROUND)
    assert (closing(timeline, "seats"), timeline["seats"].status) == ("2022-05-04", "tentative")
    assert timeline["notice"].status == timeline["campaign_end@first"].status == "scheduled"
    election = tmp_path / "election.toml"
    for held, day in ((True, "2022-05-04"), (False, "2022-04-20")):
        election.write_text(
            f'format = 1\nid = "test/2022"\nstatute = "law.toml"\nname = "2022"\n[[branch]]\nkey = "second_round"\n'
            f'held = {str(held).lower()}\n[[date]]\nstage = "polling@first"\nstart = 2022-04-10\n',
            encoding="utf-8",
        )
        settled = electsched.resolve(str(election))
        assert (closing(settled, "seats"), settled["seats"].status) == (day, "scheduled")


@pytest.mark.parametrize(("held", "earliest"), [(True, date(2022, 4, 25)), (False, date(2022, 4, 11))])
def test_round_that_is_not_held_does_not_count(tmp_path: Path, *, held: bool, earliest: date) -> None:
    """The proclamation is counted from the last round that is held."""
    path = tmp_path / "election.toml"
    head = f'format = 1\nid = "test/2022"\nstatute = "{SHAPES / "rounds.toml"}"\nname = "Election of 2022"\n'
    branch = f'[[branch]]\nkey = "second_round"\nheld = {str(held).lower()}\n'
    path.write_text(f'{head}{branch}[[date]]\nstage = "polling@first"\nstart = 2022-04-10\n', encoding="utf-8")
    timeline = electsched.resolve(str(path))
    assert timeline["proclamation"].earliest == earliest
    assert (timeline["polling@second"].status == "not_held") is not held


def test_limit_said_once_bounds_each_round() -> None:
    """The votes are counted by the Monday after each round, and the audit asks each of them."""
    given = {**FIRST_ROUND, "count_of_votes@first": date(2022, 4, 12)}
    timeline = electsched.resolve(shape("rounds"), given=given)
    assert [timeline[f"count_of_votes@{phase}"].latest for phase in ("first", "second")] == [
        date(2022, 4, 11),
        date(2022, 4, 25),
    ]
    assert [check.kept for check in timeline["count_of_votes@first"].limits] == [False]


# --- areas and re-polls ---


def test_europe_results_wait_for_the_last_member_state() -> None:
    """A stage that does not repeat reads the last close of all polls, and each state has its own days."""
    given: dict[str, GivenValue] = {
        "period_start": date(2024, 6, 6),
        "polling@nl": date(2024, 6, 6),
        "polling@it": (datetime(2024, 6, 8, 15), datetime(2024, 6, 9, 23)),  # noqa: DTZ001  # a local moment
        "polling@de": Moment(date(2024, 6, 9), 18 * 60),
    }
    timeline = electsched.resolve(shape("areas"), given=given)
    assert closing(timeline, "publication") == "2024-06-09 23:00"
    late = electsched.resolve(shape("areas"), given={**given, "polling@it": date(2024, 6, 10)})
    assert [check.kept for check in late["polling@it"].limits] == [True, False]
    assert [check.kept for check in late["polling@de"].limits] == [True, True]


def repolls(**polls: tuple[str, date]) -> Timeline:
    """Return the timeline of first poll and re-polls, each with the order of the Court and its day."""
    phases = tuple(
        PollPhase(
            key=key, name=Text.same(key), facts={"order": order}, stages=("polling", "result", "petition", "voters")
        )
        for key, (order, _) in polls.items()
    )
    dates = (
        DecreedDate(stage="ruling", start=date(2025, 2, 24)),
        *(DecreedDate(stage=f"polling@{key}", start=day) for key, (_, day) in polls.items()),
    )
    law = in_phases(shape("repolls"), phases)
    return electsched.resolve(Election(id="x", name=law.name, statute=law, dates=dates, phases=phases))


def test_indonesia_polls_held_again_within_the_days_that_the_court_ordered() -> None:
    """The orders of 24 February 2025 gave Siak 30 days (22 March) and Banjarbaru 60 (19 April)."""
    timeline = repolls(
        main=("none", date(2024, 11, 27)), siak=("30", date(2025, 3, 22)), banjarbaru=("60", date(2025, 4, 19))
    )
    assert [timeline[f"polling@{key}"].latest for key in ("main", "siak", "banjarbaru")] == [
        None,
        date(2025, 3, 26),
        date(2025, 4, 25),
    ]
    assert all(line.verdict != "unlawful" for line in electsched.audit(timeline))
    late = repolls(main=("none", date(2024, 11, 27)), siak=("30", date(2025, 4, 5)))
    assert [line.stage for line in electsched.audit(late) if line.verdict == "unlawful"] == ["polling@siak"]


def test_indonesia_first_poll_and_poll_held_again_in_an_area(tmp_path: Path) -> None:
    """A poll that is held again has its own disputes, and no campaign; that of the first poll stays as it was."""
    phases = (
        '[[phase]]\nkey = "main"\nname = "all areas"\n[[phase]]\nkey = "siak"\nname = "Siak"\n'
        'stages = ["polling", "voting", "counting", "certification", "dispute"]\n'
    )
    dates = "".join(
        f'[[date]]\nstage = "{key}"\nstart = {day}\n'
        for key, day in (
            ("pairs_determined", "2024-09-22"),
            ("polling@main", "2024-11-27"),
            ("certification@main", "2024-12-03"),
            ("polling@siak", "2025-03-22"),
        )
    )
    path = tmp_path / "election.toml"
    path.write_text(f'format = 1\nid = "x"\nname = "X"\nstatute = "id/regional"\n{phases}{dates}', encoding="utf-8")
    given = {"certification@siak": date(2025, 3, 24)}  # an illustration
    timeline = electsched.resolve(str(path), given=given)
    assert (timeline["campaign"].start, timeline["campaign"].end) == (date(2024, 9, 25), date(2024, 11, 23))
    assert "campaign@siak" not in timeline
    assert [closing(timeline, f"dispute@{key}") for key in ("main", "siak")] == ["2024-12-05 24:00", "2025-03-26 24:00"]
    assert closing(timeline, "voting@siak") == "2025-03-22"


def test_stage_that_a_phase_lacks_is_not_repeated_for_it() -> None:
    """The voter list of the first poll is that of the polls held again."""
    timeline = repolls(main=("none", date(2024, 11, 27)), siak=("30", date(2025, 3, 22)))
    assert "voters@main" in timeline
    assert "voters@siak" not in timeline


def test_stage_without_a_date_in_one_phase_has_none_as_a_whole() -> None:
    """As long as one of its phases has no date, nothing is counted from the last of them."""
    given = {"notification@1": date(2024, 3, 20), "polling@1": date(2024, 4, 19), "notification@2": date(2024, 3, 28)}
    timeline = electsched.resolve("in/parliament", given=given)
    assert timeline["polling@1"].dated
    assert not timeline["polling"].dated


def outcome(timeline: Timeline, key: str) -> tuple[object, ...]:
    """Return the values of a stage that must be the same, alone or in a phase."""
    stage = timeline[key]
    dates = (stage.opens or stage.start, stage.closes or stage.end) if stage.dated else None
    return dates, stage.status, stage.earliest, stage.latest, [check.kept for check in stage.limits]


@pytest.mark.parametrize("name", builtin_ids("statutes"))
def test_timetables_of_a_statute_as_phases_of_one_election(name: str) -> None:
    """All lawful official timetables of a statute, each with its facts, are the same as phases of one election."""
    law = electsched.load_statute(name)
    repeating = attrs.evolve(law, stages=tuple(attrs.evolve(stage, repeats=True) for stage in law.stages))
    given: dict[str, GivenValue] = {}
    alone: dict[str, Timeline] = {}
    phases = []
    for index, case in enumerate(law.cases):
        assumptions = Assumptions(given=given_values(case.given), facts=case.facts)
        if not any("@" in key for key in case.given) and not bounds(law, assumptions).conflict:
            key = f"case_{index}"
            phases.append(PollPhase(key=key, name=Text.same(key), facts=assumptions.complete_facts(law)))
            given |= {f"{stage}@{key}": value for stage, value in assumptions.given.items()}
            alone[key] = resolve(law, assumptions)
    together = resolve(in_phases(repeating, tuple(phases)), Assumptions(given=given))
    assert alone
    for key, timeline in alone.items():
        for stage in timeline:
            assert outcome(together, f"{stage.key}@{key}") == outcome(timeline, stage.key), (key, stage.key)


def test_states_with_holidays_of_their_own_are_phases(tmp_path: Path) -> None:
    """Each state counts by its own holidays; stages of all states need no fact that each state gives for itself."""
    text = (SHAPES / "areas.toml").read_text(encoding="utf-8")
    variants = "".join(
        f'[[calendar.variant]]\nwhen = {{ state = ["{state.lower()}"] }}\nsubdivisions = ["{state}"]\n'
        for state in ("BY", "BE")
    )
    facts = '[[fact]]\nkey = "state"\nname = "State"\nvalues = ["by", "be"]\n'
    notice = (
        '[[stage]]\nkey = "notice"\nkind = "preparation"\nname = "Notice"\nrepeats = true\n'
        '[[stage.end]]\nrule = "polling - 2 working days"\nlaw = { instrument = "Illustration" }\n'
    )
    path = tmp_path / "states.toml"
    text = text.replace('country = "BE"', 'country = "DE"').partition("[[case]]")[0]
    path.write_text(text.replace("[[stage]]", f"{variants}{facts}[[stage]]", 1) + notice, encoding="utf-8")
    phases = tuple(PollPhase(key=state, name=Text.same(state), facts={"state": state}) for state in ("by", "be"))
    law = in_phases(electsched.load_statute(str(path)), phases)
    # 6 January is a holiday in Bavaria and not in Berlin.
    given = {f"polling@{state}": date(2025, 1, 7) for state in ("by", "be")}
    timeline = electsched.resolve(law, given=given)
    assert [closing(timeline, f"notice@{state}") for state in ("by", "be")] == ["2025-01-02", "2025-01-03"]
    assert closing(timeline, "publication") == "2025-01-07"
    assert electsched.bounds(law, given=given)["notice@by"].end.latest == date(2025, 1, 2)


def test_computed_fact_is_tested_in_each_phase() -> None:
    """A poll that moves by a holiday beside it moves in the phase that has one."""
    law = shape("moved_by_a_holiday")
    repeating = attrs.evolve(
        law,
        stages=tuple(attrs.evolve(stage, repeats=True) for stage in law.stages),
        facts=tuple(attrs.evolve(fact, default="local") if fact.key == "election" else fact for fact in law.facts),
    )
    given = {"term_end@2018": date(2018, 6, 30), "term_end@2022": date(2022, 6, 30)}
    timeline = electsched.resolve(repeating, given=given)
    # 6 June 2018 is Memorial Day, and 1 June 2022 has no holiday beside it: as in the act's own test.
    assert [closing(timeline, f"polling@{year}") for year in (2018, 2022)] == ["2018-06-13", "2022-06-01"]


# --- faults ---

PHASE_TWICE = '[[phase]]\nkey = "2"\nname = "Two"\n[[phase]]\nkey = "2"\nname = "Again"\n'


@pytest.mark.parametrize(
    ("statute", "text", "message"),
    [
        ("in/parliament", PHASE_TWICE, "phase[1].key: found the phase '2' a second time"),
        ("in/parliament", '[[phase]]\nkey = "2-a"\nname = "Two"\n', "phase[0].key: found '2-a'; expected letters"),
        ("id/general", '[[phase]]\nkey = "2"\nname = "Two"\n', "phase: found phases; expected a statute with stages"),
        (
            str(SHAPES / "rounds.toml"),
            '[[phase]]\nkey = "third"\nname = "3"\n[[phase]]\nkey = "second"\nname = "2"\n',
            "phase[1].key: found the phase 'second' a second time",
        ),
        (
            "in/parliament",
            '[[phase]]\nkey = "2"\nname = "Two"\nstages = ["counting"]\n',
            "phase[0].stages[0]: found the stage 'counting'; expected a stage that repeats: notification,",
        ),
        (
            "in/parliament",
            '[[phase]]\nkey = "2"\nname = "Two"\nfacts = { state = "goa", nation = "x" }\n',
            "phase[0].facts.state: found 'goa'; expected one of other, bihar, jammu_and_kashmir\n",
        ),
        (
            "in/parliament",
            '[[phase]]\nkey = "2"\nname = "Two"\n[[date]]\nstage = "polling"\nstart = 2024-04-26\n',
            "found the stage 'polling', which takes place in phases; expected the stage of one phase: polling@2",
        ),
        (
            "in/parliament",
            '[[phase]]\nkey = "2"\nname = "Two"\n[[date]]\nstage = "polling@3"\nstart = 2024-04-26\n',
            "date[0].stage: found the stage 'polling@3'; expected one of polling",
        ),
    ],
)
def test_faulty_phases_of_an_election_are_refused(tmp_path: Path, statute: str, text: str, message: str) -> None:
    """A phase twice, a stage that does not repeat, an unknown fact: each is a fault with its place."""
    path = tmp_path / "election.toml"
    path.write_text(f'format = 1\nid = "x"\nname = "X"\nstatute = "{statute}"\n{text}', encoding="utf-8")
    with pytest.raises(InputError) as caught:
        electsched.load_election(str(path))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('key    = "second"', 'key    = "first"', "phase[1].key: found the phase 'first' a second time"),
        ("polling@first + 14", "polling@third + 14", "stage[0].end[1].rule: found the stage 'polling@third'"),
        ('phase = ["second"]', 'phase = ["third"]', "stage[0].end[1].when.phase: found 'third'; expected one of first"),
        ("polling@first + 14 days", "polling + 14 days", "a circle: polling@second.end -> polling@second.end"),
        (
            'name = "Proclamation of the result"',
            'name = "Proclamation of the result"\nwhen = { phase = ["first"] }',
            "stage[3].when: found the fact 'phase'; expected a stage that repeats",
        ),
        (
            "[[stage]]",
            '[[fact]]\nkey = "phase"\nname = "Phase"\n[[stage]]',
            "fact[0].key: found 'phase'; expected another",
        ),
    ],
)
def test_faulty_phases_of_a_statute_are_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    """The faults of a statute with rounds have their place in the file."""
    text = (SHAPES / "rounds.toml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "rounds.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        electsched.load_statute(str(path))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("statute", "given", "message"),
    [
        ("in/parliament", {"polling": POLL, "notification@1": POLL}, "given.polling: found the stage 'polling', which"),
        ("in/parliament", {"counting@1": POLL}, "given.counting@1: found the stage 'counting@1'"),
        ("in/parliament", {"polling@1-a": POLL}, "given[0].key: found '1-a'; expected letters"),
        ("id/general", {"polling@1": POLL}, "given.polling@1: found the stage 'polling@1'"),
    ],
)
def test_faulty_given_phases_are_refused(statute: str, given: dict[str, date], message: str) -> None:
    """A given date of a stage as a whole, or of a stage that does not repeat, is an error that names it."""
    with pytest.raises((InputError, UnknownNameError)) as caught:
        electsched.resolve(statute, given=given)
    assert message in str(caught.value)


@at_most_calls(500_000)
def test_phases_without_number_are_refused() -> None:
    """More than 1000 phases, or 10,000 stages of all phases together, are a fault."""
    given = {f"notification@{number}": date(2024, 3, 20) for number in range(5000)}
    with pytest.raises(InputError, match="found 5000 phases of 5 stages; expected at most 1000 phases"):
        electsched.resolve("in/parliament", given=given)


HOLIDAYS_BY_AREA = """
format = 1
id = "test/areas"
name = "Polls by area"
zone = "Europe/Berlin"

[calendar]
name = "Working days"
weekend = [6, 7]
country = "DE"
subdivision_from = "land"
first = 2020-01-01
last = 2026-12-31

[[fact]]
key = "land"
name = "Land"
values = ["none", "BY", "BB"]
default = "none"

[[fact]]
key = "poll_on_holiday"
name = "The poll falls on a holiday"
test = "polling falls on holiday"

[[stage]]
key = "polling"
kind = "voting"
name = "Poll"
repeats = true

[[stage]]
key = "notice"
kind = "preparation"
name = "Notice"
repeats = true

  [[stage.end]]
  rule = "polling - 2 days"
  law = { instrument = "An Act" }
  when = { poll_on_holiday = ["yes"] }

  [[stage.end]]
  rule = "polling - 1 day"
  law = { instrument = "An Act" }
  when = { poll_on_holiday = ["no"] }

[[phase]]
key = "bavaria"
name = "Bavaria"
facts = { land = "BY" }

[[phase]]
key = "brandenburg"
name = "Brandenburg"
facts = { land = "BB" }
"""


def test_fact_on_holidays_is_tested_with_those_of_its_phase(tmp_path: Path) -> None:
    """Epiphany (6 January) is a holiday in Bavaria, Reformation Day (31 October) in Brandenburg (`holidays`)."""
    path = tmp_path / "law.toml"
    path.write_text(HOLIDAYS_BY_AREA, encoding="utf-8")
    for polling, bavaria, brandenburg in (
        (date(2025, 1, 6), date(2025, 1, 4), date(2025, 1, 5)),
        (date(2024, 10, 31), date(2024, 10, 30), date(2024, 10, 29)),
    ):
        given = {"polling@bavaria": polling, "polling@brandenburg": polling}
        timeline, lawful = electsched.resolve(str(path), given=given), electsched.bounds(str(path), given=given)
        for phase, expected in (("bavaria", bavaria), ("brandenburg", brandenburg)):
            assert timeline[f"notice@{phase}"].end == lawful[f"notice@{phase}"].end.latest == expected
