"""What traces: code, versions and settings, read without importing Keras."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

TRACING = ("graph", "costs", "tracer", "sources", "keeping")  # the rooms of viz that decide what a graph is
PARTS = ("blocks/**/*.py", "architectures/**/*.py", *(f"viz/{room}/*.py" for room in TRACING))
BACKENDS = {  # name of a backend -> the distributions that may bring it
    "tensorflow": ("tensorflow", "tensorflow-cpu", "tensorflow-macos", "tf-nightly", "intel-tensorflow"),
    "torch": ("torch",),
    "jax": ("jax",),
    "openvino": ("openvino",),
}
SETTINGS = "KERAS_"  # how the environment variables begin that Keras reads


def made_by() -> str:
    """All that decides what a graph is, beside its source: one text, the same while nothing of it changes."""
    packages = {name: _version(name) for name in ("convatlas", "keras")}
    settings = {name: text for name, text in sorted(os.environ.items()) if name.startswith(SETTINGS)}
    return json.dumps([sys.version_info[:2], packages, _backend(), settings, _configured(), _own_code()])


@cache
def _own_code() -> str:
    return code_digest(Path(__file__).parents[2])


def _backend() -> str:
    """Name and version of the backend that Keras would choose."""
    name = str(os.environ.get("KERAS_BACKEND") or _in_file().get("backend") or "tensorflow")
    found = next((v for v in map(_version, BACKENDS.get(name, (name,))) if v), "")
    return f"{name} {found}"


def _configured() -> str:
    """Keras' own file of settings: number format, order of axes and more."""
    return json.dumps(_in_file(), sort_keys=True)


def keras_file() -> Path:
    """Keras' own file of settings, whether it is there or not."""
    return Path(os.environ.get("KERAS_HOME") or os.path.join(os.path.expanduser("~"), ".keras"), "keras.json")


def keras_settings() -> Any:
    """What that file holds, settings by name where all is well; none where Keras itself reads none."""
    try:
        return json.loads(keras_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _in_file() -> dict[str, Any]:
    found = keras_settings()
    return found if isinstance(found, dict) else {}


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def code_digest(folder: Path) -> str:
    """Hash of the code that decides what a graph is: it may change without a new version while one works on it."""
    files = sorted(path for part in PARTS for path in folder.glob(part))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()
