"""All that the tracer takes from inside Keras, `keras.src`, where names may move between versions.

| taken | to |
|---|---|
| `BackendVariable` | tell variables, of which `keras.Variable` is no base in Keras 3.6 |
| `Functional` | tell models with a history of calls, which have no public class |
| `get_keras_mask`, `set_keras_mask` | hand masks on to the tensors of a replay |
| `global_state` | leave counters, seeds and waiting variables as they were |
| `keras_option_scope`, `model_from_config` | make the layers of HDF5 files without their weights |
| `SafeModeScope` | read a file without running what it holds |
| `SymbolicScope` | say that a `call` watched in TensorFlow's graph is no real one |
| `Function`, `Node`, `SymbolicArguments`, `Tracker` | tell what of a layer is twinned; say what gives a constant |
| `flatten_with_path` | tell names in structures where `keras.tree` has no function for it, as in Keras 3.6 |
| `public_module` | say where a class is from as one would import it |
| `is_own`, `is_own_layer` | tell Keras' classes from a user's |
| `FUNCTIONAL`, `OPERATIONS` | say to Keras where models and operations of files are |

No other module names `keras.src`. Attributes with an underscore that are read elsewhere are those of layers
(`_convert_input_args`, `_build_shapes_dict`), of models (`_functional`, `_inputs_struct`, `_outputs_struct`), of the
history of calls (`_keras_history`, `_inbound_nodes`, `_nodes_by_depth`) and of what tracks mappings (`_storage`); all
are there from Keras 3.6 on.
"""

from __future__ import annotations

from typing import Any

from keras import tree
from keras.src.api_export import get_name_from_symbol
from keras.src.backend import Variable as BackendVariable
from keras.src.backend import get_keras_mask, set_keras_mask
from keras.src.backend.common import global_state
from keras.src.backend.common.symbolic_scope import SymbolicScope
from keras.src.legacy.saving.saving_options import keras_option_scope
from keras.src.legacy.saving.saving_utils import model_from_config
from keras.src.models import Functional
from keras.src.ops.function import Function
from keras.src.ops.node import Node
from keras.src.ops.symbolic_arguments import SymbolicArguments
from keras.src.saving.serialization_lib import SafeModeScope
from keras.src.utils.tracking import Tracker

__all__ = [
    "FUNCTIONAL",
    "OPERATIONS",
    "BackendVariable",
    "Function",
    "Functional",
    "Node",
    "SafeModeScope",
    "SymbolicArguments",
    "SymbolicScope",
    "Tracker",
    "flatten_with_path",
    "get_keras_mask",
    "global_state",
    "is_own",
    "is_own_layer",
    "keras_option_scope",
    "model_from_config",
    "public_module",
    "set_keras_mask",
]

HOME = "keras.src."
FUNCTIONAL = f"{HOME}models.functional"
OPERATIONS = tuple(f"{HOME}ops.{part}" for part in ("numpy", "nn", "core", "math", "image", "linalg"))


def is_own(module: str) -> bool:
    """Whether a module is one of Keras."""
    return module.startswith(HOME)


def is_own_layer(module: str) -> bool:
    """Whether a module of Keras holds layers, not the networks of `keras.applications`, which are seen through."""
    return is_own(module) and not module.startswith(f"{HOME}applications.")


def public_module(cls: type) -> str:
    """Where a class of Keras is imported from, as `keras.layers`; its own part of Keras where it has no public name."""
    public = get_name_from_symbol(cls)
    return public.rpartition(".")[0] if public else f"keras.{cls.__module__.split('.')[2]}"


def flatten_with_path(structure: Any) -> list[tuple[tuple[Any, ...], Any]]:
    """The leaves of a structure in Keras' order, each behind the keys and places that lead to it."""
    if hasattr(tree, "flatten_with_path"):
        return list(tree.flatten_with_path(structure))
    import optree

    ways, leaves, _ = optree.tree_flatten_with_path(structure, none_is_leaf=True, namespace="keras")
    return list(zip(ways, leaves, strict=True))
