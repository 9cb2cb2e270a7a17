"""Standard output and error, whatever they are: closed, full, or of an alphabet that lacks what is written."""

from __future__ import annotations

import codecs
import os
import sys
import unicodedata
from contextlib import suppress
from typing import Any

from ...files import one_line
from ..errors import FormatError

LONGEST = 1000  # characters of a line

PLAIN = str.maketrans(
    {
        **dict.fromkeys("×✕", "x"),
        **dict.fromkeys("─━═┄‐‑‒–—−", "-"),
        **dict.fromkeys("│┃║┊▌▎", "|"),
        **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╞╡╪╶╴", "+"),
        **dict.fromkeys("·•∙●▪■", "*"),
        **dict.fromkeys("→▶▸➜", ">"),
        **dict.fromkeys("←◀", "<"),
        **dict.fromkeys("↑▲", "^"),
        **dict.fromkeys("↓▼", "v"),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”", '"'),
        "…": "~",
        "≥": ">",
        "≤": "<",
        "⊕": "+",
        "Σ": "S",
        "²": "2",
    }
)


def _plain(error: UnicodeError) -> tuple[str, int]:
    """A character in the place of each that the terminal lacks, so that columns stay columns."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    return "".join(map(_plain_one, lacking)), error.end


def _plain_one(character: str) -> str:
    found = character.translate(PLAIN)
    base = unicodedata.normalize("NFKD", found)[:1]
    return base if base.isascii() and base.isprintable() else "?"


codecs.register_error("convatlas.plain", _plain)


def prepare() -> None:
    """Have three open streams, of which none fails for a character."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest free number, which else a file of ours would take
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for the rest of the process
        stream: Any = getattr(sys, name)
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="convatlas.plain")


def write_out(content: str | bytes, format: str = "text") -> None:  # noqa: A002 - as the option is called
    """Write to standard output: text in the terminal's alphabet, documents as their files would be.

    Raises:
        FormatError: bytes would go to a terminal.
    """
    if isinstance(content, str):
        content = content if content.endswith("\n") else content + "\n"
        if format == "text" or sys.stdout.isatty() or sys.stdout.encoding.lower() == "utf-8":
            sys.stdout.write(content)
            return
        content = content.encode("utf-8", "replace")
    elif sys.stdout.isatty():
        raise FormatError("this format is not for a terminal: give a file by -o")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def tell(text: str) -> None:
    """A message for the person at the terminal, on standard error; work goes on where it is closed."""
    try:
        sys.stderr.write(f"{one_line(text, LONGEST)}\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        silence(sys.stderr)


def silence(stream: Any) -> None:
    """Drop what a stream still holds: nobody takes it, and the interpreter would try again at its end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
