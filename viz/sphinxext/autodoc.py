"""Diagrams and tables of the models that autodoc documents, where `architecture_autodoc` asks for them."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ExtensionError
from sphinx.util import logging

from ..embedding import Wanted, options
from ..errors import ConvatlasError, suggestion
from ..words import shape_of
from . import figures
from .reading import graph_of, trace, wanted_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

logger = logging.getLogger(__name__)
ALLOWED = {**options.PICTURE, "class": options.FIGURE["class"], "align": options.FIGURE["align"]}
KINDS = ("class", "function", "method", "staticmethod", "classmethod", "data", "attribute", "exception", "property")
PARTS = ("picture", "tables")  # what may be left out
SHAPE = "architecture_input_shape"  # of a class: the input to draw it at
MODELS = ("Model", "Sequential", "Functional")
ANNOTATION = re.compile(rf"[\"']?(?:[A-Za-z_]\w*\.)*(?:{'|'.join(MODELS)})[\"']?")
PENDING = "architecture_autodoc"  # of the page that is read: what autodoc documents there, by name


def check(app: Sphinx, config: Config) -> None:
    """Refuse settings with mistakes before anything is read."""
    try:
        settings(config)
        shapes(config)
    except ConvatlasError as error:
        raise ExtensionError(str(error)) from None


def listen(app: Sphinx) -> None:
    """Hear of the objects that autodoc documents, where a site uses it."""
    if "sphinx.ext.autodoc" in app.extensions:
        app.connect("autodoc-process-docstring", note_object)
        app.connect("env-check-consistency", tell_unknown)


def settings(config: Config) -> dict[str, Any]:
    """The options of `architecture_autodoc`, read.

    Raises:
        FormatError: an option is unknown or has a value that is not allowed.
    """
    given = config.architecture_autodoc
    given = dict(given) if isinstance(given, Mapping) else {}
    parts = {part: bool(given.pop(part, True)) for part in PARTS}
    texts = {name: "" if value is True else str(value) for name, value in given.items()}
    return parts | options.read("architecture_autodoc", texts, ALLOWED, written="{}")


def shapes(config: Config) -> dict[str, tuple[str, tuple[int | None, ...] | None]]:
    """For every object in `architecture_autodoc_inputs` its arguments, with their parentheses, and input shape.

    Raises:
        FormatError: a shape is none.
    """
    found = {}
    for key, shape in config.architecture_autodoc_inputs.items():
        name, bracket, rest = key.partition("(")
        found[name] = (bracket + rest, shape_of(str(shape).strip("[]()")) if shape else None)
    return found


def tell_unknown(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of objects in `architecture_autodoc_inputs` that no page documents."""
    documented = {name for name, entry in env.get_domain("py").data["objects"].items() if entry.objtype in KINDS}
    for name in shapes(app.config):
        if name not in documented:
            near = suggestion(name, documented)
            message = "architecture_autodoc_inputs: no page documents %s%s"
            logger.warning(message, name, near, location=_place(app, name), type="architecture", subtype="autodoc")


def _place(app: Sphinx, name: str) -> str:
    """The line of the settings that names an object, the first one where none does."""
    file = Path(app.confdir, "conf.py")
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return f"{file}:{next((number for number, line in enumerate(lines, 1) if name in line), 1)}"


def note_object(app: Sphinx, what: str, name: str, value: Any, *_: Any) -> None:
    """Remember an object that autodoc documents, and trace all that its module's docstrings want in one process."""
    env = app.env
    module = module_of(name)
    if module is None:
        return
    noted = env.temp_data.setdefault(PENDING, {})
    if module.__name__ not in noted:
        noted[module.__name__] = True
        trace(env, _wanted_by(env, module))
    wanted = _wanted(env.config, name, value) if env.config.architecture_autodoc else None
    if wanted:
        noted[name] = wanted


def module_of(name: str) -> ModuleType | None:
    """The imported module that a full name begins with."""
    parts = name.split(".")
    heads = (".".join(parts[:number]) for number in range(len(parts), 0, -1))
    return next((sys.modules[head] for head in heads if isinstance(sys.modules.get(head), ModuleType)), None)


def _wanted_by(env: BuildEnvironment, module: ModuleType) -> Iterator[Wanted]:
    """What the docstrings of a module want, and the models of its own that would be drawn."""
    written = _written_in(module)
    for value in written:
        yield from wanted_in(env, env.docname, inspect.cleandoc(value.__doc__ or ""))
    if env.config.architecture_autodoc:
        values = {name: value for name, value in vars(module).items() if not name.startswith("_")}
        own = [name for name, value in values.items() if is_model(value) or any(value is one for one in written)]
        found = (_wanted(env.config, f"{module.__name__}.{name}", values[name]) for name in own)
        asked = (_wanted(env.config, name, None) for name in shapes(env.config) if module_of(name) is module)
        yield from filter(None, (*found, *asked))


def _written_in(module: ModuleType) -> list[Any]:
    """The functions and classes of a module, and the functions in these; nothing else is looked at."""

    def own(values: Mapping[str, Any]) -> list[Any]:
        kinds = (type, FunctionType)
        return [one for one in values.values() if isinstance(one, kinds) and one.__module__ == module.__name__]

    top = own(vars(module))
    return [*top, *(inner for one in top if isinstance(one, type) for inner in own(vars(one)))]


def _wanted(config: Config, name: str, value: Any) -> Wanted | None:
    """The source of an object that can be drawn, and the input to draw it at; None for any other."""
    arguments, shape = shapes(config).get(name, ("", None))
    asked = name in shapes(config)
    module = module_of(name)
    if module is None or name == module.__name__:
        return None
    source = f"{module.__name__}:{name.removeprefix(module.__name__ + '.')}{arguments}"
    if inspect.isclass(value):
        shape = shape or _shape_of(value)
        asked = asked or (shape is not None and is_layer_class(value) and is_called_bare(value))
    drawn = asked or is_model(value) or (inspect.isroutine(value) and returns_model(value) and is_called_bare(value))
    return Wanted(source, shape) if drawn else None


def _shape_of(value: type) -> tuple[int | None, ...] | None:
    shape = getattr(value, SHAPE, None)
    try:
        return shape_of(str(shape).strip("[]()").rstrip(",")) if shape else None
    except ConvatlasError:
        return None


def is_model(value: Any) -> bool:
    """Whether a value is a Keras model, told without importing Keras."""
    return not inspect.isclass(value) and _is_keras(type(value), "Model")


def is_layer_class(value: type) -> bool:
    """Whether a class is a Keras layer's or model's."""
    return _is_keras(value, "Layer")


def _is_keras(kind: type, name: str) -> bool:
    return any(base.__name__ == name and base.__module__.partition(".")[0] == "keras" for base in kind.__mro__)


def returns_model(value: Any) -> bool:
    """Whether a function is annotated as one that returns a Keras model."""
    said = getattr(value, "__annotations__", {}).get("return")
    if isinstance(said, str):
        return ANNOTATION.fullmatch(said) is not None
    return inspect.isclass(said) and _is_keras(said, "Model")


def is_called_bare(value: Any) -> bool:
    """Whether a callable can do without arguments."""
    try:
        inspect.signature(value).bind()
    except (TypeError, ValueError):
        return False
    return True


def add_figures(app: Sphinx, domain: str, kind: str, content: addnodes.desc_content) -> None:
    """Add diagram and table to an object that autodoc documents: behind its words, before its members."""
    signature = content.parent[0]
    name = ".".join(filter(None, (signature.get("module"), signature.get("fullname"))))
    wanted = app.env.temp_data.get(PENDING, {}).pop(name, None) if domain == "py" else None
    if isinstance(wanted, Wanted):
        members = next((i for i, node in enumerate(content) if isinstance(node, addnodes.desc)), len(content))
        content[members:members] = _made(app.env, wanted, name, signature)


def _made(env: BuildEnvironment, wanted: Wanted, name: str, where: nodes.Node) -> list[nodes.Node]:
    try:
        made = list(_figures(env, wanted))
    except ConvatlasError as error:
        if name in shapes(env.config):  # then it was asked for by name
            message = "architecture_autodoc: %s: %s"
            logger.warning(message, name, error, location=where, type="architecture", subtype="autodoc")
            env.note_reread()
        else:
            logger.info("%s is not drawn: %s", name, error)
        return []
    for figure in made:
        figures.set_place(figure, where.source, where.line)
    return made


def _figures(env: BuildEnvironment, wanted: Wanted) -> Iterator[nodes.Node]:
    given = settings(env.config)
    graph = graph_of(env, wanted.source, wanted.input_shape)
    if given["picture"]:
        yield figures.figure(env, figures.drawn(env, [graph], given), given, alt=figures.alternative([graph]))
        yield from [figures.text_only([graph], given)] if not given["tables"] else []
    if given["tables"]:
        table, made = figures.layers(graph, {"depth": given.get("depth", 1)})
        yield figures.in_container(made, {}, f"Layers of {graph.name}")
        yield from figures.notes(table)
