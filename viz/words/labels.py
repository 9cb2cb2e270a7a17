"""What a box says: kinds in the words of the field, shapes, and figures with few digits."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..graph import Graph, Node, Shape, TensorSpec, role_of
from .operands import along, part_taken, with_operand
from .quantities import UNKNOWN, added, at_least, known

SHORT = {
    "BatchNormalization": "BN",
    "LayerNormalization": "LN",
    "GroupNormalization": "GN",
    "RMSNormalization": "RMS norm",
}

# A template takes settings by name; {/strides} stands for " / 2" and is nothing for strides of 1.
TITLES = {
    "Input": "Input",
    "Conv1D": "Conv {kernel_size}{/strides}",
    "Conv2D": "Conv {kernel_size}{/strides}",
    "Conv3D": "Conv {kernel_size}{/strides}",
    "DepthwiseConv1D": "Depthwise {kernel_size}{/strides}",
    "DepthwiseConv2D": "Depthwise {kernel_size}{/strides}",
    "SeparableConv1D": "Separable {kernel_size}{/strides}",
    "SeparableConv2D": "Separable {kernel_size}{/strides}",
    "Conv1DTranspose": "Transposed {kernel_size}{/strides}",
    "Conv2DTranspose": "Transposed {kernel_size}{/strides}",
    "Conv3DTranspose": "Transposed {kernel_size}{/strides}",
    "MaxPooling1D": "Max pool {pool_size}{/strides}",
    "MaxPooling2D": "Max pool {pool_size}{/strides}",
    "MaxPooling3D": "Max pool {pool_size}{/strides}",
    "AveragePooling1D": "Average pool {pool_size}{/strides}",
    "AveragePooling2D": "Average pool {pool_size}{/strides}",
    "AveragePooling3D": "Average pool {pool_size}{/strides}",
    "CeilAveragePooling2D": "Average pool {pool_size}{/strides}",
    "GlobalAveragePooling1D": "Global average pool",
    "GlobalAveragePooling2D": "Global average pool",
    "GlobalAveragePooling3D": "Global average pool",
    "GlobalMaxPooling1D": "Global max pool",
    "GlobalMaxPooling2D": "Global max pool",
    "GlobalMaxPooling3D": "Global max pool",
    "BatchNormalization": "Batch norm",
    "LayerNormalization": "Layer norm",
    "GroupNormalization": "Group norm",
    "LocalResponseNormalization": "Local response norm",
    "Dense": "Dense {units}",
    "Dropout": "Dropout {rate}",
    "SpatialDropout2D": "Spatial dropout {rate}",
    "Embedding": "Embedding {input_dim}",
    "LSTM": "LSTM {units}",
    "GRU": "GRU {units}",
    "SimpleRNN": "RNN {units}",
    "MultiHeadAttention": "Attention, {num_heads} {heads}",
    "Activation": "{activation}",
    "Concatenate": "Concat",
    "ZeroPadding2D": "Pad {padding}",
    "LowestPadding2D": "Pad {padding}",
    "UpSampling2D": "Upsample {size}",
    "Clip": "Clip {x_min} to {x_max}",
}
ACTIVATIONS = {
    "relu": "ReLU",
    "relu6": "ReLU6",
    "gelu": "GELU",
    "elu": "ELU",
    "selu": "SELU",
    "silu": "SiLU",
    "swish": "SiLU",
    "tanh": "tanh",
    "sigmoid": "sigmoid",
    "softmax": "softmax",
    "leaky_relu": "leaky ReLU",
    "hard_sigmoid": "hard sigmoid",
    "hard_silu": "hard SiLU",
    "hard_swish": "hard SiLU",
}
WRAPPERS = {"Bidirectional": "Bidirectional {}", "TimeDistributed": "{}, each step"}
SIZES = ("kernel_size", "pool_size", "size", "padding")
DOT = " · "
FEW = 3  # inputs whose sizes a line tells


def title(node: Node) -> str:
    """A leaf in the words of the field: `Conv 3×3 / 2`.

    Example:
        >>> from convatlas.viz import Node
        >>> title(Node("c", "Conv2D", settings=(("kernel_size", "3"), ("strides", "2"), ("activation", "relu"))))
        'Conv 3×3 / 2 · ReLU'
    """
    settings = dict(node.settings)
    told = with_operand(node) or part_taken(node)
    if told:
        return told
    if node.kind in WRAPPERS and (wrapped := _wrapped(node)):
        return WRAPPERS[node.kind].format(title(wrapped))
    template = TITLES.get(node.kind) or ACTIVATIONS.get(node.kind.lower(), "")  # an operation is spelled Relu
    text = re.sub(r"\{(/?)(\w+)\}", lambda found: _value(node, found[2], bool(found[1])), template)
    extras = [f"dilation {settings['dilation_rate']}"] if settings.get("dilation_rate", "1") != "1" else []
    extras += [f"groups {settings['groups']}"] if settings.get("groups", "1") != "1" and "Conv" in node.kind else []
    extras += ["causal"] if settings.get("use_causal_mask") == "true" else []
    name = ", ".join(filter(None, [text.strip() or node.kind, *extras, along(node)]))
    activation = settings.get("activation", "linear")
    follows = node.kind != "Activation" and activation not in ("linear", "") and node.role != "attention"
    return name + (DOT + ACTIVATIONS.get(activation, activation) if follows else "")


def _wrapped(node: Node) -> Node | None:
    """The layer that another one wraps, as far as its settings tell: `Dense(units=3, activation=linear)`."""
    found = re.match(r"(\w+)\((.*)", node.setting("layer"))
    settings = tuple(re.findall(r"(\w+)=([^,() ]+)", found[2])) if found else ()
    outputs = tuple(TensorSpec((*spec.shape[:1], *spec.shape[2:])) for spec in node.outputs)  # of one step
    return Node(node.path, found[1], role_of([found[1]]), settings=settings, outputs=outputs) if found else None


def _value(node: Node, name: str, over: bool) -> str:
    value = node.setting(name)
    if name == "heads":
        return "head" if node.setting("num_heads") == "1" else name
    if name == "activation":
        return ACTIVATIONS.get(value, value)
    if over:
        return f" / {_times(value)}" if value not in ("", "1") else ""
    if not value:
        return ""
    if name == "rate":
        return f"{float(value):.2g}"
    if name in SIZES:
        rank = len(node.outputs[0].shape) - 2 if node.outputs else 2
        return _times(value) if "x" in value else "×".join([value] * max(rank, 1)) if name != "padding" else value
    return value


def _times(value: str) -> str:
    return value.replace("x", "×")


def unit_title(members: Iterable[Node]) -> str:
    """Layers that share a box: `Conv 7×7 / 2 · BN · ReLU`; paddings go without saying."""
    said = [n for n in members if not n.kind.endswith(("Padding1D", "Padding2D", "Padding3D"))]
    said = [n for n in said if n.kind != "Activation" or n.setting("activation") != "linear"] or said  # it does nothing
    return DOT.join(SHORT.get(n.kind, title(n)) if len(said) > 1 else title(n) for n in said)


def shape_text(specs: tuple[TensorSpec, ...]) -> str:
    """Shape of the first tensor without its batch: `56 × 56 × 64`; of several the number too."""
    if not specs:
        return ""
    more = f" (+{len(specs) - 1})" if len(specs) > 1 else ""
    return dimensions(specs[0].shape[1:]) + more


def dimensions(shape: Shape) -> str:
    """Sizes as papers print them, ? where unknown."""
    return " × ".join("?" if n is None else str(n) for n in shape) if shape else "scalar"


def figure(number: int | None) -> str:
    """A count with three digits and a unit: 11.7 M, 148 K, 650, `?` where it is not known.

    Example:
        >>> figure(11689512), figure(148480), figure(650), figure(999999), figure(None)
        ('11.7 M', '148 K', '650', '1 M', '?')
    """
    if number is None:
        return UNKNOWN
    for size, unit in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "K")):
        if number >= size * 0.9995:
            return f"{at_least(number)}{float(f'{number / size:.3g}'):g} {unit}"
    return f"{at_least(number)}{number:d}"


def params_of(nodes: Iterable[Node]) -> int | None:
    """The parameters of nodes in sum: `AtLeast` where some are not known, None where none are."""
    return added(known(node.params, node.unweighed) for node in nodes)


def trainable_of(nodes: Iterable[Node]) -> int | None:
    """The trainable parameters of nodes in sum, as `params_of`."""
    return added(known(node.trainable_params, node.unweighed) for node in nodes)


def params_text(graph: Graph) -> str:
    """The parameters of a graph in short: `11.7 M parameters`, `≥ 256 K parameters`, `parameters not known`."""
    params = params_of(graph.nodes)
    return "parameters not known" if params is None else f"{figure(params)} parameters"


def macs_of(graph: Graph) -> int | None:
    """The multiply-adds of a graph for one sample: `AtLeast` where some are not known, None where none are."""
    return added(known(node.macs, node.uncounted) for node in graph.nodes)


def macs_text(graph: Graph) -> str:
    """The multiply-adds of a graph in short: `1.81 G MACs`, `≥ 256 M MACs`, `MACs not known`."""
    macs = macs_of(graph)
    return "MACs not known" if macs is None else f"{figure(macs)} MACs"


def totals(graph: Graph) -> str:
    """The line below a title: `11.7 M parameters · 1.81 G MACs · input 224 × 224 × 3`."""
    inputs = " and ".join(dimensions(spec.shape[1:]) for spec in graph.inputs)
    taken = f"{len(graph.inputs)} inputs" if len(graph.inputs) > FEW else f"input {inputs}"
    told = [params_text(graph), macs_text(graph)]
    return DOT.join([*told, taken] if inputs else told)
