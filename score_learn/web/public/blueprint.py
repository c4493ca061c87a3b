"""The addresses for machines, pictures and files."""

from flask import Blueprint

bp = Blueprint("public", __name__)
