"""Arriving: language, factory, sign-in and sign-out, and what this course is."""

from score_learn.web.account.views import bp

__all__ = ["bp"]
