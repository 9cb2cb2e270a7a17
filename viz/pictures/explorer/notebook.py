"""An interactive diagram in a notebook."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Interactive:
    """A page in a frame of its own, which notebooks show; `renderers.html.embedded` writes it."""

    title: str
    frame: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.frame
