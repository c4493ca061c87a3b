"""What a page costs a phone: requests and bytes, counted by fetching what its HTML names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from tests.bench.load import Ask, Client, Reply, drive, request
from tests.bench.plan import Plan
from tests.bench.rows import Aim, Row
from tests.bench.stand import Stand

TAG = re.compile(r"<(?:link|script|img|audio|source)\b[^>]*>")
NAMED = re.compile(r'\b(?:src|href)="([^"]+)"')
FURTHER = re.compile(r"""(?:\bfrom|\bimport)\s*\(?["'](\.[^"']+)["']|url\(["']?([^"')]+)""")
ENCODINGS = {"brotli": "br", "gzip": "gzip"}
KB = 1000


@dataclass(kw_only=True)
class Weight:
    """What was fetched, by address: bytes of the bodies as sent, and of the heads."""

    bodies: dict[str, int] = field(default_factory=dict)
    heads: int = 0

    def drawings(self) -> int:
        """Return the bytes of the course's pictures."""
        return sum(size for path, size in self.bodies.items() if "/pictures/" in path)


def weight(plan: Plan) -> Iterator[Row]:
    """Weigh the first page of a new phone, and a lesson's page with an empty and with a full cache."""
    here = plan.stands.on(plan.databases[0])
    plan.say("requests and bytes")
    headers = here.learners[0].headers
    path = here.lesson_path()
    for name, accepted in ENCODINGS.items():
        first = _weigh(here, "/", {"Accept-Encoding": accepted})
        yield _row(
            f"first-page-{name}", f"first page, empty cache, {name}", first,
            Aim(words="requests", reached=len(first.bodies), wanted=4, better="less"),
            Aim(words="KB", reached=sum(first.bodies.values()) / KB, wanted=30, better="less"),
        )  # fmt: skip
        whole = _weigh(here, path, headers | {"Accept-Encoding": accepted})
        yield _row(f"lesson-empty-{name}", f"lesson page, empty cache, {name}", whole)
        alone = whole.bodies[path]
        yield _row(
            f"lesson-warm-{name}", f"next lesson's page without its drawings, warm, {name}",
            Weight(bodies={path: alone}),
            Aim(words="KB", reached=alone / KB, wanted=6, better="less"),
        )  # fmt: skip


def _row(key: str, what: str, weighed: Weight, *aims: Aim) -> Row:
    kept = {"requests": len(weighed.bodies), "bodies": weighed.bodies, "heads": weighed.heads}
    return Row(
        key=key, what=f"{what} ({len(weighed.bodies)} requests)", unit="KB",
        rounds=[sum(weighed.bodies.values()) / KB], aims=aims,
        more={**kept, "drawings": weighed.drawings()},
    )  # fmt: skip


def _weigh(here: Stand, path: str, headers: dict[str, str]) -> Weight:
    weighed = Weight()
    drive(here.program.port, [_fetch(path, headers, weighed)], seconds=30)
    return weighed


def _fetch(path: str, headers: dict[str, str], weighed: Weight) -> Client:
    """Fetch a page, where it leads to, and everything that a browser fetches to show it."""
    waiting = [path]
    while waiting:
        path = waiting.pop()
        if path in weighed.bodies:
            continue
        reply = yield Ask(request("GET", path, headers=headers))
        weighed.bodies[path] = len(reply.body)
        weighed.heads += len(reply.head) + 4
        plain = yield Ask(request("GET", path, headers={**headers, "Accept-Encoding": "identity"}))
        waiting += _named(path, plain)


def _named(path: str, reply: Reply) -> list[str]:
    moved = re.search(rb"(?mi)^Location: (\S+)", reply.head)
    if moved:
        return [moved[1].decode()]
    kind = (re.search(rb"(?mi)^Content-Type: (\S+)", reply.head) or [b"", b""])[1]
    if not kind.startswith((b"text/html", b"text/css", b"text/javascript")):
        return []
    text = reply.body.decode()
    found = _tags(text) if kind.startswith(b"text/html") else _further(text)
    return [urljoin(path, one) for one in found if not one.startswith(("data:", "#"))]


def _tags(text: str) -> list[str]:
    """Return what tags name; a picture that waits until it comes near is not fetched for the page."""
    tags = [tag for tag in TAG.findall(text) if 'loading="lazy"' not in tag]
    return [one.replace("&amp;", "&") for tag in tags for one in NAMED.findall(tag)]


def _further(text: str) -> list[str]:
    return [one or other for one, other in FURTHER.findall(text)]
