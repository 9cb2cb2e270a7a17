"""Where a written file comes from: kept in the file, so that it can be checked against its source."""

from __future__ import annotations

import html
import json
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

MARK = "convatlas:"
RECORD = re.compile(MARK + r' (\{"view": "[a-z]+", "sources": \[.*?\], "options": \{[^{}]*\}\})')
NONE_IS_A_CHOICE = ("fold", "fit")
IN_JSON = re.compile(rf'"{MARK} (?:[^"\\]|\\.)*"')


@dataclass(frozen=True)
class Origin:
    """What made a file: the view (`table`, `draw`, ...), the sources by name, and the options that are not the usual.

    Example:
        >>> origin = Origin("table", ("resnet50",), {"depth": 1})
        >>> origin.text
        'convatlas: {"view": "table", "sources": ["resnet50"], "options": {"depth": 1}}'
        >>> Origin.find(f"<!-- {origin.text} -->") == origin
        True
    """

    view: str
    sources: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """One line of ASCII that may stand in a comment of any format."""
        record = {"view": self.view, "sources": list(self.sources), "options": dict(self.options)}
        text = json.dumps(record)
        for character in "-<>&%":  # what could end a comment, mean something in one, or needs escaping
            text = text.replace(character, f"\\u{ord(character):04x}")
        return f"{MARK} {text}"

    @classmethod
    def find(cls, text: str) -> Origin | None:
        """The origin that a file's text names, None where it names none."""
        for unescaped in (str, html.unescape, _from_json, _from_csv):
            match = RECORD.search(unescaped(text))
            if match and (record := _parsed(match[1])):
                return cls(record["view"], tuple(record["sources"]), record["options"])
        return None


def _parsed(text: str) -> Any:
    """The value of a JSON text, None of one that was damaged."""
    with suppress(ValueError):
        return json.loads(text)


def _from_json(text: str) -> str:
    """The origin's text as it was before it became a text in JSON."""
    match = IN_JSON.search(text)
    return str(_parsed(match[0]) or "") if match else ""


def _from_csv(text: str) -> str:
    return text.replace('""', '"')


def in_json(text: str, origin: Origin | None) -> str:
    """A JSON object's text with the origin as its first value.

    Example:
        >>> Origin.find(in_json('{"name": "tiny"}', Origin("export", ("tiny.toml",))))
        Origin(view='export', sources=('tiny.toml',), options={})
    """
    return f'{{"origin": {json.dumps(origin.text)}, {text.removeprefix("{")}' if origin else text


def origin_of(view: str, sources: tuple[Any, ...], **options: Any) -> Origin | None:
    """The origin of what is made from `sources`; None where one of them, or an option, has no name to find it by.

    Options of None are the usual ones and left out, but for those in `NONE_IS_A_CHOICE`.
    """
    given = {name: value for name, value in options.items() if value is not None or name in NONE_IS_A_CHOICE}
    try:
        names = tuple(map(os.fspath, sources))
        return Origin(view, names, json.loads(json.dumps(given, default=os.fspath)))
    except TypeError:
        return None
