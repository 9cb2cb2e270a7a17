"""Join the explorer's modules into one script, and leave out comments and white space that mean nothing."""

from __future__ import annotations

import json
import re
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files

from .renaming import short_names

FIRST = "element.js"  # the module that starts everything
IMPORT = re.compile(r'^import \{[^}]*\} from "\./([\w.]+)";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const|function|class)", re.MULTILINE)
LANGUAGE = re.compile("[a-z]{2,3}")
TEXT = r'"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`'
PATTERN = r"/(?![/* ])(?:[^/\\\n]|\\.)+/[a-z]*(?=[,.);])"  # a division has a space behind its sign
SHORTER = {"const": "let"}  # eslint has seen that nothing is set twice
SPACE = r"(?://[^\n]*|/\*[\s\S]*?\*/|\s)+"
SCRIPT = re.compile(rf"(?P<kept>{TEXT}|{PATTERN}|[\w$]+)|(?P<space>{SPACE})|[\s\S]")
STYLE = re.compile(
    r'(?P<kept>"[^"\n]*")|(?P<note>/\*[\s\S]*?\*/)|[\s;]*(?P<end>\})\s*|\s*(?P<sign>[{;,>])\s*|(?P<colon>:)\s+|\s+'
)


@cache
def script() -> str:
    """All modules in one function, with short names for what they declare."""
    code = modules()
    matches = [*SCRIPT.finditer(code)]
    names = short_names(code, [match[0] for match in matches if not match["space"]])
    short = "".join(names.get(match[0], match[0]) for match in matches)
    return f'(()=>{{"use strict";{smaller_script(short)}}})();\n'


def modules() -> str:
    """The text of all modules, each behind those that it imports."""
    imports: dict[str, list[str]] = {}
    waiting = [FIRST]
    while waiting:
        name = waiting.pop()
        if name not in imports:
            imports[name] = IMPORT.findall(source(name))
            waiting += imports[name]
    order = TopologicalSorter(imports).static_order()
    return "".join(EXPORT.sub("", IMPORT.sub("", source(name))) for name in order)


def words(language: str) -> str:
    """The script that gives pages in a language the explorer's words in it; "" where they are not translated.

    Example:
        >>> words("ko")[:28], words("en")
        ('globalThis.architectureWords', '')
    """
    known = files(__package__).joinpath(f"{language}.json")
    if not (LANGUAGE.fullmatch(language) and known.is_file()):
        return ""
    return f"globalThis.architectureWords={json.dumps(json.loads(known.read_text(encoding='utf-8')))};\n"


@cache
def style() -> str:
    """The style sheet, but for its colours."""
    return smaller_style(source("diagram.css"))


def source(name: str) -> str:
    """The text of a file of the explorer."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def smaller_script(code: str) -> str:
    r"""A script without comments, and with white space only where it keeps two words or signs apart.

    Every statement has to end with its semicolon, and no template may stand in another one; eslint sees to both.

    Example:
        >>> smaller_script("const a = 'b  c'; // one\nf(a,\n  `d  e`, /f  g/);")
        "let a='b c';f(a,`d  e`,/f  g/);"
    """
    found = ""
    for match in SCRIPT.finditer(code.strip()):
        found += _gap(found, code[match.end() :]) if match["space"] else SHORTER.get(match[0], match[0])
    return found


def _gap(before: str, after: str) -> str:
    """The white space that has to stay between two pieces of a script."""
    pair = before[-1:] + after[:1]
    apart = re.fullmatch(r"[\w$]{2}", pair) or pair in ("++", "--")
    return " " if apart else ""


def smaller_style(code: str) -> str:
    """A style sheet without comments and needless white space.

    Example:
        >>> smaller_style("a > b, c {  margin: 0 1px;\\n}")
        'a>b,c{margin:0 1px}'
    """

    return STYLE.sub(
        lambda match: "" if match["note"] else (match[match.lastgroup] if match.lastgroup else " "), code
    ).strip()
