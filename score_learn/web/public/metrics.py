"""What a monitor reads, in the text format of Prometheus."""

import os
import shutil
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path

from flask import Response, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from score_learn.core.people import Action
from score_learn.core.refusal import Refusal, Refused
from score_learn.services import health
from score_learn.settings import Settings
from score_learn.web.policy import rule
from score_learn.web.public.blueprint import bp


@bp.get("/metrics")
@rule(Action.WATCH)
def metrics() -> Response:
    """Show the counts of all processes to whoever is on this machine, or may see them."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics == "loopback" and not _comes_from_here():
        raise Refused(Refusal.NOT_FOUND)
    return Response(generate_latest(_registry()), content_type=CONTENT_TYPE_LATEST)


def _comes_from_here() -> bool:
    """Tell whether this machine asks for itself: a proxy that we do not know is somebody else's voice.

    Who asks at an address of the machine other than loopback comes from that same address.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.trusted_proxies and "X-Forwarded-For" in request.headers:
        return False
    if request.remote_addr == settings.host:
        return True
    try:
        return ip_address(request.remote_addr or "").is_loopback
    except ValueError:
        return False


def _registry() -> CollectorRegistry:
    """Return what all processes counted; under gunicorn they count in files of one folder."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        shown = CollectorRegistry()
        shown.register(REGISTRY)
    else:
        shown = CollectorRegistry()
        MultiProcessCollector(shown)  # type: ignore[no-untyped-call]  # ships half of its types
    shown.register(_Disk(health.data_folder()))
    return shown


class _Disk(Collector):
    """Free space where the database and its answers go; asked only when somebody looks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def collect(self) -> Iterator[GaugeMetricFamily]:
        free = shutil.disk_usage(self.folder).free
        yield GaugeMetricFamily("score_disk_free_bytes", "Free space beside the database.", free)
