"""Feature maps as the bytes of a PNG: sixteen colours, of which the last, between maps, is nothing at all."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode

from ...graph import GAP, Maps

# from little to much, of even steps in brightness, and told apart by who sees few colours
COLOURS = bytes.fromhex(
    "440154 471669 48297a 443b84 3b528b 33638d 2b748e 24858e 1f968b 22a785 35b779 5ec962 8fd744 c5e021 fde725 000000"
)
SIGNATURE = b"\x89PNG\r\n\x1a\n"
DEEP, OF_PALETTE = 4, 3  # bits a cell, and the kind of picture that says it has a palette


def data_uri(maps: Maps) -> str:
    """The picture of the maps, a cell a pixel, as an address that holds it."""
    return f"data:image/png;base64,{b64encode(png(maps)).decode()}"


def png(maps: Maps) -> bytes:
    """The picture of the maps, a cell a pixel."""
    height, width = maps.size
    clear = bytes([255] * GAP + [0])
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, DEEP, OF_PALETTE, 0, 0, 0)),
        (b"PLTE", COLOURS),
        (b"tRNS", clear),
        (b"IDAT", zlib.compress(b"".join(_rows(maps.levels, width)), 9)),
        (b"IEND", b""),
    )
    return SIGNATURE + b"".join(_chunk(*part) for part in parts)


def _rows(levels: bytes, width: int) -> list[bytes]:
    """Every row with the sign that it is as it is, two cells a byte."""
    even = width + width % 2
    rows = [levels[start : start + width].ljust(even, b"\0") for start in range(0, len(levels), width)]
    return [b"\0" + bytes(a << DEEP | b for a, b in zip(row[::2], row[1::2], strict=True)) for row in rows]


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
