"""What two layers of a run have in common: kind and settings, with only widths free; strides and rates are told."""

from __future__ import annotations

import re
from functools import lru_cache

from ..graph import GROUP, Node, TensorSpec, kind_of, settings_of

Settings = tuple[tuple[str, str], ...]
WIDTH = re.compile(r"filters\w*|units|channels|\w+_(filters|units|dim|width|channels)|hidden_size")
RATES = frozenset(("rate", "dropout", "drop_path", "drop_rate", "dropout_rate", "drop_path_rate"))
STRIDES = frozenset(("strides", "stride", "pool_strides"))
SHAPED = frozenset(("target_shape", "noise_shape", "newshape", "shape"))  # settings that end in a width
NUMBER = re.compile(r"[\d.]+(e-\d+)?")
OF_STRIDES = STRIDES | {"padding"}
OF_PLACES = frozenset(("kernel_size", "num_heads"))  # settings that the places of one block may each have their own of
PADDINGS = ("ZeroPadding1D", "ZeroPadding2D", "ZeroPadding3D", "LowestPadding2D", "Pad")


def token(node: Node) -> int:
    """All that a layer is, but for its name, its widths and its rates."""
    return _token(*_facts(node), frozenset())


def core_token(node: Node) -> int:
    """All that a layer is, whatever its strides and how it pads for them."""
    return _token(*_facts(node), OF_STRIDES)


def place_token(node: Node) -> int:
    """All that a layer is, whatever its kernel, where that is as wide as high and no point, and its number of heads."""
    kernel = node.setting("kernel_size", "1")
    is_free = kernel != "1" and kernel.isdigit()
    return _token(*_facts(node), OF_PLACES if is_free else OF_PLACES - {"kernel_size"})


def _facts(node: Node) -> tuple[tuple[str, str, Settings], int, int, tuple[bool, ...]]:
    """What the token of a layer depends on: few layers of a network differ in it."""
    shape = node.outputs[0].shape if node.outputs and node.kind != GROUP else ()
    channels = node.inputs[0].shape[-1] if node.inputs and node.inputs[0].shape else None
    weights = (node.trainable_params > 0, node.non_trainable_params > 0, bool(node.shares), len(node.outputs) > 1)
    return (node.kind, node.role, node.settings), len(shape), channels or 0, weights


@lru_cache(maxsize=4096)
def _token(
    what: tuple[str, str, Settings], rank: int, channels: int, weights: tuple[bool, ...], left_out: frozenset[str]
) -> int:
    kind, role, settings = what
    node = Node("", kind, role, outputs=(TensorSpec((None,) * rank),) if rank else (), settings=settings)
    kept = ((name, text) for name, text in settings_of(node).items() if name not in RATES and name not in left_out)
    plain = ((name, _plain(name, text, channels)) for name, text in kept if not WIDTH.fullmatch(name))
    return hash((kind_of(node), tuple(sorted(plain)), rank, weights))


def _plain(name: str, text: str, channels: int) -> str:
    """A setting without the width that it ends in, or that it repeats: groups of one channel each are as many."""
    if name in SHAPED:
        return re.sub(r"[^x, ]+$", "width", text)
    return "depthwise" if name == "groups" and text == str(channels) != "1" else text


def rates_of(node: Node) -> list[float]:
    """The rates that a layer drops at."""
    return [float(text) for name, text in node.settings if name in RATES and NUMBER.fullmatch(text)]


def strides_of(node: Node) -> str:
    """The strides of a layer where these are not 1, else ""."""
    found = next((text for name, text in node.settings if name in STRIDES), "1")
    return "" if node.role not in ("convolution", "pooling") or set(found.split("x")) == {"1"} else found
