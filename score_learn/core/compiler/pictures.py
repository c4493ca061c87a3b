"""Pictures of a module: each exists, is what it says, has a size, and gets a name that tells nothing."""

import re
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from score_learn.core.compiler.codes import Report
from score_learn.core.compiler.draft import Image
from score_learn.core.compiler.drawing import fault_in_drawing, size_of_drawing
from score_learn.core.compiler.slug import slug_of

MOST_DRAWING = 64 * 1024
MOST_PHOTO = 256 * 1024
SUFFIXES = {".svg": "svg", ".png": "png", ".jpg": "jpg", ".jpeg": "jpg", ".webp": "webp"}
PART = r"[A-Za-z0-9_][A-Za-z0-9_-]{0,63}"
PATH = re.compile(rf"{PART}(?:/{PART})*(?:\.{PART})?\.[a-z]{{3,4}}")
DEVICE = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)\.", re.I)
JPEG_SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A picture that passed: its public name, its path, and its size on a page."""

    name: str
    path: str
    width: int
    height: int


def face_of(speaker: str) -> str:
    """Return the path of the picture that shows who is called so, if the trainer made one."""
    return f"img/face-{slug_of(speaker)}.svg"


class Gallery:
    """The pictures of one folder.  Each is looked at once, when a page first wants it."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files
        self.measured: dict[str, Measured | tuple[str, str]] = {}

    def find(self, path: str, lang: str = "") -> Measured | None:
        """Return the picture, or the one made for that language if it stands beside it."""
        stem, dot, suffix = path.rpartition(".")
        local = self._look(f"{stem}.{lang}{dot}{suffix}") if lang else None
        found = local if isinstance(local, Measured) else self._look(path)
        return found if isinstance(found, Measured) else None

    def judge(self, images: Iterable[Image], report: Report) -> None:
        """Report every picture that cannot be shown, where a page wants it."""
        for image in images:
            line, path = image.alt.line, image.path
            if not PATH.fullmatch(path) or DEVICE.search(path):
                report.add("P03", line, path)
            elif path not in self.files:
                report.add("P01", line, path, **self._nearly(path))
            else:
                found = self._look(path)
                if isinstance(found, tuple):
                    report.add(found[0], line, f"{path}: {found[1]}")

    def judge_local(self, path: str, report: Report) -> None:
        """Report a picture for one language that is broken; no page wants it by its name."""
        found = self._look(path)
        if isinstance(found, tuple):
            report.add(found[0], 1, found[1])

    def passed(self) -> Iterable[Measured]:
        """Return the pictures that were wanted and found good."""
        return (found for found in self.measured.values() if isinstance(found, Measured))

    def _nearly(self, path: str) -> dict[str, str]:
        for other in self.files:
            if other.lower() == path.lower():
                return {"fix": f"did you mean {other}?"}
        return {}

    def _look(self, path: str) -> Measured | tuple[str, str] | None:
        if path not in self.measured and path in self.files:
            self.measured[path] = _measure(path, self.files[path])
        return self.measured.get(path)


def _measure(path: str, content: bytes) -> Measured | tuple[str, str]:
    """Return the picture's name and size, or the code of what is wrong and what was read."""
    suffix = SUFFIXES.get(PurePosixPath(path).suffix, "")
    if not suffix:
        return "P04", PurePosixPath(path).suffix
    if len(content) > (MOST_DRAWING if suffix == "svg" else MOST_PHOTO):
        return "P09", f"{len(content)} bytes"
    if suffix == "svg":
        fault = fault_in_drawing(content)
        if fault:
            return ("P04" if fault == "no drawing" else "P05"), fault
        size: tuple[int, int] | None = size_of_drawing(content)
    else:
        size = _SIZES[suffix](content)
    if not size:
        return "P04", f"no {suffix}"
    name = f"{sha256(content).hexdigest()[:16]}.{suffix}"
    return Measured(name=name, path=path, width=size[0], height=size[1])


def _png(content: bytes) -> tuple[int, int] | None:
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR" or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpg(content: bytes) -> tuple[int, int] | None:
    """Walk over the segments to the frame header, which holds height and width."""
    place = 2 if content[:2] == b"\xff\xd8" else len(content)
    while place + 9 < len(content) and content[place] == 0xFF:
        length = struct.unpack(">H", content[place + 2 : place + 4])[0]
        if content[place + 1] in JPEG_SIZES:
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + max(length, 2)
    return None


def _webp(content: bytes) -> tuple[int, int] | None:
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or len(content) < 30:
        return None
    if content[12:16] == b"VP8X":
        return (
            1 + int.from_bytes(content[24:27], "little"),
            1 + int.from_bytes(content[27:30], "little"),
        )
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF


_SIZES = {"png": _png, "jpg": _jpg, "webp": _webp}
