"""Weights for a built network: from files, from other models, from keras.applications; and what became of each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import keras

from ..files import ConvatlasError, first_line, printable
from .channels import first_kernel, fitted_channels
from .keras_applications import keras_applications_model, pairs
from .merged_weights import refuse_quantized, values_of
from .recognition import recognized
from .weight_files import arrays_in


@dataclass(frozen=True)
class Report:
    """What loading did with each weight of a model, by path.

    Attributes:
        loaded: weights that were set.
        skipped: pairs of a weight that was left as it is and the reason.
        adapted: pairs of a weight that was set, and how that given was made to fit.
        left: what was given and has no place in the model.
    """

    loaded: tuple[str, ...]
    skipped: tuple[tuple[str, str], ...]
    adapted: tuple[tuple[str, str], ...] = ()
    left: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = f"{len(self.loaded)} weights loaded, {len(self.skipped)} skipped"
        counts += f", {len(self.left)} left over" if self.left else ""
        told = [*self.adapted, *self.skipped, *((name, "has no place here") for name in self.left)]
        return "\n".join([counts, *(printable(f"  {path}: {reason}") for path, reason in told)])


def load_weights(model: Any, source: Any, *, variant: str | None = None) -> Report:
    """Set the weights of `model`, one of ours, from `source`; the last layers may have other classes.

    Args:
        model: to be changed.
        source: the path of a `.weights.h5` or `.keras` file of the same network, a model of ours or of
            keras.applications, or "imagenet".
        variant: which network of the atlas `model` is, where it has a name of its own.

    Raises:
        ValueError: there is no such file, it cannot be read, or nothing in it fits.

    Example:
        >>> from convatlas import architectures
        >>> from convatlas.architectures.weights import load_weights
        >>> digits = architectures.build("lenet5")
        >>> print(load_weights(architectures.build("lenet5", classes=26), digits))
        8 weights loaded, 2 skipped
          predictions/kernel: shape (84, 10) instead of (84, 26)
          predictions/bias: shape (10,) instead of (26,)
    """
    if isinstance(source, keras.Model):
        return copy_by_path(model, _values_of_model(model, source))
    if isinstance(source, str) and source == "imagenet":
        return copy_by_path(model, _values_of_model(model, _official(model, "imagenet", variant)))
    if not isinstance(source, (str, os.PathLike)):
        raise ConvatlasError(f"`weights` (={source!r}) must be the path of a file, a model, or 'imagenet'")
    return _from_file(model, Path(source), variant)


def load_all_but_classifier(model: Any, source: Any, *, variant: str | None = None) -> Report:
    """As `load_weights`, but only the layers that give the outputs may keep weights of their own.

    Raises:
        ValueError: other weights would keep what they were.
    """
    report = load_weights(model, source, variant=variant)
    left = [(path, reason) for path, reason in report.skipped if path.partition("/")[0] not in model.output_names]
    if left:
        more = f", and {len(left) - 1} more" if len(left) > 1 else ""
        raise ConvatlasError(f"`weights` do not fit {model.name}; {left[0][0]}: {left[0][1]}{more}")
    return report


def stored(model: Any) -> list[Any]:
    """Weights without the states of random generators."""
    return [weight for weight in model.weights if "seed_generator" not in weight.path]


def copy_by_path(model: Any, values: Mapping[str, Any]) -> Report:
    """Set every weight of `model` for which `values` holds an array of its shape.

    Raises:
        ValueError: there is none.
    """
    refuse_quantized(model)
    first = first_kernel(model)
    loaded, skipped, adapted = [], [], []
    for weight in stored(model):
        value = values.get(weight.path)
        if value is not None and weight.path == first:
            value, how = fitted_channels(value, weight.shape)
            adapted += [(weight.path, how)] if how else []
        if value is None:
            skipped.append((weight.path, "not among the weights given"))
        elif tuple(value.shape) != tuple(weight.shape):
            skipped.append((weight.path, f"shape {tuple(value.shape)} instead of {tuple(weight.shape)}"))
        else:
            weight.assign(value)
            loaded.append(weight.path)
    if not loaded:
        raise ConvatlasError(f"`weights` hold nothing that fits {model.name}; {skipped[0][0]}: {skipped[0][1]}")
    return Report(tuple(loaded), tuple(skipped), tuple(adapted))


def _from_file(model: Any, path: Path, variant: str | None) -> Report:
    if not path.exists():
        raise ConvatlasError(f"`weights` (={str(path)!r}): there is no such file")
    if path.suffix == ".h5" and not path.name.endswith(".weights.h5"):
        try:
            theirs = _official(model, path, variant)
        except (OSError, KeyError, RuntimeError) as error:  # of HDF5, as the file is broken
            raise _unreadable(path, "weights of keras.applications", error) from None
        return copy_by_path(model, _values_of_model(model, theirs))
    return copy_by_path(model, _values_of_file(model, path))


def _values_of_file(model: Any, path: Path) -> dict[str, Any]:
    """Arrays of a `.weights.h5` or `.keras` file by the paths of the model's weights."""
    arrays = arrays_in(path)
    if any(array.dtype.kind in "iu" and "seed" not in layer for layer, found in arrays.items() for array in found):
        return _values_of_quantized(path)
    values: dict[str, Any] = {}
    for layer, weights in groupby(stored(model), key=lambda weight: weight.path.rpartition("/")[0]):
        values |= dict(zip((weight.path for weight in weights), arrays.get(layer, ()), strict=False))
    return values


def _values_of_quantized(path: Path) -> dict[str, Any]:
    if path.suffix == ".h5":
        raise ConvatlasError(
            f"`weights` (={str(path)!r}) are of a quantized model: save that as .keras, or give it itself"
        )
    try:
        model = keras.saving.load_model(path, compile=False)
    except Exception as error:  # whatever a broken file leads Keras into
        raise _unreadable(path, "a model", error) from None
    return values_of(model)


def _unreadable(path: Path, what: str, error: Exception) -> ConvatlasError:
    return ConvatlasError(f"`weights` (={str(path)!r}) cannot be read as {what}: {first_line(error)}")


def _values_of_model(model: Any, source: Any) -> dict[str, Any]:
    """The weights of a model of ours, or of keras.applications by our paths."""
    theirs = recognized(source)
    if theirs is None:
        return values_of(source)
    layers = theirs.layers | {layer.name: layer for layer in theirs.rest}
    return {
        ours.path: keras.ops.convert_to_numpy(other) for ours, other in pairs(theirs.variant, stored(model), layers)
    }


def _official(model: Any, weights: str | Path, variant: str | None) -> Any:
    """The network of keras.applications with weights of theirs."""
    top = "predictions" in model.output_names
    return keras_applications_model(variant or model.name, weights=weights, include_top=top)
