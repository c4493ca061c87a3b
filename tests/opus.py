"""Silence as Ogg Opus: the smallest file that a browser plays."""

import struct


def opus(frames: int = 5, serial: int = 7) -> bytes:
    """Return `frames` times 20 milliseconds of silence; another `serial`, other bytes."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, 48000, 0, 0)
    tags = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", 0)
    pages = [_page(head, serial, 0, 0, 2), _page(tags, serial, 1, 0, 0)]
    for number in range(frames):
        last = 4 if number == frames - 1 else 0
        pages.append(_page(b"\xf8\xff\xfe", serial, number + 2, (number + 1) * 960, last))
    return b"".join(pages)


def _page(packet: bytes, serial: int, number: int, position: int, kind: int) -> bytes:
    header = b"OggS" + struct.pack("<BBqIII", 0, kind, position, serial, number, 0)
    table = bytes([1, len(packet)])
    crc = struct.pack("<I", _crc(header + table + packet))
    return header[:22] + crc + header[26:] + table + packet


def _crc(content: bytes) -> int:
    crc = 0
    for byte in content:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1) ^ (0x04C11DB7 if crc & 0x80000000 else 0)
            crc &= 0xFFFFFFFF
    return crc
