"""A first convolution for images of other channels than those it learnt from."""

from __future__ import annotations

from typing import Any

import numpy as np


def first_kernel(model: Any) -> str:
    """The path of the kernel that reads the image, "" where there is no convolution."""
    return next((weight.path for weight in model.weights if weight.name == "kernel" and len(weight.shape) == 4), "")


def fitted_channels(kernel: Any, shape: Any) -> tuple[Any, str]:
    """A kernel `(h, w, C, filters)` for images of other channels, and how it was made; as it is where it fits.

    For one channel they are summed; for more they are repeated, each divided by how often. So a grey image gives what
    it gave before, in however many channels it comes.

    Example:
        >>> import numpy as np
        >>> fitted_channels(np.ones((3, 3, 3, 8)), (3, 3, 1, 8))[1]
        'the 3 channels are summed for 1'
    """
    alike = np.ndim(kernel) == 4 and np.shape(kernel)[:2] == tuple(shape[:2]) and np.shape(kernel)[3] == shape[3]
    had, wanted = np.shape(kernel)[2] if alike else 0, int(shape[-2])
    if had in (0, wanted):
        return kernel, ""
    if wanted == 1:
        return kernel.sum(axis=-2, keepdims=True), f"the {had} channels are summed for 1"
    told = "the only channel is" if had == 1 else f"the {had} channels are"
    source = np.arange(wanted) % had
    copies = np.bincount(source, minlength=had)[source]
    repeated = np.take(kernel, source, axis=-2) / copies[:, None]
    return repeated.astype(kernel.dtype), f"{told} repeated for {wanted}"
