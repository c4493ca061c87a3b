"""The watchman is watched: a good page passes, each broken one is refused."""

import pytest

from tests.web.page import check, read

GOOD = (
    '<!doctype html><html lang="hi" dir="ltr"><head><title>Sign in · Score Learn</title></head><body>'
    '<main><h1>Sign <b>in</b></h1><form method="post" action="/sign-in">'
    '<input type="hidden" name="csrf_token" value="x"><label for="pin">PIN</label><input id="pin">'
    '<button>Go</button></form><img src="/a.svg" alt=""></main></body></html>'
)


def test_a_good_page_passes() -> None:
    check(read(GOOD))


@pytest.mark.parametrize(
    ("good", "broken"),
    [
        pytest.param('lang="hi"', "", id="no language"),
        pytest.param('lang="hi"', 'lang="xx"', id="unknown language"),
        pytest.param('dir="ltr"', 'dir="rtl"', id="wrong direction"),
        pytest.param("<h1>Sign <b>in</b></h1>", "", id="no heading"),
        pytest.param("</h1>", "</h1><h1>Again</h1>", id="two headings"),
        pytest.param("<title>Sign in", "<title>Welcome", id="title says something else"),
        pytest.param("<button>", '<button id="pin">', id="an id twice"),
        pytest.param('<label for="pin">PIN</label>', "", id="a field without a label"),
        pytest.param('for="pin"', 'for="pen"', id="a label for nothing"),
        pytest.param("<button>Go</button>", "<button></button>", id="a key without words"),
        pytest.param('name="csrf_token"', 'name="token"', id="no token"),
        pytest.param('method="post"', "", id="a token told in the address"),
        pytest.param("<button>", '<button onclick="x()">', id="an inline handler"),
        pytest.param("<button>", '<button style="color:red">', id="an inline style"),
        pytest.param("<main>", "<main><script>x()</script>", id="an inline script"),
        pytest.param("<main>", "<main><style>x</style>", id="an inline style sheet"),
        pytest.param("/a.svg", "https://example.org/a.svg", id="another host"),
        pytest.param("/a.svg", "//example.org/a.svg", id="another host without a scheme"),
        pytest.param(' alt=""', "", id="a picture without words"),
        pytest.param("</form>", "</b>", id="closed out of order"),
    ],
)
def test_a_broken_page_is_refused(good: str, broken: str) -> None:
    page = GOOD.replace(good, broken, 1)
    assert page != GOOD

    with pytest.raises(AssertionError):
        check(read(page))
