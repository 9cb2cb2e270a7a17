"""Escape text for each output language, one function a language: names of layers may hold anything."""

from __future__ import annotations

import html
import re

NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
LINES = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
        "`": r"\textasciigrave{}",
        "-": "{-}",  # else -- becomes a dash
        **{character: f"\\{character}" for character in "{}$&#_%"},
    }
)
MARKDOWN = str.maketrans(
    {character: f"\\{character}" for character in "\\`*[]"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;"}
)
RST = str.maketrans({character: f"\\{character}" for character in "\\`*|"})
OUTER_UNDERSCORE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")  # those inside a word mean nothing
RST_BLOCK = re.compile(r"[^\w\\]|\w+[.)](\s|$)")  # a list, a field, a ruler, where a paragraph begins so
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def one_line(text: str) -> str:
    """The text without line breaks."""
    return LINES.sub(" ", text)


def xml(text: str) -> str:
    """Text for the content and the quoted attributes of XML, SVG and HTML; characters that XML forbids are replaced.

    Example:
        >>> xml('a < "b"')
        'a &lt; &quot;b&quot;'
    """
    return html.escape(NOT_XML.sub("\ufffd", text))


def latex(text: str) -> str:
    r"""Text for LaTeX outside of mathematics.

    Example:
        >>> print(latex("50% of conv_1"))
        50\% of conv\_1
    """
    return one_line(text).translate(LATEX)


def markdown(text: str) -> str:
    r"""Text for a line or a table's cell of Markdown.

    Example:
        >>> print(markdown("a|b *c* conv_1"))
        a&#124;b \*c\* conv_1
    """
    return OUTER_UNDERSCORE.sub(_each_escaped, one_line(text).translate(MARKDOWN))


def rst(text: str) -> str:
    r"""Text for a paragraph or a table's cell of reStructuredText.

    Example:
        >>> print(rst("conv_ *1*"))
        conv\_ \*1\*
    """
    safe = OUTER_UNDERSCORE.sub(_each_escaped, one_line(text).translate(RST)).replace("::", ":\\:")
    return f"\\{safe}" if RST_BLOCK.match(safe) else safe


def csv(text: str) -> str:
    """Text for a cell of CSV that no spreadsheet takes for a formula; quoting is the writer's business.

    Example:
        >>> csv("=1+1")
        "'=1+1"
    """
    return f"'{text}" if text.startswith(FORMULA) else text


def _each_escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in match[0])
