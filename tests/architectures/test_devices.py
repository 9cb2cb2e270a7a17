"""Every family trains on two devices as on one: the losses are the same but for rounding."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

PROGRAM = """
import json
import sys

import keras
import numpy as np

from convatlas import architectures

EVERY = {
    "lenet5": {},
    "vgg11": {"input_shape": (32, 32, 3), "include_top": False, "pooling": "avg"},
    "googlenet": {"input_shape": (32, 32, 3), "classes": 4, "dropout": 0.0},
    "resnet20_cifar": {"input_shape": (16, 16, 3), "normalization": "group"},
}


def losses(name):
    keras.utils.set_random_seed(3)
    model = architectures.build(name, **EVERY[name])
    model.compile(keras.optimizers.SGD(0.01), "mse")
    random = np.random.default_rng(0)
    x = random.normal(size=(12, *model.input_shape[1:])).astype("float32")
    y = random.normal(size=(12, model.output_shape[-1])).astype("float32")
    return model.fit(x, y, batch_size=4, epochs=1, shuffle=False, verbose=0).history["loss"]


if keras.backend.backend() == "tensorflow":
    import tensorflow as tf

    cpu = tf.config.list_physical_devices("CPU")[0]
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
    two_devices = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"]).scope
else:
    two_devices = keras.distribution.DataParallel(auto_shard_dataset=False).scope


def on_two_devices(name):
    with two_devices():
        return losses(name)


print(json.dumps({name: [losses(name), on_two_devices(name)] for name in sys.argv[1].split(",")}))
"""


ALL = ("googlenet", "lenet5", "resnet20_cifar", "vgg11")


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["tensorflow", pytest.param("jax", marks=pytest.mark.jax)])
@pytest.mark.parametrize("families", [("lenet5",), pytest.param(ALL, marks=pytest.mark.sweep)], ids=["one", "all"])
def test_losses_on_two_devices(backend, families):
    pytest.importorskip(backend)
    devices = {"XLA_FLAGS": "--xla_force_host_platform_device_count=2", "JAX_PLATFORMS": "cpu"}
    environment = os.environ | {"KERAS_BACKEND": backend} | (devices if backend == "jax" else {})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, ",".join(families)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert sorted(found) == list(families)
    for single, several in found.values():
        assert several == pytest.approx(single, rel=1e-5)
