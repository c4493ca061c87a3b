"""A browser without scripts, on http.client: cookies, forms, and nothing kept between requests."""

import http.client
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

FAILED = (OSError, http.client.HTTPException)
"""What a request raises that got no whole reply."""

TOKEN = re.compile(r'name="csrf[-_]token" (?:content|value)="([^"]+)"')

Fields = Iterable[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What came back, read whole."""

    status: int
    location: str
    retry_after: str
    text: str


class Browser:
    """One person's browser; `patience` is how many seconds it waits for any part of a reply."""

    def __init__(self, host: str, port: int, *, patience: float = 20) -> None:
        self.host, self.port, self.patience = host, port, patience
        self.cookies: dict[str, str] = {}
        self.token = ""

    def get(self, path: str) -> Answered:
        """Open a page; keeps the token for what is sent from it."""
        return self._exchange("GET", path, None, {})

    def post(self, path: str, fields: Fields, *, accept: str = "text/html") -> Answered:
        """Send a form, as the page does, or with "application/json" as its script does."""
        body = urlencode(list(fields)).encode()
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": self.token}
        return self._exchange("POST", path, body, {**headers, "Accept": accept})

    def _exchange(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> Answered:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.patience)
        try:
            connection.request(
                method, path, body, {**headers, "Cookie": cookies, "Connection": "close"}
            )
            response = connection.getresponse()
            text = response.read().decode("utf-8")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
        found = TOKEN.search(text)
        self.token = found[1] if found else self.token
        return Answered(
            status=response.status,
            location=response.headers.get("Location", ""),
            retry_after=response.headers.get("Retry-After", ""),
            text=text,
        )
