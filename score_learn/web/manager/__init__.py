"""The manager's pages: who has done what, by name, and the file of it."""

from score_learn.web.manager.views import bp

__all__ = ["bp"]
