"""Opens a page and holds it to what every page of ours promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Response

from score_learn.core.languages import REGISTRY

VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
INLINE = {"b", "bdi", "code", "em", "strong"}
DIRECTIONS = {language.html: language.dir for language in REGISTRY.values()}
ICON = "data:image/svg+xml,"
"""The page's icon lies in the page: it asks nobody."""
FETCHED = {"src", "href", "action", "formaction", "poster", "data", "srcset"}
REFERRING = {"for", "aria-describedby", "aria-labelledby", "aria-controls", "form", "list"}


@dataclass(eq=False)
class Element:
    """One element of a page."""

    tag: str
    attrs: dict[str, str]
    parent: Element | None = None
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> Iterator[Element]:
        """Every element below this one, of those tags if any are named."""
        for one in self.inside:
            if isinstance(one, Element):
                if not tags or one.tag in tags:
                    yield one
                yield from one.all(*tags)

    def above(self) -> Iterator[Element]:
        """This element's parents, nearest first."""
        if self.parent:
            yield self.parent
            yield from self.parent.above()

    @property
    def words(self) -> str:
        """All its text, with single spaces."""
        return " ".join(self._text().split())

    def _text(self) -> str:
        said = "".join(one if isinstance(one, str) else one._text() for one in self.inside)
        is_inline = self.tag in INLINE or "lang" in self.attrs
        return said if is_inline else f" {said} "

    @property
    def letters(self) -> str:
        """Its text without any space: sentences compare whatever tags stand between."""
        return "".join(self.words.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.here = Element("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs}, self.here)
        self.here.inside.append(element)
        if tag not in VOID:
            self.here = element

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.here.inside.append(
            Element(tag, {name: value or "" for name, value in attrs}, self.here)
        )

    def handle_endtag(self, tag: str) -> None:
        assert self.here.tag == tag, f"</{tag}> closes <{self.here.tag}>"
        assert self.here.parent is not None
        self.here = self.here.parent

    def handle_data(self, data: str) -> None:
        self.here.inside.append(data)


@dataclass
class Page:
    """An opened page that kept every promise."""

    response: Response
    root: Element

    @property
    def words(self) -> str:
        """Everything that can be read in it."""
        return self.one("body").words

    @property
    def heading(self) -> str:
        return self.one("h1").words

    def all(self, *tags: str, **attrs: str) -> list[Element]:
        """The elements of these tags with these attributes; `_` in a name stands for `-`."""
        wanted = {name.strip("_").replace("_", "-"): value for name, value in attrs.items()}
        return [one for one in self.root.all(*tags) if wanted.items() <= one.attrs.items()]

    def one(self, *tags: str, **attrs: str) -> Element:
        """The only such element."""
        found = self.all(*tags, **attrs)
        assert len(found) == 1, f"{tags} {attrs}: {len(found)} of them"
        return found[0]


def read(text: str) -> Element:
    """Return the tree of a page's HTML; every element must be closed in order."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    assert reader.here is reader.root, f"<{reader.here.tag}> is not closed"
    return reader.root


def open_page(client: FlaskClient, url: str, *, status: int = 200) -> Page:
    """Open the address as a reader would, and check the page."""
    return checked(client.get(url), status=status)


def send(client: FlaskClient, page: Page, action: str, **fields: str) -> TestResponse:
    """Send the page's form to that action, with its hidden fields and these values."""
    form = page.one("form", action=action)
    hidden = {one.attrs["name"]: one.attrs["value"] for one in form.all("input") if _is_hidden(one)}
    return client.post(action, data=hidden | fields)


def checked(response: Response, *, status: int = 200) -> Page:
    """Return the page after checking everything a page promises."""
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    root = read(response.get_data(as_text=True))
    check(root)
    return Page(response, root)


def check(root: Element) -> None:
    """Assert the promises one after the other."""
    _check_language(root)
    _check_heading(root)
    _check_ids(root)
    _check_names(root)
    _check_forms(root)
    _check_nothing_inline(root)
    _check_nothing_foreign(root)


def _check_language(root: Element) -> None:
    html = next(root.all("html")).attrs
    assert html.get("lang") in DIRECTIONS, "the page says no language"
    assert html.get("dir") == DIRECTIONS[html["lang"]], "the direction is another language's"
    for one in root.all():
        assert one.attrs.get("lang", "en") in DIRECTIONS, f"unknown language: {one.attrs}"


def _check_heading(root: Element) -> None:
    headings = list(root.all("h1"))
    assert len(headings) == 1, f"{len(headings)} main headings"
    title = next(root.all("title"))
    assert headings[0].letters, "the main heading is empty"
    assert title.letters.startswith(headings[0].letters), f"{title.words} / {headings[0].words}"
    assert len(list(root.all("main"))) == 1


def _check_ids(root: Element) -> None:
    ids = Counter(one.attrs["id"] for one in root.all() if "id" in one.attrs)
    assert not [name for name, number in ids.items() if number > 1], f"ids used twice: {ids}"
    for one in root.all():
        for attribute in REFERRING & one.attrs.keys():
            missing = set(one.attrs[attribute].split()) - ids.keys()
            assert not missing, f"{one.tag} {attribute} points to nothing: {missing}"


def _check_names(root: Element) -> None:
    labelled = {one.attrs["for"] for one in root.all("label") if one.words and "for" in one.attrs}
    for one in root.all("input", "select", "textarea"):
        in_label = any(parent.tag == "label" for parent in one.above())
        has_name = {"aria-label", "aria-labelledby"} & one.attrs.keys()
        is_labelled = one.attrs.get("id") in labelled or in_label or has_name
        assert _is_hidden(one) or is_labelled, f"no label: {one.attrs}"
    for one in root.all("a", "button"):
        is_silent = one.attrs.get("aria-hidden") == "true" or "hidden" in one.attrs
        assert one.words or "aria-label" in one.attrs or is_silent, f"no words: {one.attrs}"
    for one in root.all("img"):
        assert "alt" in one.attrs, f"no alt: {one.attrs}"


def _check_forms(root: Element) -> None:
    for form in root.all("form"):
        names = {one.attrs.get("name") for one in form.all("input") if _is_hidden(one)}
        is_post = form.attrs.get("method", "get").lower() == "post"
        assert ("csrf_token" in names) == is_post, f"token missing or told: {form.attrs}"


def _check_nothing_inline(root: Element) -> None:
    for one in root.all():
        inline = [name for name in one.attrs if name.startswith("on") or name == "style"]
        assert not inline, f"inline on {one.tag}: {inline}"
        assert one.tag != "style", "an inline style sheet"
        assert one.tag != "script" or one.attrs.get("src"), "an inline script"


def _check_nothing_foreign(root: Element) -> None:
    for one in root.all():
        for name in FETCHED & one.attrs.keys():
            address = one.attrs[name]
            is_ours = address.startswith(("/", "#", "?", ICON)) and not address.startswith("//")
            assert is_ours, f"{one.tag} asks another host: {address}"


def _is_hidden(one: Element) -> bool:
    return one.tag == "input" and one.attrs.get("type") == "hidden"
