"""What storage counts for whoever watches the program."""

from prometheus_client import Histogram

WRITE_WAIT = Histogram(
    "score_database_write_wait_seconds",
    "From asking for a writing transaction to having it.",
    buckets=(0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0),
)
