"""Frozen dataclasses to JSON documents and back.

The shelf and the compiling child speak JSON; the program speaks `Module`.  Types drive both
directions, so a new field needs no code here.  Fractions are written "4/5", instants in ISO 8601;
members of a union of dataclasses are told apart by their `kind`.

A module has tens of thousands of values and a standing is read and written with every hand-in: how
a type is read or written is found out once, and kept.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import datetime
from fractions import Fraction
from functools import cache, partial
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin

T = TypeVar("T")

JSON = Any
"""What `json.loads` gives; checked against the dataclass while reading."""

Reader = Callable[[JSON], Any]
Writer = Callable[[Any], JSON]


def to_document(value: object) -> JSON:
    """Return `value` as lists, dicts, strings, numbers and None only."""
    return _writer(type(value))(value)  # type: ignore[arg-type]  # classes can be hashed


def from_document(wanted: type[T], document: JSON) -> T:
    """Rebuild the dataclass `wanted`; a document of other shape is a KeyError or ValueError."""
    return cast("T", _reader(wanted)(document))


def _as_it_is(value: Any) -> Any:
    return value


@cache
def _writer(kind: type) -> Writer:
    """Return what writes a value of just that class."""
    if dataclasses.is_dataclass(kind):
        return partial(_write_fields, tuple(field.name for field in dataclasses.fields(kind)))
    if issubclass(kind, Fraction):
        return str
    if issubclass(kind, datetime):
        return kind.isoformat
    if issubclass(kind, tuple | list):
        return _write_items
    if issubclass(kind, dict):
        return _write_values
    return _as_it_is


def _write_fields(names: tuple[str, ...], value: object) -> JSON:
    return {name: to_document(getattr(value, name)) for name in names}


def _write_items(items: tuple[Any, ...] | list[Any]) -> JSON:
    return [to_document(item) for item in items]


def _write_values(values: dict[str, Any]) -> JSON:
    return {key: to_document(value) for key, value in values.items()}


@cache
def _readers(wanted: type) -> dict[str, Reader]:
    """Return what reads each field of a dataclass, by the field's name."""
    return {name: _reader(hint) for name, hint in typing.get_type_hints(wanted).items()}


def _reader(wanted: Any) -> Reader:
    """Return what reads a value of that type."""
    if wanted is Fraction:
        return Fraction
    if wanted is datetime:
        return datetime.fromisoformat
    if isinstance(wanted, type) and dataclasses.is_dataclass(wanted):
        return partial(_read_fields, wanted)
    return _generic_reader(get_origin(wanted), get_args(wanted))


def _generic_reader(origin: Any, members: tuple[Any, ...]) -> Reader:
    if origin in {Union, types.UnionType}:
        return _union_reader([member for member in members if member is not types.NoneType])
    if origin is tuple:
        return _tuple_reader(members)
    if origin is dict:
        return partial(_read_values, _reader(members[1]))
    if origin is Literal:
        return partial(_read_literal, members)
    return _as_it_is


def _union_reader(members: list[Any]) -> Reader:
    if len(members) == 1:
        return partial(_read_optional, _reader(members[0]))
    kinds = [(get_args(typing.get_type_hints(one)["kind"]), _reader(one)) for one in members]
    return partial(_read_optional, partial(_read_by_kind, kinds))


def _tuple_reader(members: tuple[Any, ...]) -> Reader:
    if len(members) == 2 and members[1] is Ellipsis:
        each = _reader(members[0])
        return tuple if each is _as_it_is else partial(_read_items, each)
    return partial(_read_places, [_reader(member) for member in members])


def _read_fields(wanted: type, document: JSON) -> Any:
    readers = _readers(wanted)
    return wanted(**{name: readers[name](value) for name, value in document.items()})


def _read_values(each: Reader, document: JSON) -> dict[str, Any]:
    return {key: each(value) for key, value in document.items()}


def _read_items(each: Reader, document: JSON) -> tuple[Any, ...]:
    return tuple([each(item) for item in document])


def _read_places(readers: list[Reader], document: JSON) -> tuple[Any, ...]:
    return tuple(read(item) for read, item in zip(readers, document, strict=True))


def _read_optional(read: Reader, document: JSON) -> Any:
    return None if document is None else read(document)


def _read_by_kind(kinds: list[tuple[tuple[Any, ...], Reader]], document: JSON) -> Any:
    for own, read in kinds:
        if document["kind"] in own:
            return read(document)
    raise ValueError(f"unknown kind {document['kind']!r}")


def _read_literal(members: tuple[Any, ...], document: JSON) -> JSON:
    if document not in members:
        raise ValueError(f"{document!r} is none of {members}")
    return document
