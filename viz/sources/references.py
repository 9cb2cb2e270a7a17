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
from pathlib import Path
from typing import Any, NoReturn

from ...files import shown
from ..errors import SourceError, first_line, suggestion

REFERENCE = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*(\(.*)?", re.DOTALL)

IN_FILE = re.compile(
    r"(.+)\.py(:[A-Za-z_][\w.]*(?:\(.*)?)", re.DOTALL
)  # src/package/models.py:build, which is no module


def module_of(file: Path) -> str:
    """The module that a file without its ending is: from its outermost package, or from the folder below `src`.

    Example:
        >>> module_of(Path("src/package/models"))
        'package.models'
    """
    packages = [folder for folder in file.parents if (folder / "__init__.py").is_file()]
    if packages:
        return ".".join(file.parts[-len(packages) - 1 :])
    below = file.parts[file.parts.index("src") + 1 :] if "src" in file.parts[:-1] else file.parts
    return file.name if file.is_absolute() else ".".join(part for part in below if part != "..")


def value_of(text: str, run: Callable[[Callable[[], Any]], Any]) -> Any:
    """What `module:attribute` or `module:attribute(name=value)` names; a callable is called by `run`.

    The current folder is importable, as with `python -m`.

    Raises:
        SourceError: the module or attribute is missing, or fails when it is imported or called.
    """
    module, _, rest = text.partition(":")
    attribute, options = rest.partition("(")[0], _options(text)
    with current_folder_importable():
        found = _module(module)
        with staying(f"`{shown(text)}`"):
            value = _attribute(found, attribute, text)
        if not (isinstance(value, type) or (callable(value) and not hasattr(value, "weights"))):
            return value
        with staying(f"`{shown(text)}` raised"):
            return run(lambda: value(**options))


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
        raise SourceError(f"`{shown(text)}`: arguments must be names with plain values, such as {example}") from None


def _name_of(word: ast.keyword) -> str:
    if word.arg is None:
        raise ValueError("a mapping with **")
    return word.arg


def _module(name: str) -> Any:
    with staying(f"module `{shown(name)}` fails when imported:"):
        try:
            return import_module(name)
        except ModuleNotFoundError as error:
            if error.name and (name == error.name or name.startswith(f"{error.name}.")):
                raise _missing(error.name) from None
            raise


def check_module(name: str) -> None:
    """Return where there is a module of that name, without importing it or a package around it.

    Raises:
        SourceError: there is none.
    """
    with current_folder_importable():
        parts, folders = name.split("."), None
        for end in range(1, len(parts) + 1):
            part = ".".join(parts[:end])
            found = next(filter(None, (finder.find_spec(part, folders) for finder in sys.meta_path)), None)
            if found is None:
                raise _missing(part)
            folders = found.submodule_search_locations or ()


def _missing(name: str) -> SourceError:
    return SourceError(f"there is no module `{shown(name)}` in {shown(os.getcwd())} or among the installed packages")


class _Leaves(BaseException):
    """In the place of an end of the process, which no `except Exception` of a user's code takes for its own."""


def _leave(status: int) -> NoReturn:
    raise _Leaves(f"ends the process with status {status}")


@contextmanager
def staying(before: str) -> Iterator[None]:
    """Inside, a user's code runs: whatever it raises, and an end of the process, is a mistake in the source.

    What the code prints goes to standard error, since drawings go to the other stream. Streams that it puts in the
    place of the process's own, or closes them by `None`, are these again afterwards.
    """
    kept, streams = os._exit, (sys.stdout, sys.stderr)
    os._exit, sys.stdout = _leave, sys.stderr
    try:
        yield
    except (SourceError, KeyboardInterrupt):
        raise
    except _Leaves as error:
        raise SourceError(f"{before.removesuffix(' raised')} {error}") from None
    except BaseException as error:
        raise SourceError(f"{before} {type(error).__name__}: {first_line(error)}") from error
    finally:
        os._exit = kept
        sys.stdout, sys.stderr = streams


def _attribute(module: Any, names: str, text: str) -> Any:
    try:
        return reduce(getattr, names.split("."), module)
    except AttributeError:
        near = suggestion(names, (name for name in dir(module) if not name.startswith("_")))
        raise SourceError(f"`{shown(text)}`: module `{module.__name__}` has no `{names}`{near}") from None


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
