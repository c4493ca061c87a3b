"""Marks typed with a Chinese, Japanese or Hindi keyboard, and bullets from a word processor.

Only the beginning of a list item is touched, never code.  The stamp writes the repair back, so
that every other Markdown viewer sees the same list.
"""

import re

OPENING = r"(（\[［【"
ITEM = re.compile(
    rf"^([ 　]*)(?:([-*+])([ 　]+)|-(?=[{OPENING}])|[•－][ 　]*|[–—](?:[ 　]+|(?=[{OPENING}])))(.*)$"
)
MARK = re.compile(
    rf"^([{OPENING}])[ 　]*([^\s{OPENING})）\]］】]|[0-9０-９]{{1,2}})?[ 　]*([)）\]］】])[ 　]*"
)
WIDE = str.maketrans("（）［］【】＝＞０１２３４５６７８９", "()[][]=>0123456789")
RIGHT = "xX√✓✔"
WRONG = "×✗✘╳○◯●"
CODE_SPAN = re.compile(r"(`[^`]*`)")


def repaired(text: str) -> str:
    """Return the line with its list item's beginning in plain signs; other lines unchanged."""
    found = ITEM.match(text)
    if not found:
        return text
    indent, bullet, gap, rest = found.groups()
    mark = MARK.match(rest)
    if not mark and text[len(indent) :].startswith(("-(", "-[")):
        return text
    rest = _marked(mark, rest) if mark and _is_mark(mark) else _signs(rest)
    gap = gap if gap and "　" not in gap else " "
    return f"{indent.replace('　', '  ')}{bullet or '-'}{gap}{rest}".rstrip()


def _is_mark(mark: re.Match[str]) -> bool:
    sign = mark[2] or ""
    return not sign or sign in RIGHT + WRONG or sign.translate(WIDE).isdecimal()


def _marked(mark: re.Match[str], rest: str) -> str:
    """Return the mark in ASCII with a space after it; `[x](...)` is left to be refused."""
    words = rest[mark.end() :]
    if mark[1] == "[" and words.startswith("(") and not mark[0].endswith(" "):
        return rest
    opening, sign, shut = ((part or " ").translate(WIDE) for part in mark.groups())
    if mark[1] + mark[3] not in {"()", "[]"} and sign in RIGHT:
        sign = "x"
    plain = f"{opening}{sign}{shut}"
    gap = mark[0][len(plain) :] if mark[0].startswith(plain) else ""
    return f"{plain}{gap or ' '}{words}".rstrip()


def _signs(rest: str) -> str:
    """Return arrows, equals signs and tolerances outside code in plain signs."""
    parts = CODE_SPAN.split(rest)
    for place in range(0, len(parts), 2):
        parts[place] = re.sub("⇒|＝＞|＝>|=＞", "=>", parts[place])
    if re.match("[=＝](?!>)", parts[0]):
        parts[0] = re.sub("^[=＝][ 　]*", "= ", parts[0]).replace("±", "+-")
    return "".join(parts)
