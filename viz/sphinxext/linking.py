"""References from kinds of layers to where they are documented, on the site itself or by intersphinx on others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import pending_xref

from ..graph import snake

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

NAMES = "architecture-names"  # of a reference: under which names its target may be documented
AFTER_INTERSPHINX = 900


def reference(target: str, text: str) -> pending_xref:
    """A reference to the class or function `target`, which stays plain text where it is documented nowhere."""
    names = names_of(target)
    settings: dict[str, Any] = {"refdomain": "py", "reftype": "obj", "reftarget": names[0], NAMES: names}
    return pending_xref("", nodes.inline("", text), refwarn=False, **settings)


def names_of(target: str) -> list[str]:
    """The names that a class may be documented under: its own, Keras' public ones, those of packages around it.

    Example:
        >>> names_of("keras.src.layers.convolutional.conv2d.Conv2D")[:2]
        ['keras.src.layers.convolutional.conv2d.Conv2D', 'keras.layers.Conv2D']
        >>> names_of("keras.ops.Relu")
        ['keras.ops.Relu', 'keras.ops.relu', 'tf.keras.ops.Relu', 'tf.keras.ops.relu', 'keras.Relu']
    """
    return list(dict.fromkeys(_names(target)))


def _names(target: str) -> Iterator[str]:
    module, _, name = target.rpartition(".")
    parts = module.split(".")
    yield target
    if parts[0] == "keras":
        public = ".".join(part for part in parts if part != "src").split(".")[:2]
        spelled = [name, snake(name)] if public[-1] == "ops" else [name]
        for before in ("", "tf."):
            yield from (f"{before}{'.'.join(public)}.{one}" for one in spelled)
    for number in range(len(parts) - 1, 0, -1):
        yield ".".join([*parts[:number], name])


def resolve(app: Sphinx, env: BuildEnvironment, node: pending_xref, inside: nodes.Node) -> nodes.Node | None:
    """Try the further names of a reference of ours; where none is documented its text stays, without complaint."""
    names = node.get(NAMES)
    if not names:
        return None
    for name in names[1:]:
        other = node.copy()
        other["reftarget"] = name
        del other[NAMES]
        found = _found(app, env, other, inside)
        if found is not None:
            return found
    return inside


def _found(app: Sphinx, env: BuildEnvironment, node: pending_xref, inside: nodes.Node) -> nodes.Node | None:
    from sphinx.errors import NoUri

    try:
        domain, here, target = env.get_domain("py"), node.get("refdoc", env.docname), node["reftarget"]
        found = domain.resolve_xref(env, here, app.builder, "obj", target, node, inside)
        return found or app.emit_firstresult("missing-reference", env, node, inside, allowed_exceptions=(NoUri,))
    except NoUri:
        return None
