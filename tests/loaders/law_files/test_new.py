"""The statute that `electsched law new` writes: it is sound, laid out, and of the country that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from electsched.errors import InputError
from electsched.loaders.law_files.new import formatted_law, new_law
from electsched.loaders.laws import load_statute
from electsched.loaders.plan import new_plan
from electsched.timeline.checks.law_check import check_law


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("country", ["", "ID", "DE", "US", "IN", "BA", "UA", "MA", "KW"])
def test_new_law_of_a_country(tmp_path: Path, country: str, language: str) -> None:
    """The check of the new statute has no fault, even where the holidays of recent years, or of all, are estimates."""
    path = new_law(tmp_path / "act.toml", country=country, language=language)
    check = check_law(load_statute(str(path)))
    assert (check.faults, len(check.statute.cases)) == ((), 1)
    text, formatted = formatted_law(path)
    assert text == formatted


def test_new_law_is_the_same_in_each_language(tmp_path: Path) -> None:
    """Stages, rules, facts and dates are the same; the words, the zone and the country are those of the reader."""
    english = load_statute(str(new_law(tmp_path / "en.toml")))
    indonesian = load_statute(str(new_law(tmp_path / "id.toml", language="id")))
    for statute in (english, indonesian):
        assert [stage.key for stage in statute.stages] == ["polling", "nominations", "campaign", "result"]
    assert [limit.rule for limit in indonesian.limits] == [limit.rule for limit in english.limits]
    assert [(case.given, case.expected) for case in indonesian.cases] == [
        (case.given, case.expected) for case in english.cases
    ]
    texts = [(tmp_path / f"{language}.toml").read_text(encoding="utf-8") for language in ("en", "id")]
    comments = [{line.strip() for line in text.splitlines() if "#" in line} for text in texts]
    assert comments[0] & comments[1] == {"#"}


def test_new_law_has_what_was_asked_for(tmp_path: Path) -> None:
    """Id, name and zone are in the file, whatever characters they have."""
    path = new_law(tmp_path / "act.toml", id="de/wahl", name='Wahl "A"', zone="Europe/Berlin", country="DE")
    statute = load_statute(str(path))
    assert (statute.id, statute.name["en"], statute.zone) == ("de/wahl", 'Wahl "A"', "Europe/Berlin")
    assert "electsched law check  act.toml" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"country": "Indonesia"}, "country: found 'Indonesia'; expected one of .*Perhaps 'ID' is meant"),
        ({"country": "united kingdm"}, "Perhaps 'GB' is meant"),
        ({"country": "XX"}, "country: found 'XX'; expected one of [A-Z, .]*$"),
        ({"country": "BV"}, "expected a country that has holidays"),
        ({"zone": "Jakarta"}, "zone: found 'Jakarta'; expected the name of an IANA time zone"),
    ],
)
def test_new_law_of_bad_options(tmp_path: Path, options: dict[str, str], words: str) -> None:
    """An unknown country or zone is an error, and nothing is written."""
    with pytest.raises(InputError, match=words):
        new_law(tmp_path / "act.toml", **options)
    assert list(tmp_path.iterdir()) == []


def test_new_law_of_a_name_that_is_no_text(tmp_path: Path) -> None:
    """The comments state the name of the file, which may have any bytes; nothing is written."""
    with pytest.raises(InputError, match="found bytes that are not UTF-8; expected UTF-8 text"):
        new_law(tmp_path / "\udcff.toml")
    with pytest.raises(InputError, match="found bytes that are not UTF-8; expected UTF-8 text"):
        new_law(tmp_path / "act.toml", name="\udcff")
    assert list(tmp_path.iterdir()) == []


def test_new_law_replaces_nothing(tmp_path: Path) -> None:
    """A file that exists is kept."""
    (tmp_path / "act.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="found a file that exists"):
        new_law(tmp_path / "act.toml")
    assert (tmp_path / "act.toml").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", ["a\nb.toml", "a\tb.toml", "a\r.toml", "a\x85.toml", "a\u2028.toml"])
def test_name_with_a_control_character_is_refused(tmp_path: Path, name: str) -> None:
    """The file states its name in a comment, which a line break would end; a plan is named by the same rule."""
    for write in (new_law, new_plan):
        with pytest.raises(InputError, match="expected a name without line breaks and tabs"):
            write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a\u202ebc.toml", "a\u2066b.toml", "a\ufeffb.toml", "a\x07b.toml"])
def test_name_that_changes_the_direction_of_text_is_refused(tmp_path: Path, name: str) -> None:
    """A file that has its own name in a comment would not be shown as it is, and no loader accepts it."""
    for write in (new_law, new_plan):
        with pytest.raises(InputError, match="expected text without control characters"):
            write(tmp_path / name)
    assert list(tmp_path.iterdir()) == []
