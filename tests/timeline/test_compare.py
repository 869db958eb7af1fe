"""The comparison of timelines: the days that moved, and the causes."""

from __future__ import annotations

import json
from datetime import date, timedelta

import attrs
import pytest

import electsched
from electsched.cli.main import main as electsched_main
from electsched.i18n.text import Text
from electsched.law.citation import Citation
from electsched.law.statute import Limit, StageLaw
from electsched.timeline.compare import Cause, Move, compare
from electsched.timeline.election import Branch, DecreedDate, Election
from electsched.timeline.timeline import Timeline


def moves(before: Timeline, after: Timeline) -> dict[tuple[str, str], Move]:
    """Return the moves by stage and part."""
    return {(move.stage, move.part): move for move in compare(before, after).moves}


@pytest.fixture(scope="module")
def official() -> Timeline:
    """Return the timeline of 2024 with its official dates."""
    return electsched.resolve("id/general-2024")


def test_equal_timelines_have_no_moves(official: Timeline) -> None:
    """A timeline compared with itself has no moves, and the text says so."""
    comparison = compare(official, official)
    assert comparison.moves == ()
    assert comparison.to_text() == "nothing moved"
    assert comparison.to_text("id") == "tidak ada yang bergeser"


def test_moved_polling_day_moves_dependent_stages(official: Timeline) -> None:
    """A week later, each stage counted from polling day moves a week and names the anchor; all others stay."""
    later = electsched.resolve("id/general-2024", polling=date(2024, 2, 21))
    moved = moves(official, later)
    assert moved["polling", "end"].causes[-1] == Cause(kind="given", after="2024-02-21")
    quiet = moved["quiet_period", "start"]
    assert (quiet.before, quiet.after, quiet.days) == (date(2024, 2, 11), date(2024, 2, 18), 7)
    assert Cause(kind="origin", before="official", after="computed") in quiet.causes
    assert Cause(kind="anchor", before="polling.end", after="polling.end", days=7) in quiet.causes
    assert (
        Cause(kind="anchor", before="quiet_period.start", after="quiet_period.start", days=7)
        in moved["campaign_legislative", "end"].causes
    )
    assert (
        Cause(kind="anchor", before="polling.end", after="polling.end", days=7)
        in moved["potential_voters", "end"].causes
    )
    assert ("final_list", "end") not in moved
    assert ("oath_president", "end") not in moved


def test_stage_without_a_date_in_the_second_timeline(official: Timeline) -> None:
    """A stage that was decreed for another polling day and has no rule loses its date."""
    later = electsched.resolve("id/general-2024", polling=date(2024, 2, 21))
    planning = moves(official, later)["programme_planning", "end"]
    assert (planning.before, planning.after, planning.days, planning.causes) == (date(2024, 6, 14), None, None, ())


def test_other_version_of_a_rule_is_the_cause() -> None:
    """If another version of a rule applies, the cause has both rules with their provisions."""
    law = electsched.load_statute("id/general")
    given = {"final_list": date(2022, 9, 1), "pairs_determined": date(2022, 9, 5)}
    old = electsched.resolve(law, polling=date(2022, 12, 11), given=given)
    new = electsched.resolve(law, polling=date(2022, 12, 12), given=given)
    (cause,) = moves(old, new)["campaign_presidential", "start"].causes[:1]
    assert cause.kind == "rule"
    assert cause.before == "latest(final_list, pairs_determined) + 3 days"
    assert cause.after == "pairs_determined + 15 days"
    assert [str(provision) for provision in cause.laws] == [
        "UU 7/2017, 276(1)",
        "UU 7/2017 as amended by Perppu 1/2022 and UU 7/2023, 276(1)",
    ]
    comparison = electsched.compare(old, new)
    assert "15 days (UU 7/2017 as amended by Perppu 1/2022 and UU 7/2023, 276(1))" in comparison.to_text("en")
    assert (
        "15 days (UU 7/2017 sebagaimana diubah dengan Perppu 1/2022 dan UU 7/2023, Pasal 276 ayat (1))"
        in comparison.to_text("id")
    )


def test_shorter_periods_are_a_change_of_rules() -> None:
    """The shorter periods of Germany after a dissolution are moves caused by other rules."""
    full = electsched.resolve("de/bundestag", polling=date(2025, 2, 23))
    short = electsched.resolve("de/bundestag-2025", polling=date(2025, 2, 23))
    moved = moves(full, short)
    assert [moved[key, "end"].days for key in ("party_notice", "nominations", "admission")] == [50, 35, 28]
    assert {cause.kind for cause in moved["nominations", "end"].causes} == {"rule"}


def test_late_holiday_is_the_cause() -> None:
    """A working day that became a holiday on 6 February 2024 moves each count over it, and is named."""
    law = electsched.load_statute("id/general")
    given = {"dispute_registered": date(2024, 1, 31)}
    early = electsched.resolve(law, polling=date(2024, 2, 14), given=given, as_of=date(2024, 2, 1))
    late = electsched.resolve(law, polling=date(2024, 2, 14), given=given)
    ruling = moves(early, late)["dispute_ruling", "end"]
    assert ruling.days == 1
    (cause,) = ruling.causes
    assert (cause.kind, cause.before, cause.after[:10]) == ("holiday", "", "2024-02-14")
    back = moves(late, early)["dispute_ruling", "end"]
    assert [(cause.before[:10], cause.after) for cause in back.causes] == [("2024-02-14", "")]


def test_stage_of_one_nation_only_has_a_missing_day() -> None:
    """A stage that only one nation has is a move with one day missing."""
    law = electsched.load_statute("gb/local")
    england = electsched.resolve(law, polling=date(2024, 5, 2), nation="england")
    wales = electsched.resolve(law, polling=date(2024, 5, 2), nation="wales")
    certificate = moves(england, wales)["voter_authority_certificate", "end"]
    assert certificate.after is None
    assert ("registration", "end") not in moves(england, wales)


def test_comparison_as_text_in_both_languages(official: Timeline) -> None:
    """Each move is a line, each cause an indented line, in English and Indonesian."""
    later = electsched.resolve("id/general-2024", polling=date(2024, 2, 21))
    comparison = compare(official, later)
    english = comparison.to_text()
    assert (
        "Quiet period (quiet_period.start): 11 February 2024 \N{RIGHTWARDS ARROW} 18 February 2024 (+7 days)" in english
    )
    assert "    polling.end moved by +7 days" in english
    assert "    by law, before as set by the authority" in english
    indonesian = comparison.to_text("id")
    assert "Masa tenang (quiet_period.start): 11 Februari 2024" in indonesian
    assert "    polling.end bergeser +7 hari" in indonesian


def test_comparison_as_data(official: Timeline) -> None:
    """The data of a comparison can be written as JSON."""
    later = electsched.resolve("id/general-2024", polling=date(2024, 2, 21))
    data = json.loads(json.dumps(compare(official, later).to_dict()))
    quiet = next(move for move in data["moves"] if (move["stage"], move["part"]) == ("quiet_period", "start"))
    assert (quiet["before"], quiet["after"], quiet["days"]) == ("2024-02-11", "2024-02-18", 7)


def test_contingency_that_occurred_adds_dates() -> None:
    """If the contingency occurred, its stages have dates that the other timeline lacks."""
    law = electsched.load_statute("id/general")
    poll = DecreedDate(stage="polling", start=date(2024, 2, 14))
    second = DecreedDate(stage="second_polling", start=date(2024, 6, 26))

    def resolved(*, held: bool) -> Timeline:
        branch = Branch(key="second_round", held=held)
        election = Election(id="x", name=Text.same("x"), statute=law, dates=(poll, second), branches=(branch,))
        return electsched.resolve(election)

    moved = {move.stage: move for move in compare(resolved(held=False), resolved(held=True)).moves}
    assert (moved["second_polling"].before, moved["second_polling"].after) == (None, date(2024, 6, 26))
    assert all(key.startswith("second_") for key in moved)


def test_second_facts_and_dates_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The option `--then` gives a fact or a date of the second timeline only."""

    def output(*options: str) -> str:
        with pytest.raises(SystemExit) as caught:
            electsched_main(["compare", "de/bundestag", *options])
        assert caught.value.code == 0
        return capsys.readouterr().out

    poll = ("--polling", "2025-02-23")
    assert "18 November 2024" in output("de/bundestag-2025", *poll)
    assert "(+7 days)" in output(*poll, "--then", "polling=2025-03-02")
    assert output(*poll, "--then", "polling=2025-02-23") == "nothing moved\n"


def test_open_date_that_moves_has_a_cause() -> None:
    """A last lawful day that a limit of another stage sets moves with the date from which that limit counts."""
    law = Citation(instrument="An Act")
    stages = tuple(StageLaw(key=key, kind="voting", name=Text.same(key)) for key in ("lists", "polling"))
    limits = (Limit(rule="polling >= lists + 10 days", law=law),)
    statute = attrs.evolve(electsched.load_statute("id/general"), stages=stages, limits=limits, facts=(), cases=())
    for day in (7, 14, 21):  # a statute that is resolved several times repeats its course
        first = electsched.resolve(statute, polling=date(2024, 2, day))
        second = electsched.resolve(statute, polling=date(2024, 2, day + 4))
        (move,) = [move for move in compare(first, second).moves if move.stage == "lists"]
        assert (move.days, move.before) == (4, date(2024, 2, day) - timedelta(days=10))
        assert move.causes == (Cause(kind="anchor", before="polling.end", after="polling.end", days=4),)
        assert "polling.end = " in electsched.explain(second["lists"])


# --- open dates ---------------------------------------------------------------------------------------------------


def test_range_that_moves_without_a_date_is_a_move() -> None:
    """A stage without a date, which the law only limits, is listed with both ranges."""
    before, after = (electsched.resolve("id/general", polling=date(2024, 2, day)) for day in (14, 21))
    move = moves(before, after)["final_list", "end"]
    assert not before["final_list"].dated
    assert (move.before, move.after, move.days) == (None, None, 7)
    assert move.before_range == (None, before["final_list"].latest)
    assert move.after_range == (None, after["final_list"].latest)
    text = compare(before, after).to_text()
    assert "(final_list.end): latest 16 January 2024 → latest 23 January 2024 (+7 days)" in text


@pytest.mark.parametrize("law", ["au/house-of-representatives", "es/cortes-generales", "id/general", "ie/dail"])
def test_each_range_that_differs_is_listed(law: str) -> None:
    """Of each stage whose date is not fixed, a range that differs is listed, with a date or without one."""
    before, after = (electsched.resolve(law, polling=date(2024, 2, day), provisional=True) for day in (14, 21))
    listed = {move.stage: move for move in compare(before, after).moves}
    ranges = {
        key: [(stage.earliest, stage.latest, stage.earliest_start, stage.latest_start) for stage in (old, after[key])]
        for key, old in ((stage.key, stage) for stage in before)
        if old.status in {"open", "undated"}
    }
    assert [key for key, (old, new) in ranges.items() if old != new and key not in listed] == []
    open_moves = [listed[key] for key, (old, new) in ranges.items() if old != new]
    assert [move.stage for move in open_moves if not (move.before_range and move.after_range)] == []


def test_ends_that_move_by_different_days_have_no_number_of_days() -> None:
    """If the earliest and the latest lawful day do not move alike, both ranges are shown, and no number of days."""
    before, after = (electsched.resolve("ie/dail", polling=date(2025, 5, day)) for day in (1, 8))
    move = moves(before, after)["nominations", "end"]
    assert move.before_range == (date(2025, 4, 9), date(2025, 4, 16))  # Easter Monday was 21 April
    assert move.after_range == (date(2025, 4, 16), date(2025, 4, 24))
    assert move.days is None


def test_date_that_becomes_fixed_did_not_move_by_days() -> None:
    """A date that was open and is now given is shown as a range and a day, without days by which it moved."""
    polling = date(2025, 4, 28)
    before = electsched.resolve("ca/house-of-commons", polling=polling)
    writ = before["writ"].end - timedelta(days=1)
    after = electsched.resolve("ca/house-of-commons", polling=polling, given={"writ": writ})
    move = moves(before, after)["writ", "end"]
    assert (move.after, move.after_range, move.days) == (writ, None, None)
    assert move.before_range == (before["writ"].earliest, before["writ"].latest)
    assert "-1 day" not in compare(before, after).to_text().split("writ.end")[1].splitlines()[0]


@pytest.mark.parametrize(("language", "words"), [("en", "(-1 day)"), ("id", "(-1 hari)")])
def test_one_day_is_not_said_in_the_plural(language: str, words: str, official: Timeline) -> None:
    """A stage that moves by one day says so in the singular, and so does its anchor."""
    earlier = electsched.resolve("id/general-2024", polling=date(2024, 2, 13))
    text = compare(official, earlier).to_text(language)
    assert words in text
    assert "-1 days" not in text
