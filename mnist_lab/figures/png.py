"""A colour picture as the address of a PNG, which is how it travels to the browser in few bytes."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray


def png_address(rgb: NDArray[np.uint8]) -> str:
    """Return the data address of a picture (height, width, 3 or 4) uint8; a fourth channel is opacity.

    Source: Portable Network Graphics (PNG) Specification, W3C: 8 bits a channel, no filter, no interlace.
    """
    height, width, channels = rgb.shape
    kind = {3: 2, 4: 6}[channels]  # PNG's numbers for RGB and RGBA
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    lines = np.pad(rgb.reshape(height, width * channels), ((0, 0), (1, 0)))  # each line begins with its filter: 0
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(lines.tobytes())), (b"IEND", b""))
    chunks = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    ]
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"".join(chunks)).decode()
