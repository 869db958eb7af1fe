"""The statute that `electsched law new` writes: it is sound, laid out, and of the country that was asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from electsched.errors import InputError
from electsched.loaders.law_files.new import formatted_law, new_law
from electsched.loaders.laws import load_statute
from electsched.timeline.checks.law_check import check_law


@pytest.mark.parametrize("country", ["", "ID", "DE", "US", "IN", "BA", "UA", "MA", "KW"])
def test_new_law_of_a_country(tmp_path: Path, country: str) -> None:
    """The check of the new statute has no fault, even where the holidays of recent years, or of all, are estimates."""
    path = new_law(tmp_path / "act.toml", country=country)
    check = check_law(load_statute(str(path)))
    assert (check.faults, len(check.statute.cases)) == ((), 1)
    text, formatted = formatted_law(path)
    assert text == formatted


def test_new_law_has_what_was_asked_for(tmp_path: Path) -> None:
    """Id, name and zone are in the file, whatever characters they have."""
    path = new_law(tmp_path / "act.toml", id="de/wahl", name='Wahl "A"', zone="Europe/Berlin", country="DE")
    statute = load_statute(str(path))
    assert (statute.id, statute.name["en"], statute.zone) == ("de/wahl", 'Wahl "A"', "Europe/Berlin")
    assert "electsched law check  act.toml" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"country": "Indonesia"}, "country: found 'Indonesia'; expected one of"),
        ({"country": "BV"}, "expected a country that has holidays"),
        ({"zone": "Jakarta"}, "zone: found 'Jakarta'; expected the name of an IANA time zone"),
    ],
)
def test_new_law_of_bad_options(tmp_path: Path, options: dict[str, str], words: str) -> None:
    """An unknown country or zone is an error, and nothing is written."""
    with pytest.raises(InputError, match=words):
        new_law(tmp_path / "act.toml", **options)
    assert list(tmp_path.iterdir()) == []


def test_new_law_replaces_nothing(tmp_path: Path) -> None:
    """A file that exists is kept."""
    (tmp_path / "act.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="found a file that exists"):
        new_law(tmp_path / "act.toml")
    assert (tmp_path / "act.toml").read_text(encoding="utf-8") == "mine"
