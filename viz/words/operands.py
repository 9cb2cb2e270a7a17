"""What an operation was given beside tensors, as far as a box says it: `[:, 0]`, `× 0.5`, `1 −`, `axis 1`."""

from __future__ import annotations

from ..graph import IN_ANY_ORDER, Node

SIGNS = {
    "Add": "+",
    "Subtract": "\N{MINUS SIGN}",
    "Multiply": "×",
    "Divide": "÷",
    "TrueDivide": "÷",
    "FloorDivide": "//",
    "Power": "^",
    "Mod": "mod",
    "Maximum": "max",
    "Minimum": "min",
    "Greater": ">",
    "GreaterEqual": "≥",
    "Less": "<",
    "LessEqual": "≤",
    "Equal": "=",
    "NotEqual": "≠",
}
ALONG = (  # operations that do something else along another axis than the last
    "All Any Argmax Argmin Concatenate Cumsum ExpandDims LogSoftmax Max Mean Min Norm Prod Repeat Roll Softmax Sort "
    "Split Stack Std Sum Take Unstack Var"
)
LONGEST = 20  # characters of an operand in a box


def with_operand(node: Node) -> str:
    """The sign of an operation with the constant that it was given, "" where it was given none.

    Example:
        >>> with_operand(Node("m", "Multiply", settings=(("x2", "0.16666666666666666"),)))
        '× 0.1667'
        >>> with_operand(Node("s", "Subtract", settings=(("x1", "1"),)))
        '1 −'
    """
    sign, first, second = SIGNS.get(node.kind, ""), node.setting("x1"), node.setting("x2")
    if not sign or not (first or second):
        return ""
    if first and node.kind not in IN_ANY_ORDER:
        return f"{_number(first)} {sign}"
    return f"{sign} {_number(second or first)}"


def part_taken(node: Node) -> str:
    """What an operation takes out of a tensor, `[:, 0]`; "" where it takes no part, or one that is worked out."""
    key = node.setting("key")
    return f"[{_short(key)}]" if node.kind == "GetItem" and key else ""


def along(node: Node) -> str:
    """The axis of an operation or join, "" where it is the last one or none was given."""
    axis = node.setting("axis") if node.kind in ALONG.split() else ""
    last = ("", "-1", str(len(node.inputs[0].shape) - 1) if node.inputs else "")
    return "" if axis in last else f"axis {axis.replace('x', ', ')}"


def _number(text: str) -> str:
    """A number in few digits; other text as it is, cut where it is long."""
    try:
        return f"{float(text):.4g}"
    except ValueError:
        return _short(text)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip(', ')}…"
