"""The log: one JSON object a line on standard error, or short lines where a person looks at a terminal.

Nothing of a person goes in: no number, name, PIN, cookie, form, query or network address.
"""

import json
import logging
import os
import time

REQUESTS = "score_learn.request"
"""The logger of one line per request; what it says stands in `extra={"fields": ...}`."""

STANDARD_ERROR = 2


class JsonLines(logging.Formatter):
    """One object a line: whatever a text holds, JSON's escapes keep it on its line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; a traceback is one more field of it."""
        seconds = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(record.created))
        line = {
            "time": f"{seconds}.{int(record.msecs):03d}Z",
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["where"] = where(record)
        return json.dumps(line)


class PlainLines(logging.Formatter):
    """For a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level and what happened; a traceback follows whole."""
        fields = getattr(record, "fields", {}).items()
        words = " ".join([record.getMessage(), *(f"{name}={value}" for name, value in fields)])
        at = time.strftime("%H:%M:%S", time.localtime(record.created))
        line = f"{at} {record.levelname.lower()}: {ascii(words)[1:-1]}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def where(record: logging.LogRecord) -> list[str]:
    """Return the places of a traceback, the innermost last, without the message.

    Messages of exceptions quote what was worked on, and that may be a person's.
    """
    step = record.exc_info[2] if record.exc_info else None
    places = []
    while step:
        code = step.tb_frame.f_code
        module = step.tb_frame.f_globals.get("__name__", "")
        places.append(f"{module}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places


class WholeLines(logging.Handler):
    """Writes each line in one piece, so that processes do not mix theirs; never raises."""

    def __init__(self, descriptor: int = STANDARD_ERROR) -> None:
        super().__init__()
        self.descriptor = descriptor

    def emit(self, record: logging.LogRecord) -> None:
        """Write the line; a full disk or a closed pipe costs the line, not the request."""
        try:
            os.write(self.descriptor, f"{self.format(record)}\n".encode())
        except (OSError, ValueError, TypeError):
            return


def handler(descriptor: int = STANDARD_ERROR) -> logging.Handler:
    """Return what writes the log there, in the form that fits whoever reads it.

    At a terminal only what is wrong is shown, so that it is not pushed out of sight.
    """
    made = WholeLines(descriptor)
    is_terminal = os.isatty(descriptor)
    made.setFormatter(PlainLines() if is_terminal else JsonLines())
    made.setLevel(logging.WARNING if is_terminal else logging.INFO)
    return made


def install() -> None:
    """Make this process write its log so: all of ours, and what is wrong elsewhere.

    Nobody wants to know of a line which thread wrote it, nor where: finding out takes a third of its time.
    """
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # so the logging HOWTO, "Optimization"
    logging.basicConfig(handlers=[handler()], level=logging.WARNING)
    logging.getLogger("score_learn").setLevel(logging.INFO)
