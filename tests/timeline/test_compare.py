"""What moved from one timeline to another, by how much, and through which step."""

from __future__ import annotations

import json
from datetime import date

import pytest

import electsched
from electsched.cli.main import main as electsched_main
from electsched.i18n.text import Text
from electsched.timeline.compare import Cause, Move, compare
from electsched.timeline.election import Branch, DecreedDate, Election
from electsched.timeline.timeline import Timeline


def moves(before: Timeline, after: Timeline) -> dict[tuple[str, str], Move]:
    """Return the moves by stage and part."""
    return {(move.stage, move.part): move for move in compare(before, after).moves}


@pytest.fixture(scope="module")
def official() -> Timeline:
    """Return the timeline of 2024 as it was held."""
    return electsched.resolve(electsched.load_election("id/general-2024"))


def test_nothing_moved(official: Timeline) -> None:
    """A timeline beside itself has no move, and says so."""
    found = compare(official, official)
    assert found.moves == ()
    assert found.to_text() == "nothing moved"
    assert found.to_text("id") == "tidak ada yang bergeser"


def test_a_moved_polling_day(official: Timeline) -> None:
    """A week later, what counts from polling day moves a week, and names the anchor; what does not stays."""
    later = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    found = moves(official, later)
    assert found["polling", "end"].causes[-1] == Cause(kind="given", after="2024-02-21")
    quiet = found["quiet_period", "start"]
    assert (quiet.before, quiet.after, quiet.days) == (date(2024, 2, 11), date(2024, 2, 18), 7)
    assert Cause(kind="origin", before="official", after="computed") in quiet.causes
    assert Cause(kind="anchor", before="polling.end", after="polling.end", days=7) in quiet.causes
    assert (
        Cause(kind="anchor", before="quiet_period.start", after="quiet_period.start", days=7)
        in found["campaign_legislative", "end"].causes
    )
    assert (
        Cause(kind="anchor", before="polling.end", after="polling.end", days=7)
        in found["potential_voters", "end"].causes
    )
    assert ("final_list", "end") not in found
    assert ("oath_president", "end") not in found


def test_a_stage_that_lost_its_date(official: Timeline) -> None:
    """What was decreed for another day and has no rule is left without a date."""
    later = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    planning = moves(official, later)["programme_planning", "end"]
    assert (planning.before, planning.after, planning.days, planning.causes) == (date(2024, 6, 14), None, None, ())


def test_another_version_of_the_law() -> None:
    """The campaign of one law and of the next: the rules differ, and both stand with their provisions."""
    law = electsched.load_statute("id/general")
    given = {"final_list": date(2022, 9, 1), "pairs_determined": date(2022, 9, 5)}
    old = electsched.resolve(law, polling=date(2022, 12, 11), given=given)
    new = electsched.resolve(law, polling=date(2022, 12, 12), given=given)
    (cause,) = moves(old, new)["campaign_presidential", "start"].causes[:1]
    assert cause.kind == "rule"
    assert cause.before == "latest(final_list, pairs_determined) + 3 days (UU 7/2017, 276(1))"
    assert cause.after.startswith("pairs_determined + 15 days (UU 7/2017 as amended")


def test_an_overlay() -> None:
    """Germany's periods shortened after a dissolution."""
    law = electsched.load_statute("de/bundestag")
    full = electsched.resolve(law, polling=date(2025, 2, 23))
    short = electsched.resolve(law, polling=date(2025, 2, 23), facts={"snap": "2025"})
    found = moves(full, short)
    assert [found[key, "end"].days for key in ("party_notice", "nominations", "admission")] == [50, 35, 28]
    assert {cause.kind for cause in found["nominations", "end"].causes} == {"rule"}


def test_a_holiday_declared_late() -> None:
    """A working day that became a holiday on 6 February 2024 moves what is counted over it, and is named."""
    law = electsched.load_statute("id/general")
    given = {"dispute_registered": date(2024, 1, 31)}
    before = electsched.resolve(law, polling=date(2024, 2, 14), given=given, as_of=date(2024, 2, 1))
    after = electsched.resolve(law, polling=date(2024, 2, 14), given=given)
    ruling = moves(before, after)["dispute_ruling", "end"]
    assert ruling.days == 1
    (cause,) = ruling.causes
    assert (cause.kind, cause.before, cause.after[:10]) == ("holiday", "", "2024-02-14")
    back = moves(after, before)["dispute_ruling", "end"]
    assert [(cause.before[:10], cause.after) for cause in back.causes] == [("2024-02-14", "")]


def test_two_nations() -> None:
    """What one nation's law has and the other's has not stands with one day missing."""
    law = electsched.load_statute("gb/local")
    england = electsched.resolve(law, polling=date(2024, 5, 2), nation="england")
    wales = electsched.resolve(law, polling=date(2024, 5, 2), nation="wales")
    certificate = moves(england, wales)["voter_authority_certificate", "end"]
    assert certificate.after is None
    assert ("registration", "end") not in moves(england, wales)


def test_in_words(official: Timeline) -> None:
    """Each move is a line, each cause an indented one, in English and Indonesian."""
    later = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    found = compare(official, later)
    english = found.to_text()
    assert (
        "Quiet period (quiet_period.start): 11 February 2024 \N{RIGHTWARDS ARROW} 18 February 2024 (+7 days)" in english
    )
    assert "    polling.end moved by +7 days" in english
    assert "    by law, before as set by the authority" in english
    indonesian = found.to_text("id")
    assert "Masa tenang (quiet_period.start): 11 Februari 2024" in indonesian
    assert "    polling.end bergeser +7 hari" in indonesian


def test_as_data(official: Timeline) -> None:
    """The comparison as data can be written as JSON."""
    later = electsched.resolve(electsched.load_election("id/general-2024"), polling=date(2024, 2, 21))
    data = json.loads(json.dumps(compare(official, later).to_dict()))
    quiet = next(move for move in data["moves"] if (move["stage"], move["part"]) == ("quiet_period", "start"))
    assert (quiet["before"], quiet["after"], quiet["days"]) == ("2024-02-11", "2024-02-18", 7)


def test_a_second_round_that_came() -> None:
    """Where the contingency came about, its stages have dates that the other timeline has not."""
    law = electsched.load_statute("id/general")
    poll = DecreedDate(stage="polling", start=date(2024, 2, 14))
    second = DecreedDate(stage="second_polling", start=date(2024, 6, 26))

    def held(*, came: bool) -> Timeline:
        branch = Branch(key="second_round", held=came)
        election = Election(id="x", name=Text.same("x"), statute=law, dates=(poll, second), branches=(branch,))
        return electsched.resolve(election)

    found = {move.stage: move for move in compare(held(came=False), held(came=True)).moves}
    assert (found["second_polling"].before, found["second_polling"].after) == (None, date(2024, 6, 26))
    assert all(key.startswith("second_") for key in found)


def test_an_overlay_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    """What holds for the second alone: a fact, or a date."""

    def told(*more: str) -> str:
        with pytest.raises(SystemExit) as left:
            electsched_main(["compare", "de/bundestag", "--polling", "2025-02-23", *more])
        assert left.value.code == 0
        return capsys.readouterr().out

    assert "18 November 2024" in told("--then", "snap=2025")
    assert "(+7 days)" in told("--then", "polling=2025-03-02")
    assert told("--then", "polling=2025-02-23") == "nothing moved\n"
