"""Count multiply-adds of others' networks by TensorFlow's profiler beside ours, for the page `oracle.md`.

Needs `pip install keras-hub`; run as `python docs/make_oracle.py`, with names to count these alone.
"""

from __future__ import annotations

import gc
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from math import prod
from pathlib import Path
from typing import Any

import keras
import networkx
import tensorflow as tf

from convatlas import viz

PAGE = Path(__file__).parent / "oracle.md"
FOUND = Path(__file__).parent / "images" / "oracle.json"
COUNTED = ("Conv2D", "Conv3D", "DepthwiseConv2dNative", "MatMul", "BatchMatMul", "BatchMatMulV2", "BatchMatMulV3")
CALLS = ("PartitionedCall", "StatefulPartitionedCall")
SHAPES = ("Shape", "ShapeN", "Size", "Rank")  # what they give does not depend on what is in a tensor
TEXT = {"vocabulary_size": 50, "num_layers": 2, "hidden_dim": 16, "intermediate_dim": 32}
PICTURE = {"image_shape": (32, 32, 3)}
LENGTH, SIDE, PICTURE_RANK = 12, 224, 4
HUB: dict[str, dict[str, Any]] = {
    "BertBackbone": TEXT | {"num_heads": 2, "max_sequence_length": LENGTH},
    "GPT2Backbone": TEXT | {"num_heads": 2, "max_sequence_length": LENGTH},
    "BartBackbone": TEXT | {"num_heads": 2, "max_sequence_length": LENGTH},
    "T5Backbone": TEXT | {"num_heads": 2},
    "WhisperBackbone": TEXT
    | {"num_heads": 2, "max_encoder_sequence_length": LENGTH // 2, "max_decoder_sequence_length": LENGTH},
    "GemmaBackbone": TEXT | {"num_query_heads": 2, "num_key_value_heads": 1, "head_dim": 8},
    "LlamaBackbone": TEXT | {"num_query_heads": 2, "num_key_value_heads": 1},
    "ViTBackbone": PICTURE | {"patch_size": 8, "num_layers": 2, "num_heads": 2, "hidden_dim": 16, "mlp_dim": 32},
    "DeiTBackbone": PICTURE
    | {"patch_size": 8, "num_layers": 2, "num_heads": 2, "hidden_dim": 16, "intermediate_dim": 32},
    "SwinTransformerBackbone": PICTURE
    | {"patch_size": 2, "embed_dim": 8, "depths": [2, 2], "num_heads": [2, 2], "window_size": 4},
    "MiTBackbone": PICTURE
    | {
        "layerwise_depths": [1, 1],
        "num_layers": 2,
        "layerwise_num_heads": [1, 2],
        "layerwise_sr_ratios": [2, 1],
        "max_drop_path_rate": 0.1,
        "layerwise_patch_sizes": [7, 3],
        "layerwise_strides": [4, 2],
        "hidden_dims": [8, 16],
    },
    "ResNetBackbone": PICTURE
    | {
        "input_conv_filters": [64],
        "input_conv_kernel_sizes": [7],
        "stackwise_num_filters": [64, 128],
        "stackwise_num_blocks": [2, 2],
        "stackwise_num_strides": [1, 2],
        "block_type": "basic_block",
    },
}


def networks() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Names of the networks with what builds them."""
    for name, options in HUB.items():
        yield f"keras_hub {name}", lambda name=name, options=options: getattr(_hub(), name)(**options)  # type: ignore[misc]
    for name, build in inspect.getmembers(keras.applications, inspect.isfunction):
        yield f"keras.applications {name}", lambda build=build: build(weights=None)  # type: ignore[misc]


def _hub() -> Any:
    import keras_hub

    return keras_hub.models


def shapes_of(model: Any) -> Any:
    """Shapes of what a model takes, without the batch, open lengths closed."""
    return keras.tree.map_structure(closed_sizes, model.input)


def closed_sizes(tensor: Any) -> tuple[int, ...]:
    """Sizes of an input without the batch, with those of a picture or a text where they are open."""
    usual = SIDE if len(tensor.shape) == PICTURE_RANK else LENGTH
    return tuple(size or usual for size in tensor.shape[1:])


def forward_graph(model: Any) -> Any:
    """TensorFlow's graph of what the model does with one sample, training left out."""
    one = keras.tree.map_structure(lambda t: tf.TensorSpec((1, *closed_sizes(t)), t.dtype), model.input)
    return tf.function(lambda inputs: model(inputs, training=False)).get_concrete_function(one).graph


def profiled(graph: Any) -> int:
    """Multiply-adds of a graph: half of what TensorFlow's profiler counts, in the functions that it calls too."""
    builder = tf.compat.v1.profiler.ProfileOptionBuilder
    options = builder(builder.float_operation()).with_empty_output().build()
    told = tf.compat.v1.profiler.profile(graph, cmd="op", options=options)
    products = sum(child.float_ops for child in _below(told) if child.name in COUNTED) // 2
    called = (graph._get_function(op.get_attr("f").name) for op in graph.get_operations() if op.type in CALLS)
    return products + sum(map(einsum, graph.get_operations())) + sum(profiled(one.graph) for one in called)


def _below(node: Any) -> Iterator[Any]:
    """Kinds of operations, each told with those that come behind it."""
    waiting, seen = list(node.children), set()
    while waiting:
        child = waiting.pop()
        if child.name not in seen:
            seen.add(child.name)
            yield child
        waiting += child.children


def einsum(operation: Any) -> int:
    """The products of an operation that the profiler has no figure for; 0 for any other one."""
    if operation.type != "Einsum":
        return 0
    terms = operation.get_attr("equation").decode().split("->")[0].split(",")
    sizes: dict[str, int] = {}
    for term, tensor in zip(terms, operation.inputs, strict=True):
        sizes |= dict(zip(_letters(term, tensor.shape.rank), tensor.shape.as_list(), strict=True))
    return prod(sizes.values()) if len(terms) > 1 else 0


def _letters(term: str, rank: int) -> list[str]:
    """A name for each axis: its letter, or its place where `...` covers it."""
    before, _, after = term.partition("...")
    covered = rank - len(before) - len(after)
    return [*before, *(f"...{covered - place}" for place in range(covered)), *after]


def of_constants(graph: Any) -> int:
    """Products of those operations without a figure that no value of the input reaches, but its shape alone."""
    reached = {tensor.name for tensor in graph.inputs if tensor.dtype != tf.resource}
    found = 0
    for operation in graph.get_operations():
        if operation.type in SHAPES:
            continue
        if any(tensor.name in reached for tensor in operation.inputs):
            reached |= {tensor.name for tensor in operation.outputs}
        else:
            found += einsum(operation)
    return found


def row(build: Callable[[], Any]) -> dict[str, Any]:
    """What is found about one network."""
    model = build()
    at_length, plain = viz.trace(model, input_shape=shapes_of(model)), viz.trace(model)
    forward = forward_graph(model)
    found = {
        "params": plain.params,
        "params_of_keras": model.count_params(),
        "macs": at_length.macs,
        "open": sorted({node.kind for node in at_length.nodes if node.macs is None}),
        "profiled": profiled(forward),
        "of_constants": of_constants(forward),
        "acyclic": networkx.is_directed_acyclic_graph(plain.to_networkx()),
        "outputs": [port.tensor for port in plain.outputs] == list(map(spec, keras.tree.flatten(model.output))),
        "equal": viz.trace(model) == plain,
        "closed": closed(plain),
    }
    keras.backend.clear_session()
    return found


def closed(graph: viz.Graph) -> list[str]:
    """Leaves with parameters that are no layers of Keras and have no note that says why they stay closed."""
    return [n.path for n in graph.leaves if n.params and not n.note and n.module.split(".")[0] != "keras"]


def spec(tensor: Any) -> viz.TensorSpec:
    """Shape and type of a tensor of Keras."""
    return viz.TensorSpec(tuple(tensor.shape), tensor.dtype)


def main(wanted: list[str]) -> None:
    """Count, keep what is found, write the page."""
    found = json.loads(FOUND.read_text()) if FOUND.exists() else {}
    for name, build in networks():
        if wanted and not any(word in name for word in wanted):
            continue
        found[name] = row(build)
        print(name, found[name], flush=True)
        FOUND.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        gc.collect()
    PAGE.write_text(page(found), encoding="utf-8")


def page(found: dict[str, dict[str, Any]]) -> str:
    """The table, and what it says."""
    lines = [
        "# Networks of others, counted twice",
        "",
        "Networks that others wrote, all of keras.applications and small builds of networks of keras-hub, counted by",
        "`viz.trace` and by TensorFlow's profiler. The page is written by `docs/make_oracle.py` from a run of both.",
        "",
        "| network | parameters | multiply-adds | by the profiler | difference |",
        "| --- | ---: | ---: | ---: | ---: |",
        *(_line(name, one) for name, one in sorted(found.items())),
        "",
        "In every row the parameters are those that Keras' own `count_params` gives, and the outputs are those of",
        "`model.output`, in shape and type; the graph has no circle; two traces are equal; no layer has unknown",
        "multiply-adds, and none that is not of Keras itself stays closed with parameters in it.",
        "",
        "## What is counted",
        "",
        "The profiler reads the forward graph of one sample, training left out. It counts two operations a",
        "multiply-add, so its figure is halved. Taken from it are convolutions and products of matrices, since we",
        "count nothing else: it also counts sums, activations and poolings. Networks of keras-hub are built with few,",
        f"narrow layers. Where sizes are open, texts are {LENGTH} tokens long and pictures {SIDE} x {SIDE}.",
        "",
        "## What differs, and why",
        "",
        "- The profiler does not look into functions that the graph calls. Keras compiles convolutions in groups into",
        "  such functions, those of ConvNeXt among them, so each function is profiled too and added.",
        "- It has no figure for `Einsum`. There the sizes of all letters of the graph's own equation are multiplied,",
        "  with the shapes that TensorFlow tells.",
        *_of_constants(found),
        "",
    ]
    return "\n".join(lines)


def _of_constants(found: dict[str, dict[str, Any]]) -> list[str]:
    """What the graph works out anew at each call though no value of the input reaches it."""
    told = [
        f"{name.split()[1]} ({one['of_constants']:,})" for name, one in sorted(found.items()) if one["of_constants"]
    ]
    if not told:
        return []
    return [
        f"- {' and '.join(told)} differ by that many products of an `Einsum` that no value",
        "  of the input reaches, only the length of the text: a product of places and frequencies, the angles of",
        "  rotary embeddings. The graph works them out at each call; `viz.trace` takes them for constants.",
    ]


def _line(name: str, one: dict[str, Any]) -> str:
    apart = (one["macs"] - one["profiled"]) / max(one["profiled"], 1)
    cells = (
        f"{one['params']:,}",
        ("≥ " if one["open"] else "") + f"{one['macs']:,}",
        f"{one['profiled']:,}",
        f"{apart:+.2%}" if apart else "0",
    )
    return f"| {name.split()[1]} ({name.split()[0]}) | {' | '.join(cells)} |"


if __name__ == "__main__":
    main(sys.argv[1:])
