"""Training on several devices: TensorFlow's mirrored strategy on one machine, JAX processes on several."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from ..validation import suggestion
from .errors import RecipeError
from .pipeline import Share

BACKENDS = {"mirrored": "tensorflow", "data-parallel": "jax"}


@dataclass(frozen=True)
class Distribution:
    """Over what a training is spread.

    Attributes:
        kind: "mirrored", over the devices of this machine (TensorFlow), or "data-parallel", over processes (JAX).
        addresses: of the processes, "host:port", separated by commas; the first coordinates.
        processes: how many there are.
        rank: of this one, from 0; only the first writes files.

    The last three may come from the environment, as KERAS_DISTRIBUTION_JOB_ADDRESSES, KERAS_DISTRIBUTION_NUM_PROCESSES
    and KERAS_DISTRIBUTION_PROCESS_ID. Without them, "data-parallel" spreads over the devices of this process.
    """

    kind: str
    addresses: str | None = None
    processes: int | None = None
    rank: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in BACKENDS:
            known = ", ".join(BACKENDS)
            raise RecipeError(
                f"`distribute` (={self.kind!r}) must be one of {known}{suggestion(str(self.kind), BACKENDS)}"
            )


@dataclass(frozen=True)
class Place:
    """Where a training runs: the scope in which models are made, and this process' share of every batch."""

    scope: Any
    share: Share
    devices: int = 1

    @property
    def writes(self) -> bool:
        """Whether this process is the one that writes files."""
        return self.share.rank == 0

    def check(self, batch_size: int) -> None:
        """Refuse a batch that cannot be divided.

        Raises:
            RecipeError: it must be a multiple of the number of devices.
        """
        if batch_size % self.devices:
            raise RecipeError(f"`batch_size` (={batch_size}) must be a multiple of {self.devices}, the devices")


@contextmanager
def placed(distribute: str | Distribution | None) -> Iterator[Place]:
    """Inside, Keras makes and trains models on the devices asked for.

    Raises:
        RecipeError: the backend that runs cannot do that, or processes are not told who they are.
    """
    import keras

    wanted = Distribution(distribute) if isinstance(distribute, str) else distribute
    if wanted is None:
        yield Place(nullcontext, Share())
        return
    backend = BACKENDS[wanted.kind]
    if keras.backend.backend() != backend:
        raise RecipeError(
            f"`distribute` (={wanted.kind}) needs the {backend} backend, not {keras.backend.backend()}: "
            f"give `--backend {backend}` or set KERAS_BACKEND before Keras is imported"
        )
    if wanted.kind == "mirrored":
        yield _mirrored()
        return
    before = keras.distribution.distribution()
    place = _data_parallel(wanted)
    try:
        yield place
    finally:
        keras.distribution.set_distribution(before)


def _mirrored() -> Place:
    import tensorflow as tf

    devices = tf.config.list_logical_devices("GPU") or tf.config.list_logical_devices("CPU")
    strategy = tf.distribute.MirroredStrategy([device.name for device in devices])
    return Place(strategy.scope, Share(), len(devices))


def _data_parallel(wanted: Distribution) -> Place:
    import jax
    import keras

    told = (wanted.addresses, wanted.processes, wanted.rank)
    if any(value is not None for value in told) or "KERAS_DISTRIBUTION_JOB_ADDRESSES" in os.environ:
        _initialize(*told)
    keras.distribution.set_distribution(keras.distribution.DataParallel(auto_shard_dataset=False))
    return Place(nullcontext, Share(jax.process_index(), jax.process_count()), jax.device_count())


def _initialize(addresses: str | None, processes: int | None, rank: int | None) -> None:
    import jax
    import keras

    if jax.distributed.is_initialized():
        return
    try:
        keras.distribution.initialize(addresses, processes, rank)
    except (ValueError, RuntimeError) as error:
        raise RecipeError(
            f"`addresses` (={addresses}), `processes` (={processes}), `rank` (={rank}): {str(error).splitlines()[0]}"
        ) from None
