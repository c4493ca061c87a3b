"""A browser without scripts, over real HTTP: keeps cookies, follows forms, sends tokens."""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar
from typing import Any


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    url: str
    text: str
    headers: dict[str, str]

    def json(self) -> Any:
        return json.loads(self.text)


class Visitor:
    """One person at one browser; `base` is the server's address on loopback."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.token = ""
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )

    def get(self, path: str) -> Answered:
        return self._send(urllib.request.Request(self._address(path)))

    def post(self, path: str, *, accept: str = "text/html", **fields: Any) -> Answered:
        pairs = [("csrf_token", self.token)]
        for name, value in fields.items():
            pairs += [(name, str(item)) for item in (value if isinstance(value, list) else [value])]
        body = urllib.parse.urlencode(pairs).encode()
        return self._send(
            urllib.request.Request(self._address(path), data=body, headers={"Accept": accept})
        )

    def sign_in(self, site_code: str, employee_no: str, pin: str) -> Answered:
        self.get("/enrol")
        self.post("/enrol", site_code=site_code)
        self.get("/sign-in")
        answered = self.post("/sign-in", employee_no=employee_no, pin=pin)
        assert "/learn/" in answered.url, answered.text
        return answered

    def _address(self, path: str) -> str:
        return path if path.startswith("http") else self.base + path

    def _send(self, request: urllib.request.Request) -> Answered:
        try:
            with self.opener.open(request, timeout=120) as response:
                answered = _answered(response)
        except urllib.error.HTTPError as error:
            with error:
                answered = _answered(error)
        token = re.search(r'name="csrf[-_]token" (?:content|value)="([^"]+)"', answered.text)
        self.token = token.group(1) if token else self.token
        return answered


def _answered(response: Any) -> Answered:
    return Answered(
        status=response.status,
        url=response.url,
        text=response.read().decode("utf-8"),
        headers=dict(response.headers),
    )
