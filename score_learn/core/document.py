"""Frozen dataclasses to JSON documents and back.

The shelf and the compiling child speak JSON; the program speaks `Module`.  Types drive both
directions, so a new field needs no code here.  Fractions are written "4/5", instants in ISO 8601;
members of a union of dataclasses are told apart by their `kind`.
"""

import dataclasses
import types
import typing
from datetime import datetime
from fractions import Fraction
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

T = TypeVar("T")

JSON = Any
"""What `json.loads` gives; checked against the dataclass while reading."""


def to_document(value: object) -> JSON:
    """Return `value` as lists, dicts, strings, numbers and None only."""
    if dataclasses.is_dataclass(value):
        return {
            field.name: to_document(getattr(value, field.name))
            for field in dataclasses.fields(value)
        }
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple | list):
        return [to_document(item) for item in value]
    if isinstance(value, dict):
        return {key: to_document(item) for key, item in value.items()}
    return value


def from_document(wanted: type[T], document: JSON) -> T:
    """Rebuild the dataclass `wanted`; a document of other shape is a KeyError or ValueError."""
    return cast("T", _read(wanted, document))


@cache
def _hints(wanted: type) -> dict[str, Any]:
    return typing.get_type_hints(wanted)


def _read(wanted: Any, document: JSON) -> Any:
    if wanted is Fraction:
        return Fraction(document)
    if wanted is datetime:
        return datetime.fromisoformat(document)
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
        hints = _hints(wanted)
        return wanted(**{name: _read(hints[name], value) for name, value in document.items()})
    return _read_generic(get_origin(wanted), get_args(wanted), document)


def _read_generic(origin: Any, members: tuple[Any, ...], document: JSON) -> Any:
    if origin in {Union, types.UnionType}:
        return _read_union(members, document)
    if origin is tuple:
        return _read_tuple(members, document)
    if origin is dict:
        return {key: _read(members[1], value) for key, value in document.items()}
    if origin is Literal and document not in members:
        raise ValueError(f"{document!r} is none of {members}")
    return document


def _read_tuple(members: tuple[Any, ...], document: JSON) -> tuple[Any, ...]:
    if len(members) == 2 and members[1] is Ellipsis:
        return tuple(_read(members[0], item) for item in document)
    return tuple(_read(member, item) for member, item in zip(members, document, strict=True))


def _read_union(members: tuple[Any, ...], document: JSON) -> Any:
    if document is None:
        return None
    candidates = [member for member in members if member is not type(None)]
    if len(candidates) == 1:
        return _read(candidates[0], document)
    for member in candidates:
        if document["kind"] in get_args(_hints(member)["kind"]):
            return _read(member, document)
    raise ValueError(f"unknown kind {document['kind']!r}")
