"""The stages of an election as a bar chart."""

from __future__ import annotations

import pytest

import electsched
from electsched.law.kinds import KINDS
from electsched.timeline.chart import COLORS, Picture, scoped_style, stage_picture
from electsched.timeline.timeline import Timeline


def _picture(timeline: Timeline, language: str) -> Picture:
    return stage_picture(timeline.dated, timeline.name, language)


def test_stage_chart_has_a_bar_for_each_dated_stage() -> None:
    """Each dated stage has a bar with its name and days, as long as the stage, within the picture."""
    timeline = electsched.resolve(electsched.load_election("id/general-2024"))
    picture = _picture(timeline, "en")
    assert len(picture.bars) == len(timeline.dated)
    bars = {bar.label: bar for bar in picture.bars}
    campaign = bars["Campaign: 28 November 2023 – 10 February 2024"]
    planning = bars["Programme and budget planning: 14 June 2022 – 14 June 2024"]
    assert planning.width / campaign.width == pytest.approx(732 / 75, rel=0.01)
    for bar in picture.bars:
        assert picture.left <= bar.x
        assert bar.x + bar.width <= picture.width
        assert bar.y + 14 <= picture.height


def test_bars_of_a_stage_chart_do_not_overlap() -> None:
    """Stages that overlap in time are drawn on different levels."""
    picture = _picture(electsched.resolve(electsched.load_election("id/general-2024")), "id")
    for bar in picture.bars:
        for neighbour in picture.bars:
            if bar is not neighbour and bar.y == neighbour.y:
                assert bar.x + bar.width <= neighbour.x or neighbour.x + neighbour.width <= bar.x


def test_stage_chart_without_dated_stages_is_empty() -> None:
    """A statute without a polling day gives a picture without bars."""
    picture = _picture(electsched.resolve(electsched.load_statute("id/general")), "id")
    assert (picture.bars, picture.lines) == ((), ())


def test_scoped_styles_with_other_rules_have_other_classes() -> None:
    """Charts with equal rules share a class, and charts with other rules do not restyle each other."""
    red, blue = scoped_style({"rect": "fill:red"}), scoped_style({"rect": "fill:blue"})
    assert red == scoped_style({"rect": "fill:red"})
    assert red[0] != blue[0]
    assert red[1] == f".{red[0]} rect{{fill:red}}"


def test_every_kind_has_a_colour() -> None:
    """No kind is drawn in the default colour."""
    assert set(COLORS) == set(KINDS)
