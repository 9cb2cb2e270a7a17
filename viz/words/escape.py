"""Escape text for each output language, one function a language: names of layers may hold anything."""

from __future__ import annotations

import html
import re

from ...files import FORMULA, UNSEEN

NOT_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
LINES = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
MATHEMATICS = {  # signs that LaTeX's text fonts lack
    "−": r"\(-\)",
    "→": r"\(\to\)",
    "≥": r"\(\geq\)",
    "≤": r"\(\leq\)",
    "≠": r"\(\neq\)",
    "′": r"\('\)",
    "\ufffd": r"\(\diamond\)",
}
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
        "[": "{[}",  # else the option of a line break before it
        "*": "{*}",
        **{character: f"\\{character}" for character in "{}$&#_%"},
    }
)
LIGATURES = re.compile("(?<=')(?=')|(?<=,)(?=,)")  # two that would become one other sign
MARKDOWN = str.maketrans(
    {character: f"\\{character}" for character in "\\`*[]"}
    | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "~": "&#126;", "$": "&#36;"}
)
RST = str.maketrans({character: f"\\{character}" for character in "\\`*|"})
OUTER_UNDERSCORE = re.compile(r"(?<![^\W_])_+|_+(?![^\W_])")  # those inside a word mean nothing
RST_BLOCK = re.compile(r"[^\w\\]|\w+[.)](\s|$)")  # a list, a field, a ruler, where a paragraph begins so
ADDRESS = re.compile(
    r"(?<=\w):(?=[^\W\d]|/)|(?i:(?<=tel|sms|fax|sip|urn):|(?<=www)\.)|@"
)  # by which text turns into a link
PLAIN_IN_MERMAID = re.compile(r"[^\w .,:()/+×·-]")
MEANT_BY_MERMAID = re.compile(r"(?<=\$)(?=\$)|(?<=:)(?=fa-)")  # within $$, and in fa:fa-name
JOINER = "\u2060"  # no reader sees it
IN_T1 = re.compile(
    r"[\xa1-\xff\u2013\u2014\u2018-\u201a\u201c-\u201e\u2026]"
)  # what pdflatex knows without further packages


def one_line(text: str) -> str:
    """The text without line breaks."""
    return LINES.sub(" ", text)


def xml(text: str) -> str:
    """Text, of several lines too, for the content and the quoted attributes of XML, SVG and HTML.

    Example:
        >>> xml('a < "b"')
        'a &lt; &quot;b&quot;'
    """
    return html.escape(by_line(text))


def by_line(text: str) -> str:
    """Text whose every line is plain."""
    return text if text.isprintable() else "\n".join(map(plain, text.split("\n")))


def latex(text: str) -> str:
    r"""Text for LaTeX outside of mathematics.

    Example:
        >>> print(latex("50% of conv_1"))
        50\% of conv\_1
        >>> print(latex("≥ 7 → C′"))
        \(\geq\) 7 \(\to\) C\('\)
    """
    return LIGATURES.sub("{}", plain(text).translate(LATEX | str.maketrans(MATHEMATICS)))


def tikz(text: str) -> str:
    r"""Text for TikZ, with what pdflatex has no glyph for in \other{code}{character}.

    Example:
        >>> print(tikz("conv_1 − 卷"))
        conv\_1 \(-\) \other{5377}{卷}
    """
    return LIGATURES.sub("{}", "".join(map(_in_tikz, plain(text))))


def _in_tikz(character: str) -> str:
    if character in MATHEMATICS:
        return MATHEMATICS[character]
    if character.isascii() or IN_T1.match(character):
        return latex(character)
    return rf"\other{{{ord(character):04X}}}{{{character}}}"


def mermaid(text: str) -> str:
    """Text for a quoted label of Mermaid: every character that could mean something goes by its number.

    Two dollars, and the parts of `fa:fa-name`, are kept apart: Mermaid looks for formulas and icons last.

    Example:
        >>> mermaid('a "b" %%{init}%%')
        'a #34;b#34; #37;#37;#123;init#125;#37;#37;'
    """
    apart = MEANT_BY_MERMAID.sub(JOINER, plain(text))
    return PLAIN_IN_MERMAID.sub(lambda found: f"#{ord(found[0])};", apart)


def dot(text: str) -> str:
    r"""Text for a quoted string of DOT, in which a backslash means nothing.

    Example:
        >>> print(dot('a "b" \\N'))
        a \"b\" \\N
    """
    return plain(text).replace("\\", "\\\\").replace('"', '\\"')


def plain(text: str) -> str:
    """Text on one line without the characters that steer a terminal, turn the direction of reading or hide a text.

    Example:
        >>> plain("red \\x1b[31m alert")
        'red \ufffd[31m alert'
    """
    if text.isprintable():
        return text
    return UNSEEN.sub("\ufffd", NOT_XML.sub("\ufffd", one_line(text).replace("\t", " ")))


def markdown(text: str) -> str:
    r"""Text for a line or a table's cell of Markdown.

    Example:
        >>> print(markdown("a|b *c* conv_1"))
        a&#124;b \*c\* conv_1
    """
    safe = OUTER_UNDERSCORE.sub(_each_escaped, plain(text).translate(MARKDOWN))
    return ADDRESS.sub(lambda found: f"&#{ord(found[0])};", safe)


def rst(text: str) -> str:
    r"""Text for a paragraph or a table's cell of reStructuredText.

    Example:
        >>> print(rst("conv_ *1*"))
        conv\_ \*1\*
    """
    safe = OUTER_UNDERSCORE.sub(_each_escaped, plain(text).translate(RST)).replace("::", ":\\:")
    safe = ADDRESS.sub(_each_escaped, safe)
    if safe.strip("\\") == "" != safe:
        return f"\\ {safe}"  # else a ruler
    return f"\\{safe}" if RST_BLOCK.match(safe) else safe


def csv(text: str) -> str:
    """Text for a cell of CSV that no spreadsheet takes for a formula; quoting is the writer's business.

    Example:
        >>> csv("=1+1")
        "'=1+1"
    """
    safe = by_line(text)
    return f"'{safe}" if FORMULA.match(text) or FORMULA.match(safe) else safe


def _each_escaped(match: re.Match[str]) -> str:
    return "".join(f"\\{character}" for character in match[0])
