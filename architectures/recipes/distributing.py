"""Training on several devices: TensorFlow's mirrored strategy on one machine, JAX processes on several."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import Any

from ...files import first_line, suggestion
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
    if not isinstance(wanted, (Distribution, type(None))):
        raise RecipeError(f"`distribute` (={wanted!r}) must be one of {', '.join(BACKENDS)}, or a Distribution")
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
    with alone():
        yield _data_parallel(wanted)


@contextmanager
def alone() -> Iterator[None]:
    """Inside, what is computed concerns this process alone; what it was spread over before is so again afterwards."""
    import keras

    before = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        yield
    finally:
        keras.distribution.set_distribution(before)


def over(kind: str | None, **told: Any) -> Distribution | None:
    """The distribution that options name, None where they name none.

    Raises:
        RecipeError: processes are described, but `kind` is not given.
    """
    if kind is not None:
        return Distribution(kind, **told)
    for name, value in told.items():
        if value is not None:
            raise RecipeError(f"`{name}` (={value}) needs `distribute`, one of {', '.join(BACKENDS)}")
    return None


def check_backend(wanted: str | None) -> None:
    """Refuse a backend other than the one that Keras was imported with.

    Raises:
        RecipeError: it is another one, or cannot train from tf.data.
    """
    import keras

    running = keras.backend.backend()
    if wanted not in (None, running):
        raise RecipeError(f"`backend` (={wanted}) comes too late: Keras runs on {running} in this process already")


def divide_cpu(devices: int) -> None:
    """Let the CPU be several devices, to try a distribution without more; before anything is computed.

    Raises:
        RecipeError: it is too late, or the backend cannot.
    """
    import keras

    backend = keras.backend.backend()
    try:
        DIVIDE[backend](devices)
    except KeyError:
        raise RecipeError(f"`devices` (={devices}) needs the backend tensorflow or jax, not {backend}") from None
    except RuntimeError as error:
        raise RecipeError(f"`devices` (={devices}) comes too late: {first_line(error)}") from None


def _divide_for_tensorflow(devices: int) -> None:
    import tensorflow as tf

    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * devices)


def _divide_for_jax(devices: int) -> None:
    import jax

    jax.config.update("jax_num_cpu_devices", devices)


DIVIDE = {"tensorflow": _divide_for_tensorflow, "jax": _divide_for_jax}


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
            f"`addresses` (={addresses}), `processes` (={processes}), `rank` (={rank}): {first_line(error)}"
        ) from None
