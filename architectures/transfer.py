"""Train a part of a network: its layers by stage, to be frozen or to learn at rates of their own."""

from __future__ import annotations

from typing import Any

from ..files import suggestion

STEM = "stem"
HEAD = "head"


def layer_groups(model: Any) -> dict[str, list[Any]]:
    """The layers of a network of ours by stage: "stem", "stage1" and so on, and "head", from input to output.

    Example:
        >>> from convatlas import architectures
        >>> from convatlas.architectures.transfer import layer_groups
        >>> list(layer_groups(architectures.build("resnet18", input_shape=(64, 64, 3))))
        ['stem', 'stage1', 'stage2', 'stage3', 'stage4', 'head']
    """
    groups: dict[str, list[Any]] = {}
    for layer in model.layers:
        stage = layer.name.partition("_")[0]
        if not stage.startswith("stage"):
            stage = STEM if not any(name.startswith("stage") for name in groups) else HEAD
        groups.setdefault(stage, []).append(layer)
    return groups


def freeze(model: Any, *, until: str | None) -> Any:
    """Freeze the stages up to and including `until`, and train what follows; None trains everything.

    The batch norms of frozen stages stay in inference: they use their moving statistics and do not change them.

    Args:
        model: one of ours; it is changed and given back. Compile it afterwards.
        until: "stem", a stage such as "stage3", or "head".

    Raises:
        ValueError: there is no such stage.

    Example:
        >>> from convatlas import architectures
        >>> from convatlas.architectures.transfer import freeze
        >>> model = freeze(architectures.build("lenet5"), until="stage2")
        >>> [layer.name for layer in model.layers if layer.trainable_weights]
        ['fc1', 'fc2', 'predictions']
    """
    groups = layer_groups(model)
    if until is not None and until not in groups:
        raise ValueError(f"`until` (={until!r}) must be one of {', '.join(groups)}{suggestion(str(until), groups)}")
    frozen = until is not None
    for stage, layers in groups.items():
        for layer in layers:
            layer.trainable = not frozen
        frozen = frozen and stage != until
    return model
