"""The learner's pages: courses, lessons, quizzes, results and the own record."""

from score_learn.web.learner import commitment, quiz, views
from score_learn.web.learner.blueprint import bp

__all__ = ["bp", "commitment", "quiz", "views"]
