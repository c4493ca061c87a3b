"""The least that Flask and Jinja can do: a page of a given size, without anything of ours.

gunicorn serves it beside the program, in as many processes.  BENCH_PAGE_BYTES is the page's size.
"""

import os

from flask import Flask, render_template

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
{% for part in parts %}<section><h2>{{ part.title }}</h2><p>{{ part.text }}</p></section>
{% endfor %}</body></html>
"""
PARTS = 9


def make_app(size: int) -> Flask:
    """Return the program; its page has `size` bytes within a few hundred."""
    app = Flask(__name__)
    template = app.jinja_env.from_string(PAGE)  # compiled once, as a file's is
    word = "made of cotton, cut and sewn with care. "
    text = (word * (size // len(word) + 1))[: max(size - 700, 0) // PARTS]

    @app.get("/")
    def page() -> str:
        parts = [{"title": f"Part {number}", "text": text} for number in range(1, PARTS + 1)]
        return render_template(template, title="A page", parts=parts)

    return app


app = make_app(int(os.environ.get("BENCH_PAGE_BYTES", "12500")))
