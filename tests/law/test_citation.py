"""Citations: the law is cited in its own language, the words between laws in that of the reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import electsched
from electsched.calendars.stage_events import stage_calendar
from electsched.i18n.languages import words
from electsched.i18n.text import Text
from electsched.law.citation import Citation

DATA = Path(electsched.__file__).parent / "data"
CONNECTIVES = re.compile(r"amended by|substituted by|inserted by|as read by|of the (former|latter)")


@pytest.mark.parametrize(
    ("amended_by", "english", "indonesian"),
    [
        ((), "Act, 1", "Act, Pasal 1"),
        (("B",), "Act as amended by B, 1", "Act sebagaimana diubah dengan B, Pasal 1"),
        (("B", "C"), "Act as amended by B and C, 1", "Act sebagaimana diubah dengan B dan C, Pasal 1"),
        (("B", "C", "D"), "Act as amended by B, C and D, 1", "Act sebagaimana diubah dengan B, C dan D, Pasal 1"),
    ],
)
def test_citation_names_amendments_in_the_language(amended_by: tuple[str, ...], english: str, indonesian: str) -> None:
    """The laws that amended an instrument follow it, in words of the language; as a text it is in English."""
    citation = Citation(instrument="Act", amended_by=amended_by, provision="1")
    assert (citation.in_words("en"), citation.in_words("id")) == (english, indonesian)
    assert str(citation) == english


def test_instrument_in_words_has_words_of_each_language() -> None:
    """An instrument that is cited in words has them in other languages as well."""
    citation = Citation(instrument="The day of the poll", cited=Text({"id": "Hari pemungutan suara"}))
    assert (citation.in_words("en"), citation.in_words("id")) == ("The day of the poll", "Hari pemungutan suara")


@pytest.mark.parametrize(
    ("provision", "indonesian"),
    [
        ("276(1)", "Pasal 276 ayat (1)"),
        ("201(2), (3)", "Pasal 201 ayat (2), ayat (3)"),
        ("201A(2)", "Pasal 201A ayat (2)"),
        ("78(b)", "Pasal 78 huruf b"),
        ("431-433", "Pasal 431-433"),
        ("247, 258", "Pasal 247, 258"),
        ("10 kap. 2 §", "10 kap. 2 §"),
        ("s18(4a)", "s18(4a)"),
        ("Pasal 5", "Pasal 5"),
    ],
)
def test_bare_provision_is_cited_as_indonesian_jurists_write_it(provision: str, indonesian: str) -> None:
    """A bare number is an article; a number in brackets a paragraph (ayat), a letter an item (huruf)."""
    citation = Citation(instrument="UU 7/2017", provision=provision)
    assert citation.in_words("id") == f"UU 7/2017, {indonesian}"
    assert citation.in_words("en") == f"UU 7/2017, {provision}"


@pytest.mark.parametrize("path", sorted(DATA.rglob("*.toml")), ids=lambda path: path.stem)
def test_no_instrument_or_provision_is_joined_in_english(path: Path) -> None:
    """No file of a law hides the words between laws in the text of an instrument or a provision."""
    texts = re.findall(r'\b(?:instrument|provision) *= "([^"]*)"', path.read_text(encoding="utf-8"))
    assert [text for text in texts if CONNECTIVES.search(text)] == []


@pytest.mark.parametrize("election", ["id/general-2024", "id/regional-2024"])
def test_indonesian_calendar_cites_laws_in_indonesian(election: str) -> None:
    """The calendar of stages in Indonesian has no English word in a citation."""
    calendar = stage_calendar(electsched.resolve(election), language="id")
    lines = "\n".join(str(event["DESCRIPTION"]) for event in calendar.events).splitlines()
    prefixes = tuple(f"{words('id')[f'calendar.{word}']}: " for word in ("by_law", "limit"))
    citations = "\n".join(line for line in lines if line.startswith(prefixes))
    assert "sebagaimana diubah dengan" in citations
    assert not re.search(r"\b(by|and|the|of|on|as)\b", citations, re.IGNORECASE)
