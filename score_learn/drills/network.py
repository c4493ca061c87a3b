"""Hosts in one machine: network namespaces on a bridge, each with an address of its own."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import click

SYSTEM_PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """`gateway` is this machine's address in it; `hosts` are addresses by the namespaces' names."""

    subnet: str
    gateway: str
    hosts: dict[str, str]


@contextlib.contextmanager
def network(count: int) -> Iterator[Network]:
    """Make so many hosts and put them away; refuses in words where that is not allowed."""
    if os.geteuid() or shutil.which("ip", path=SYSTEM_PATH) is None:
        raise click.ClickException(
            "This drill makes network namespaces: it needs root, and iproute2"
        )
    own, third = os.getpid(), os.getpid() % 250
    prefix, bridge = f"10.213.{third}", f"slb{own}"
    hosts = {f"score-learn-{own}-{n}": f"{prefix}.{n + 2}" for n in range(count)}
    with contextlib.ExitStack() as after:
        _ip("link", "add", bridge, "type", "bridge")
        after.callback(_ip, "link", "del", bridge)
        _ip("address", "add", f"{prefix}.1/24", "dev", bridge)
        _ip("link", "set", bridge, "up")
        for place, (name, address) in enumerate(hosts.items()):
            outside, inside = f"slo{own}{place}", f"sli{own}{place}"
            _ip("netns", "add", name)
            after.callback(_ip, "netns", "del", name)
            _ip("link", "add", outside, "type", "veth", "peer", "name", inside)
            _ip("link", "set", outside, "master", bridge, "up")
            _ip("link", "set", inside, "netns", name)
            _ip("-n", name, "address", "add", f"{address}/24", "dev", inside)
            _ip("-n", name, "link", "set", inside, "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield Network(subnet=f"{prefix}.0/24", gateway=f"{prefix}.1", hosts=hosts)


def _ip(*words: str) -> None:
    done = subprocess.run(
        ["ip", *words],  # noqa: S607 -- in one of the system's folders
        env={"PATH": SYSTEM_PATH}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise click.ClickException(f"ip {' '.join(words)}: {done.stderr.strip()}")
