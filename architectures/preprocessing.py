"""How images are scaled before a network reads them: the conventions of the libraries as data, and as a layer."""

from __future__ import annotations

from typing import Any

from ..files import suggestion
from .architecture import Architecture
from .catalogue import get

CONVENTIONS: dict[str, dict[str, Any]] = {
    "unit": {"scale": 1 / 255},
    "caffe": {"scale": 1.0, "mean": (103.939, 116.779, 123.68), "reverse": True},
    "torch": {"scale": 1 / 255, "mean": (0.485, 0.456, 0.406), "deviation": (0.229, 0.224, 0.225)},
    "tf": {"scale": 1 / 127.5, "mean": 1.0},
}  # arguments of `ImageScaling` for pixels from 0 to 255 in the order RGB


def scaling(architecture: str | Architecture, **options: Any) -> Any:
    """The layer that scales pixels from 0 to 255 as the weights of a network expect them.

    Args:
        architecture: a name of the atlas, an `Architecture`, or the name of a convention.
        options: of the layer, such as `name` and `data_format`.

    Raises:
        ValueError: the network declares no convention.

    Example:
        >>> from convatlas.architectures.preprocessing import scaling
        >>> scaling("resnet50").mean
        (0.485, 0.456, 0.406)
    """
    from ..blocks import ImageScaling

    if isinstance(architecture, str) and architecture in CONVENTIONS:
        return ImageScaling(**CONVENTIONS[architecture], **options)
    declared = get(architecture) if isinstance(architecture, str) else architecture
    convention = declared.preprocessing
    if convention not in CONVENTIONS:
        allowed = ", ".join(CONVENTIONS) + suggestion(convention, CONVENTIONS)
        raise ValueError(f"{declared.name}: `preprocessing` (={convention!r}) must be one of {allowed}")
    return ImageScaling(**CONVENTIONS[convention], **options)
