"""Addresses for machines and for pictures: no person is looked up for them."""

from score_learn.web.public.views import bp

__all__ = ["bp"]
