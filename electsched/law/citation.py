"""The provision from which a rule comes, the documents in which it was read, and the matters without a rule."""

from __future__ import annotations

import re

import attrs

from electsched.i18n.languages import words
from electsched.i18n.text import NO_NOTE, NO_WORDS, Note, Text
from electsched.values import value_text

__all__ = ["Citation", "OpenPoint", "Source"]

_BRACKETS = re.compile(r"\((\w+)\)")
_BARE = re.compile(r"\d+[A-Z]?(\(\w+\))*((, |-)(\d+[A-Z]?(\(\w+\))*|(\(\w+\))+))*")


@attrs.frozen(kw_only=True)
class Source:
    """A document in which a statement was read.

    Attributes:
        key: Its short name in the file, such as ``S18``.
        title: Its title, with its publisher.
        url: Its address; empty if none is known.
    """

    key: str
    title: Note = attrs.field(converter=Note)
    url: str = ""

    __repr__ = value_text

    def in_words(self, language: str) -> str:
        """Return the title in a language, and the address."""
        return f"{self.title.in_words(language)} {self.url}".rstrip()


@attrs.frozen(kw_only=True)
class Citation:
    """The provision from which a rule comes.

    Attributes:
        instrument: The law, as it is cited in its own language, or in English words.
        amended_by: The laws that amended it, as they are cited.
        cited: The instrument in other languages, if it is cited in words that these do not share.
        provision: The article and paragraph; empty if unknown.
        text: The wording in the language of the law; empty if it was not at hand.
        url: The address of the text; empty if none is known.
        sources: Keys of the sources that state the rule.
        confidence: Attestation: C2 (two or more sources), C (one), D (derived), M (general knowledge, not confirmed).
        note: Further remarks for the reader.
        overlay: Id of the overlay that states it for one election alone; empty for standing law.
    """

    instrument: str
    amended_by: tuple[str, ...] = ()
    cited: Text = attrs.field(default=NO_WORDS)
    provision: str = ""
    text: str = ""
    url: str = ""
    sources: tuple[str, ...] = ()
    confidence: str = ""
    note: Note = attrs.field(default=NO_NOTE, converter=Note)
    overlay: str = attrs.field(default="", metadata={"in_file": False})

    def __repr__(self) -> str:
        """Return the instrument and the provision, without the wording."""
        return f"<Citation {self}>"

    def __str__(self) -> str:
        """Return the citation as one line, in English."""
        return self.in_words("en")

    def in_words(self, language: str) -> str:
        """Return the citation as one line, its words in a language.

        Raises:
            UnknownNameError: The package has no words in that language.
        """
        phrases, instrument = words(language), dict(self.cited.words).get(language, self.instrument)
        if self.amended_by:
            *others, last = self.amended_by
            laws = f"{', '.join(others)} {phrases['citation.and']} {last}" if others else last
            instrument = phrases["citation.amended"].format(instrument=instrument, laws=laws)
        return f"{instrument}, {_provision(self.provision, language)}" if self.provision else instrument


@attrs.frozen(kw_only=True)
class OpenPoint:
    """A matter that the statute does not settle: it is not covered, or the law on it is about to change.

    Attributes:
        what: The matter.
        reason: The reason for which there is no rule, or the state of the change.
        sources: Keys of the sources that state it.
    """

    what: Note = attrs.field(converter=Note)
    reason: Note = attrs.field(converter=Note)
    sources: tuple[str, ...] = ()

    __repr__ = value_text


def _provision(provision: str, language: str) -> str:
    """Return a provision in words if it is bare numbers, such as ``276(1)``; others have their words already."""
    if not _BARE.fullmatch(provision):
        return provision
    parts = re.split("(, |-)", provision)
    articles = "".join(part if part in {", ", "-"} else _article(part, language) for part in parts)
    return words(language)["citation.article"].format(article=articles)


def _article(numbers: str, language: str) -> str:
    """Return an article with its paragraphs and letters, such as ``276(1)``, in words."""
    phrases = words(language)
    article = numbers.partition("(")[0]
    for number in _BRACKETS.findall(numbers):
        phrase = phrases["citation.letter"] if number.isalpha() else phrases["citation.paragraph"]
        article = phrase.format(article=article, number=number)
    return article.strip()
