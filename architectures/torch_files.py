"""Files of PyTorch's arrays, read where the package that reads them is installed; no file runs any code."""

from __future__ import annotations

import warnings
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from ..files import Unreadable, check_plain, first_line

CODE = "holds more than arrays, and may run code when it is read: load it yourself, and give its `state_dict()`"


def read(path: Path) -> Any:
    """What a .safetensors file, or one that `torch.save` wrote, holds.

    Raises:
        ValueError: there is no such file, it takes a package that is not installed, or it cannot be read safely.
    """
    owner = f"`state_dict` (={str(path)!r})"
    if not path.exists():
        raise ValueError(f"{owner}: there is no such file")
    package = "safetensors" if path.suffix == ".safetensors" else "torch"
    try:
        check_plain(path)
    except Unreadable as unreadable:
        raise ValueError(f"{owner} {unreadable}") from None
    if find_spec(package) is None:
        raise ValueError(f"{owner} takes {package}: pip install {package}")
    try:
        return _by_safetensors(path) if package == "safetensors" else _by_torch(path)
    except Exception as error:  # readers of broken files raise whatever they meet
        if "weights_only" in str(error) and zipfile.is_zipfile(path):
            raise ValueError(f"{owner} {CODE}") from None
        reason = f" ({first_line(error)})" if " " in str(error) and "weights_only" not in str(error) else ""
        raise ValueError(f"{owner} cannot be read by {package}: it is broken, or of another kind{reason}") from None


def _by_safetensors(path: Path) -> Any:
    from safetensors.numpy import load_file

    return load_file(path)


def _by_torch(path: Path) -> Any:
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of archives of TorchScript, which are refused here
        return torch.load(path, map_location="cpu", weights_only=True)
