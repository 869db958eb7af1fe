"""The language in which the command line speaks."""

from __future__ import annotations

import pytest

from electsched.cli.language import language_of


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        (["check", "plan.toml"], {}, "en"),
        (["check", "--language", "id", "plan.toml"], {"LANG": "en_GB.UTF-8"}, "id"),
        (["check", "--language=en"], {"LC_ALL": "id_ID.UTF-8"}, "en"),
        (["check", "--language"], {"LC_ALL": "id_ID.UTF-8"}, "id"),
        (["check", "--language", "xx"], {"LC_ALL": "id_ID.UTF-8"}, "id"),
        ([], {"LC_ALL": "", "LC_MESSAGES": "id_ID", "LANG": "en_US.UTF-8"}, "id"),
        ([], {"LANG": "id"}, "id"),
        ([], {"LANG": "C.UTF-8"}, "en"),
        ([], {"LANG": "POSIX"}, "en"),
        ([], {"LC_ALL": "fr_FR@euro"}, "en"),
    ],
)
def test_language_is_the_one_asked_for_or_that_of_the_locale(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    """The option is stronger than the locale; a language without words leaves the locale, and then English."""
    assert language_of(arguments, environment) == language
