"""Addresses for machines, for pictures and for files: no person is looked up for them."""

from score_learn.web.public import metrics, static, views
from score_learn.web.public.blueprint import bp

__all__ = ["bp", "metrics", "static", "views"]
