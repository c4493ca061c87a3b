"""Pages come compressed in the way that a browser likes best, and whole where it knows none."""

import gzip

import brotli
import pytest
from flask.testing import FlaskClient

from tests.web.page import open_page

PAGE = "/about"


def plain(client: FlaskClient) -> bytes:
    answer = client.get(PAGE, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    return answer.data


@pytest.mark.parametrize("accepted", ["br", "gzip, deflate, br", "gzip;q=0.5, br"])
def test_brotli_where_the_browser_knows_it(client: FlaskClient, accepted: str) -> None:
    open_page(client, PAGE)  # it brings the cookie that the token follows from
    answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == "br"
    assert brotli.decompress(answer.data) == plain(client)
    assert int(answer.headers["Content-Length"]) == len(answer.data) < len(plain(client))


@pytest.mark.parametrize("accepted", ["gzip", "gzip, br;q=0", "br;q=0.5, gzip"])
def test_gzip_where_it_is_liked_better(client: FlaskClient, accepted: str) -> None:
    open_page(client, PAGE)
    answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.data) == plain(client)


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0, gzip;q=0", "zstd", "\x00;q=x"])
def test_whole_where_the_browser_knows_neither(client: FlaskClient, accepted: str) -> None:
    answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert b"</html>" in answer.data


def test_caches_are_told_that_it_depends_on_the_browser(client: FlaskClient) -> None:
    for accepted in "br", "identity":
        answer = client.get(PAGE, headers={"Accept-Encoding": accepted})
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_what_is_small_is_not_worth_it(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "br"})
    assert answer.data == b"alive\n"
    assert "Content-Encoding" not in answer.headers
