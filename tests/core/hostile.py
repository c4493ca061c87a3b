"""Text that has made Markdown programs slow, deep or wrong, each grown to the size limit."""

from collections.abc import Callable

LIMIT = 64 * 1024

GROWN = {
    "rules": "- - - ",
    "rule lines": "- - -\n",
    "stars": "*",
    "star words": "*a ",
    "strong": "**a",
    "mixed emphasis": "*a_b ",
    "triple": "***a ",
    "underscores": "_a",
    "backticks": "`",
    "backtick words": "`a ``b ",
    "open brackets": "[",
    "link starts": "[a](",
    "link words": "[a](b",
    "image starts": "![",
    "image words": "![a](b ",
    "nested brackets": "[a[",
    "references": "[a]: b\n",
    "reference uses": "[a][b] ",
    "angle": "<",
    "open tags": "<a ",
    "tags": "<div>",
    "tag lines": "<div>\n\n",
    "closing tags": "</div>",
    "comments": "<!--",
    "comment settings": "<!-- q:ab ",
    "declarations": "<!",
    "cdata": "<![CDATA[",
    "instructions": "<?",
    "entities": "&",
    "entity words": "&amp;",
    "escapes": "\\",
    "escaped stars": "\\*",
    "quotes": ">",
    "quote signs": "> ",
    "quote lines": "> a\n",
    "list signs": "- ",
    "list lines": "- a\n",
    "numbers": "1. ",
    "number lines": "1. a\n",
    "headings": "#",
    "heading lines": "## a\n\nb\n\n",
    "question lines": "## a <!-- q:ab12 -->\n\n- (x) a\n- ( ) b\n\n",
    "pools": "## a <!-- pool:a pick:1 -->\n\n",
    "underlines": "a\n===\n",
    "pipes": "|",
    "table lines": "|a|b|\n",
    "table dashes": "|-",
    "wide table": "a|",
    "fences": "```\n",
    "fence words": "``` a\n",
    "tildes": "~",
    "spaces": " ",
    "space words": "a  ",
    "tabs": "\t",
    "lines": "\n",
    "words": "word ",
    "one word": "a",
    "word lines": "word\n",
    "paragraphs": "word word\n\n",
    "marks": "- (x) ",
    "mark lines": "- (x) a\n",
    "arrows": "- a => b\n",
    "typed": "- = a\n",
    "steps": "- (1) a\n",
    "dashes": "-",
    "wide marks": "（",
    "wide spaces": "　",
    "bold names": "> **a:** b\n",
    "bold colons": "> **a",
    "colons": "**:",
    "joiners": "‍",
    "bidi": "\u202e",
    "combining": "a\u0301\u0301",
    "emoji": "\U0001f469",
    "nul": "\x00",
    "stx": "\x02wzxhzdk:0\x03",
    "merge": "<<<<<<<\n",
    "autolinks": "<http://a> ",
    "addresses": "http://a ",
    "mails": "a@b ",
    "footnotes": "[^a] ",
    "definitions": "a\n: b\n",
    "abbreviations": "*[a]: b\n",
    "attributes": "a {: #b }\n",
    "front matter": "a: b\n",
    "dashes lines": "---\n",
}


def _deep(sign: str) -> str:
    """Return a list or quote nested as deep as the limit allows."""
    lines, size, depth = [], 0, 0
    while size < LIMIT - 400:
        line = f"{'  ' * depth}{sign} a\n"
        lines.append(line)
        size += len(line)
        depth += 1
    return "".join(lines)


DEEP: dict[str, Callable[[], str]] = {
    "deep list": lambda: _deep("-"),
    "deep numbers": lambda: _deep("1."),
    "deep quotes": lambda: "\n".join(">" * depth + " a" for depth in range(1, 340)),
    "deep emphasis": lambda: "*a **b " * 3000 + "b** a* " * 3000,
    "deep brackets": lambda: "[" * 16000 + "](a)" * 8000,
    "deep quoted lists": lambda: "> - " * 8000 + "a",
}


def lessons() -> dict[str, bytes]:
    """Return each text as a lesson's file of at most the allowed size."""
    texts = {name: piece * (LIMIT // len(piece.encode()) + 1) for name, piece in GROWN.items()}
    texts.update({name: make() for name, make in DEEP.items()})
    return {name: _lesson(text) for name, text in texts.items()}


def _lesson(text: str) -> bytes:
    content = f"# Title\n\n## Card\n\n{text}".encode()[:LIMIT]
    return content.decode("utf-8", "ignore").encode()
