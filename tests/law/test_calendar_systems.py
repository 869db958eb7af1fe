"""Days of other calendar systems, against published dates and the tables of the package `holidays`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import holidays
import pytest

import electsched
from electsched.errors import InputError, MissingPackageError
from electsched.i18n.error_text import error_text
from electsched.law import calendar_systems
from electsched.law.calendar_systems import MONTHS_OF, System, day_in_system, month_title, most_days_of, year_in
from electsched.law.rules.evaluation import EvaluationContext, evaluate
from electsched.law.rules.parser import parse_rule
from electsched.law.rules.trace import Given, ResolvedDate
from electsched.timeline.explain import explain

CALENDAR = electsched.load_statute("id/general").calendar
KNESSET = Path(__file__).parent / "shapes" / "knesset.toml"


def computed(rule: str, day: date) -> str:
    """Return the day that a rule gives if the stage ``term_end`` has a day."""
    context = EvaluationContext(
        look_up=lambda _key, _part: ResolvedDate(day, "given", Given()),
        calendar=CALENDAR,
        zone="Asia/Jakarta",
    )
    return str(evaluate(parse_rule(rule), context)[0])


@pytest.mark.parametrize(
    ("day_of_the_year", "polling"),
    [
        (date(1959, 10, 15), "1959-11-03"),
        (date(1965, 10, 10), "1965-11-02"),
        (date(1969, 10, 1), "1969-10-28"),
        (date(1988, 10, 1), "1988-11-01"),
        (date(2026, 10, 1), "2026-10-27"),
    ],
)
def test_israel_polls_on_a_tuesday_of_heshvan(day_of_the_year: date, polling: str) -> None:
    """The polls that kept the ordinary date: the first Tuesday of Heshvan after a leap year, else the third.

    The years 1959, 1965, 1969 and 1988 are those of the article "Elections in Israel"; 27 October 2026 was set by the
    chairman of the Central Elections Committee (timesofisrael.com, "Judge sets date for next scheduled elections").
    """
    timeline = electsched.resolve(electsched.load_statute(str(KNESSET)), given={"term_end": day_of_the_year})
    assert str(timeline["polling"].end) == polling
    bound = electsched.bounds(str(KNESSET), given={"term_end": day_of_the_year})["polling"].end
    assert (str(bound.earliest), str(bound.latest)) == (polling, polling)


@pytest.mark.parametrize(
    ("system", "year", "month", "day", "gregorian"),
    [
        # The Saudi Press Agency dates its reports of the municipal elections in both calendars.
        ("hijri", 1437, "safar", 16, "2015-11-28"),
        ("hijri", 1437, "rabi_i", 1, "2015-12-12"),
        # Local elections of 30 Baisakh (madheshpati.com), 13 May 2022 (theoceannews.com).
        ("nepali", 2079, "baishakh", 30, "2022-05-13"),
        # New years named in the article "Ethiopian calendar".
        ("ethiopian", 1992, "meskerem", 1, "1999-09-12"),
        ("ethiopian", 1996, "meskerem", 1, "2003-09-12"),
        ("ethiopian", 1998, "meskerem", 1, "2005-09-11"),
        # The number of a report of the Fars agency on the presidential election: 14000328000240.
        ("persian", 1400, "khordad", 28, "2021-06-18"),
        # The Declaration of Independence is dated 5 Iyar 5708 (14 May 1948).
        ("hebrew", 5708, "iyar", 5, "1948-05-14"),
    ],
)
def test_published_date_in_two_calendars(system: System, year: int, month: str, day: int, gregorian: str) -> None:
    """A date that its publisher stated in both calendars is converted as published."""
    assert str(day_in_system(system, year, month, day)) == gregorian
    assert year_in(system, date.fromisoformat(gregorian)) == year
    assert computed(f"{day} {month} of {system} year of term_end", date.fromisoformat(gregorian)) == gregorian


@pytest.mark.parametrize(
    ("country", "holiday", "rule"),
    [
        ("IL", "Pesach", "15 nisan of hebrew year of term_end"),
        ("IL", "Shavuot", "6 sivan of hebrew year of term_end"),
        ("IR", "Nowruz", "1 farvardin of persian year of term_end"),
        ("ET", "Ethiopian New Year", "1 meskerem of ethiopian year of term_end"),
    ],
)
def test_days_agree_with_the_tables_of_holidays(country: str, holiday: str, rule: str) -> None:
    """Holidays of fifty years fall on the days that the rule gives."""
    table = holidays.country_holidays(country, years=range(1980, 2030), language="en_US")
    days = [day for day, name in table.items() if holiday in name.split("; ")]
    assert len(days) == 50
    assert [computed(rule, day) for day in days] == [day.isoformat() for day in days]


def test_last_day_of_a_month_and_weekdays_from_its_end() -> None:
    """The month of Ramadan of 1445 began on 11 March 2024 and had 30 days: it ended on Tuesday 9 April."""
    assert computed("1 ramadan of hijri year of term_end", date(2024, 1, 1)) == "2024-03-11"
    assert computed("last day of ramadan of hijri year of term_end", date(2024, 1, 1)) == "2024-04-09"
    assert computed("last tuesday of ramadan of hijri year of term_end", date(2024, 1, 1)) == "2024-04-09"
    assert (
        computed("last but one monday of ramadan of hijri year of term_end + 1 day", date(2024, 1, 1)) == "2024-04-02"
    )
    assert computed("first monday of ramadan of hijri year of term_end", date(2024, 1, 1)) == "2024-03-11"


def test_each_month_of_a_year_follows_the_one_before() -> None:
    """The days of a year are one run: each month begins on the day after the end of the month before it."""
    years: dict[System, int] = {"persian": 1403, "nepali": 2081, "ethiopian": 2016, "hijri": 1446}
    for system, year in years.items():
        for before, after in zip(MONTHS_OF[system], [*MONTHS_OF[system]][1:], strict=False):
            last, first = day_in_system(system, year, before, -1), day_in_system(system, year, after, 1)
            assert (first - last).days == 1, (system, before)


def test_persian_years_are_those_of_the_converter() -> None:
    """Each month is counted from the equinox that begins its year; the library converts each day by itself."""
    persian = pytest.importorskip("convertdate").persian
    for year in (1210, 1403, 2377):
        for number, month in enumerate(MONTHS_OF["persian"], start=1):
            first, last = day_in_system("persian", year, month, 1), day_in_system("persian", year, month, -1)
            assert first == date(*persian.to_gregorian(year, number, 1))
            assert (last - first).days + 1 == persian.month_length(year, number)
            assert year_in("persian", first) == year_in("persian", last) == year


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("1 adar of hebrew year of term_end", "Adar 5784; expected 'adar_i' or 'adar_ii' in a leap year"),
        ("30 heshvan of hebrew year of term_end", "day 30 of Heshvan 5784; expected a number up to 29"),
        ("fifth friday of heshvan of hebrew year of term_end", "expected a number up to 4"),
    ],
)
def test_day_that_the_year_does_not_have_is_refused(rule: str, message: str) -> None:
    """The error names the day, and those that the year has."""
    with pytest.raises(InputError) as caught:
        computed(rule, date(2024, 3, 1))
    assert message in str(caught.value)


def test_day_that_the_year_does_not_have_is_told_in_indonesian() -> None:
    """The day of a month is no day of the noun that counts days."""
    with pytest.raises(InputError) as caught:
        computed("30 heshvan of hebrew year of term_end", date(2024, 3, 1))
    assert "tanggal 30 Heshvan 5784; seharusnya angka paling besar 29" in error_text(caught.value, "id")


def test_second_adar_of_a_common_year_is_refused() -> None:
    """5785 has one month of Adar only."""
    with pytest.raises(InputError, match="Adar II 5785; expected 'adar' in a year that is no leap year"):
        computed("1 adar_ii of hebrew year of term_end", date(2025, 3, 1))
    assert computed("14 adar of hebrew year of term_end", date(2025, 3, 1)) == "2025-03-14"
    assert computed("14 adar_ii of hebrew year of term_end", date(2024, 3, 1)) == "2024-03-24"


@pytest.mark.parametrize(
    ("rule", "day", "message"),
    [
        ("1 muharram of hijri year of term_end", date(2090, 1, 1), "the hijri years 1343 to 1500, which hijridate"),
        ("1 muharram of hijri year of term_end", date(1920, 1, 1), "the hijri years 1343 to 1500"),
        ("1 baishakh of nepali year of term_end", date(2060, 1, 1), "the nepali years 1975 to 2099"),
        ("1 baishakh of nepali year of term_end", date(1901, 1, 1), "the nepali years 1975 to 2099"),
        ("1 nisan of hebrew year of term_end", date(9999, 1, 1), "the hebrew years 5344 to 6759"),
    ],
)
def test_year_beyond_the_converter_is_refused(rule: str, day: date, message: str) -> None:
    """The error names the years that the library converts."""
    with pytest.raises(InputError) as caught:
        computed(rule, day)
    assert message in str(caught.value)


def test_year_beyond_the_converter_is_refused_with_the_place_of_the_rule(tmp_path: Path) -> None:
    """The timeline of a statute names the stage whose rule has no date, and the source."""
    text = KNESSET.read_text(encoding="utf-8").replace("tishrei", "muharram").replace("hebrew", "hijri")
    path = tmp_path / "law.toml"
    path.write_text(text.replace("heshvan", "safar"), encoding="utf-8")
    with pytest.raises(InputError, match=r"facts.after_leap_year: found 2100-01-01"):
        electsched.resolve(str(path), given={"term_end": date(2100, 1, 1)}, provisional=True)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ("14 nisan of term_end", "found 'term_end'; expected 'hebrew', 'persian', 'nepali', 'ethiopian' or 'hijri'"),
        ("14 nisan of hijri year of term_end", "a month of the hijri year: muharram, safar"),
        ("14 nissan of hebrew year of term_end", "Perhaps 'nisan' is meant"),
        ("14 nisan of hebrew of term_end", "expected 'year'"),
        ("33 nisan of hebrew year of term_end", "a number up to 30: Nisan has at most 30 days"),
        ("31 muharram of hijri year of term_end", "a number up to 30: Muharram has at most 30 days"),
        ("30 adar_ii of hebrew year of term_end", "a number up to 29: Adar II has at most 29 days"),
        ("7 pagume of ethiopian year of term_end", "a number up to 6: Pagume has at most 6 days"),
        ("second sunday of pagume of ethiopian year of term_end", "a number up to 1: Pagume has at most 6 days"),
        ("last but one sunday of pagume of ethiopian year of term_end", "a number up to 1"),
        ("0 nisan of hebrew year of term_end", "a number up to 30"),
    ],
)
def test_faulty_day_of_another_system_is_refused_at_a_character(rule: str, message: str) -> None:
    """The error names the words that may stand at that place."""
    with pytest.raises(InputError) as caught:
        parse_rule(rule)
    assert message in str(caught.value)
    assert caught.value.faults[0].at is not None


def test_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the extra, the rule is refused with the command that installs it; other rules need no library."""
    monkeypatch.setitem(sys.modules, "hijridate", None)
    caches = (calendar_systems._converter, year_in, day_in_system)  # noqa: SLF001  # a new process has empty caches
    for cache in caches:
        cache.cache_clear()
    with pytest.raises(MissingPackageError, match=r"no hijridate.*pip install 'electsched\[calendars\]'"):
        computed("1 muharram of hijri year of term_end", date(2024, 1, 1))
    for cache in caches:
        cache.cache_clear()
    assert computed("term_end + 1 day", date(2024, 1, 1)) == "2024-01-02"


POLLS = """format = 1
id = "test/heshvan"
name = "Polls"
zone = "Asia/Jerusalem"
instrument = "Illustration"
[calendar]
name = "Working days"
weekend = [5, 6]
country = "IL"
first = 1980-01-01
last = 2030-12-31
[[stage]]
key = "polling"
kind = "voting"
name = "Poll"
[[stage]]
key = "sitting"
kind = "oath"
name = "Sitting"
[[stage.end]]
rule = "third tuesday of heshvan of hebrew year of (polling + 1 year rounding down)"
law = "s 1"
[[limit]]
rule = "polling >= 1 nisan of hebrew year of polling"
law = "s 2"
"""


def test_timelines_of_many_years_are_those_of_a_fresh_statute(tmp_path: Path) -> None:
    """The first timelines of a statute are traced, and later ones may be repeated: both are equal."""
    path = tmp_path / "law.toml"
    path.write_text(POLLS, encoding="utf-8")
    law = electsched.load_statute(str(path))
    for year in range(1990, 2025):
        polling = date(year, 10, 1)
        fresh = electsched.load_statute(str(path))
        assert (
            electsched.resolve(law, polling=polling).to_dict() == electsched.resolve(fresh, polling=polling).to_dict()
        )
        assert electsched.bounds(law, polling=polling).to_dict() == electsched.bounds(fresh, polling=polling).to_dict()


def test_explanation_names_the_day_in_both_calendars() -> None:
    """The reasons name the month, the year, the calendar system and the library, in both languages."""
    stage = electsched.resolve(str(KNESSET), given={"term_end": date(2026, 10, 1)})["polling"]
    line = (
        "Tuesday number 3 of Heshvan 5787 (Hebrew calendar), in the year in which 1 October 2026 lies: 27 October 2026"
    )
    assert line in explain(stage)
    assert "Heshvan 5787 (kalender Ibrani)" in explain(stage, language="id")
    assert "converted by pyluach" in explain(stage)
    assert month_title("dhu_al_hijjah") == "Dhu Al Hijjah"


@pytest.mark.parametrize(
    ("system", "years"),
    [
        ("hebrew", range(5780, 5800)),
        ("persian", (1402, 1403)),
        ("nepali", range(1975, 2100)),
        ("ethiopian", (2014, 2015)),
        ("hijri", range(1343, 1501)),
    ],
)
def test_longest_month_is_that_of_the_converter(system: System, years: Iterable[int]) -> None:
    """The converter has the last day that a rule may name in some year, and the next one in none."""
    for month in MONTHS_OF[system]:
        longest = most_days_of(system, month)
        assert any(_has_day(system, year, month, longest) for year in years), month
        assert not any(_has_day(system, year, month, longest + 1) for year in years), month


def _has_day(system: System, year: int, month: str, day: int) -> bool:
    try:
        day_in_system(system, year, month, day)
    except InputError:
        return False
    return True
