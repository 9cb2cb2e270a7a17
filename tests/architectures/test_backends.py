"""A variant of each family gives the same outputs on the other backends of Keras, from the same file."""

from __future__ import annotations

import os
import subprocess
import sys

import keras
import numpy as np
import pytest

from convatlas import architectures

VARIANTS = ("lenet5_1998", "vgg11_bn", "googlenet", "resnet20_cifar", "resnet18_v2")

READER = """
import sys
import numpy as np
import keras
from convatlas import architectures, blocks

for name in sys.argv[2:]:
    model = keras.models.load_model(f"{sys.argv[1]}/{name}.keras")
    given = np.load(f"{sys.argv[1]}/{name}.npz")
    found = keras.ops.convert_to_numpy(model(given["x"]))
    print(name, keras.backend.backend(), np.abs(found - given["y"]).max() / given["y"].std())
    if name in ("lenet5_1998", "resnet20_cifar"):  # JAX compiles the steps of large networks for minutes
        model.compile("sgd", "mse")
        losses = [model.train_on_batch(given["x"], np.zeros_like(given["y"])) for _ in range(2)]
        assert np.isfinite(losses).all(), losses
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory, randomized):
    folder = tmp_path_factory.mktemp("models")
    for name in VARIANTS:
        declared = architectures.get(name)
        size = min(declared.input_shape[0], 48)
        options = {} if declared.family in ("lenet",) else {"input_shape": (size, size, 3), "include_top": False}
        model = randomized(architectures.build(name, **options))
        model.save(folder / f"{name}.keras")
        x = np.random.default_rng(0).normal(size=(2, *model.input_shape[1:])).astype("float32")
        np.savez(folder / f"{name}.npz", x=x, y=keras.ops.convert_to_numpy(model(x)))
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(
    "backend", [pytest.param("torch", marks=pytest.mark.torch), pytest.param("jax", marks=pytest.mark.jax)]
)
def test_same_outputs_and_a_training_step(backend, files):
    pytest.importorskip(backend)
    environment = os.environ | {"KERAS_BACKEND": backend, "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", READER, str(files), *VARIANTS],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = [line.split() for line in done.stdout.splitlines()]
    assert [(name, used) for name, used, _ in found] == [(name, backend) for name in VARIANTS]
    assert all(float(difference) < 1e-4 for _, _, difference in found), done.stdout
