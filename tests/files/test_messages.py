"""Messages are one line of printable text, bounded in length."""

from __future__ import annotations

import pytest

from convatlas.files import ConvatlasError, one_line, printable, shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("two\nlines\r\n\tand more ", "two lines and more"),
        ("\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
        ("\u202eknird", r"\u202eknird"),
        ("\u2066a\u2069", r"\u2066a\u2069"),
        ("a\u2028b", r"a\u2028b"),
        ("half \ud800", r"half \ud800"),
        ("\U000e0041", r"\U000e0041"),
        ("차 ünï 🙂", "차 ünï 🙂"),
        ("x" * 1000, "x" * 255 + " ... " + "x" * 130),
    ],
)
def test_what_cannot_be_shown_is_written_as_an_escape(text: str, told: str) -> None:
    found = one_line(text)
    assert found.isprintable()
    assert found == told


def test_escapes_do_not_make_a_message_longer() -> None:
    assert len(one_line("\x1b" * 1000)) == 390


def test_every_mistake_is_told_so() -> None:
    assert str(ConvatlasError("a\nb\x1b[31m")) == r"a b\x1b[31m"


def test_values_are_quoted_in_short() -> None:
    assert shown("x" * 200) == "x" * 75 + " ... " + "x" * 40
    assert shown(12) == "12"
    assert printable("plain") == "plain"
