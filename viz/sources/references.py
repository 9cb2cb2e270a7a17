"""Import what `module:attribute` names, and call it where it is a function."""

from __future__ import annotations

import ast
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import reduce
from importlib import import_module
from typing import Any

from ..errors import SourceError, first_line, suggestion

REFERENCE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(\(.*)?", re.DOTALL)


def value_of(text: str, run: Callable[[Callable[[], Any]], Any]) -> Any:
    """What `module:attribute` or `module:attribute(name=value)` names; a callable is called by `run`.

    The current folder is importable, as with `python -m`.

    Raises:
        SourceError: the module or attribute is missing, or fails when it is imported or called.
    """
    module, _, rest = text.partition(":")
    attribute, options = rest.partition("(")[0], _options(text)
    with current_folder_importable():
        value = _attribute(_module(module), attribute, text)
        if not (isinstance(value, type) or (callable(value) and not hasattr(value, "weights"))):
            return value
        try:
            return run(lambda: value(**options))
        except (Exception, SystemExit) as error:
            raise SourceError(f"`{text}` raised {type(error).__name__}: {first_line(error)}") from error


def _options(text: str) -> dict[str, Any]:
    """The keyword arguments written behind the attribute, literals alone."""
    rest = text.partition(":")[2]
    if "(" not in rest:
        return {}
    try:
        call = ast.parse(rest, mode="eval").body
        if not isinstance(call, ast.Call) or isinstance(call.func, ast.Call) or call.args:
            raise ValueError("not one call with names")
        return {_name_of(word): ast.literal_eval(word.value) for word in call.keywords}
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        example = f"{text.partition('(')[0]}(classes=10)"
        raise SourceError(f"`{text}`: arguments must be names with plain values, such as {example}") from None


def _name_of(word: ast.keyword) -> str:
    if word.arg is None:
        raise ValueError("a mapping with **")
    return word.arg


def _module(name: str) -> Any:
    try:
        return import_module(name)
    except (Exception, SystemExit) as error:
        missing = getattr(error, "name", None)
        if isinstance(error, ModuleNotFoundError) and missing and (name == missing or name.startswith(f"{missing}.")):
            raise SourceError(f"there is no module `{missing}` here or among the installed packages") from None
        raise SourceError(
            f"module `{name}` fails when imported: {type(error).__name__}: {first_line(error)}"
        ) from error


def _attribute(module: Any, names: str, text: str) -> Any:
    try:
        return reduce(getattr, names.split("."), module)
    except AttributeError:
        near = suggestion(names, (name for name in dir(module) if not name.startswith("_")))
        raise SourceError(f"`{text}`: module `{module.__name__}` has no `{names}`{near}") from None


@contextmanager
def current_folder_importable() -> Iterator[None]:
    """Inside, modules of the current folder can be imported, before any others."""
    folder = os.getcwd()
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        with suppress(ValueError):  # a module may have tidied up sys.path itself
            sys.path.remove(folder)
