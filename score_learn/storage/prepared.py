"""Statements that are put together once and run on the driver's own cursor.

SQLAlchemy writes them, once for each kind of database, and its column types convert what goes in and
what comes out; but the way it takes between the two needs four times as long as the driver.  So this
is for what nearly every request asks: all else goes through the session.
"""

from collections import namedtuple
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar, cast

import sqlalchemy as sa

from score_learn.storage.database import Base, connection, table_of
from score_learn.storage.trouble import raise_as_sqlalchemy

R = TypeVar("R")
B = TypeVar("B", bound=Base)

LENGTHS_KEPT = 64
"""For how many lengths of a list of values a process keeps a statement."""

Convert = Callable[[Any], Any] | None
"""What turns a value into the driver's, or into ours; None where both take it as it is."""


class Prepared(Generic[R]):
    """A SELECT whose rows `make` turns into what is wanted; it is given a row's values in turn.

    Asked in the session's transaction, which begins with it where there is none.  Raises what the
    session would raise.
    """

    def __init__(self, asked: sa.Select[Any], make: Callable[[Any], R]) -> None:
        self._asked = asked
        self._make = make
        self._made: dict[str, _Compiled] = {}

    def all(self, **given: object) -> list[R]:
        """Return all rows."""
        on = connection()
        said = _compiled(self._made, on, self._asked)
        _, rows = _run(on, said, said.parameters(given))
        make, converts = self._make, said.converts
        if not said.is_converting:
            return [make(row) for row in rows]
        return [
            make(
                [
                    convert(value) if convert else value
                    for convert, value in zip(converts, row, strict=True)
                ]
            )
            for row in rows
        ]

    def first(self, **given: object) -> R | None:
        """Return the first row; the others are read in vain."""
        return next(iter(self.all(**given)), None)


class Change:
    """A statement that adds to a table, or changes it; `columns` are those it is given values for.

    Run in the session's transaction, as what is `Prepared` is.
    """

    def __init__(self, change: sa.UpdateBase, columns: Sequence[str] = ()) -> None:
        self._change = change
        self._columns = columns
        self._made: dict[str, _Compiled] = {}

    def run(self, given: Mapping[str, object]) -> int:
        """Run it, and return how many rows it touched."""
        on = connection()
        said = _compiled(self._made, on, self._change, self._columns)
        touched, _ = _run(on, said, said.parameters(given))
        return touched

    def run_each(self, given: Sequence[Mapping[str, object]]) -> None:
        """Run it once for each of them; in one go, where the driver has a way."""
        if len(given) == 1:
            self.run(given[0])
            return
        on = connection()
        said = _compiled(self._made, on, self._change, self._columns)
        _run(on, said, [said.parameters(one) for one in given])


def plain(kind: type[B]) -> Callable[..., B]:
    """Return what makes a plain row of named values: a tuple that has the columns of `kind`.

    It is apart from the session, and what it says cannot be changed; to make one takes a tenth of the
    time.  Columns that are left out are None.
    """
    return cast("Callable[..., B]", _tuple_of(kind))


def maker(kind: type[B]) -> Callable[[Sequence[Any]], B]:
    """Return what makes a plain row of the values of all columns of `kind`, in the table's order."""
    return cast("Callable[[Sequence[Any]], B]", _tuple_of(kind)._make)


@cache
def _tuple_of(kind: type[Base]) -> Any:
    """Return a class of tuples that knows its table, as a mapped class does."""
    table = table_of(kind)
    names = table.columns.keys()
    made = namedtuple(f"Plain{kind.__name__}", names, defaults=[None] * len(names))  # type: ignore[misc]
    made.__table__ = table  # type: ignore[attr-defined]
    return made


def places(name: str, column: sa.ColumnElement[Any], count: int) -> list[sa.BindParameter[Any]]:
    """Return the places of so many values in an IN of that column; `numbered` fills them.

    There is always one: nothing equals the NULL that stands in it where there are no values.
    """
    return [sa.bindparam(f"{name}_{place}", type_=column.type) for place in range(max(count, 1))]


def numbered(name: str, values: Collection[object]) -> dict[str, object]:
    """Return values by the names that `places` gave them."""
    return {f"{name}_{place}": value for place, value in enumerate(values or [None])}


class _Compiled(NamedTuple):
    """A statement as a driver takes it, with what converts its values and its rows'.

    `binds` are in the driver's order where it counts places; `fixed` are the values that the
    statement brings along.
    """

    sql: str
    is_positional: bool
    binds: Sequence[tuple[str, Convert]]
    fixed: Mapping[str, Any]
    converts: Sequence[Convert]
    is_converting: bool

    def parameters(self, given: Mapping[str, Any]) -> Any:
        """Return what the driver is given."""
        if self.fixed:
            given = {**self.fixed, **given}
        if self.is_positional:
            return tuple([c(given[name]) if c else given[name] for name, c in self.binds])
        return {name: c(given[name]) if c else given[name] for name, c in self.binds}


def _compiled(
    made: dict[str, _Compiled],
    on: sa.Connection,
    statement: sa.Select[Any] | sa.UpdateBase,
    columns: Sequence[str] = (),
) -> _Compiled:
    """Return the statement as the database takes it; all our engines of a kind are made alike."""
    name = on.dialect.name
    if name not in made:
        made[name] = _compile(on.dialect, statement, columns)
    return made[name]


def _compile(
    dialect: sa.Dialect, statement: sa.Select[Any] | sa.UpdateBase, columns: Sequence[str]
) -> _Compiled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(columns) or None)
    if compiled.post_compile_params:
        raise NotImplementedError("a list of values has its places by `places`")
    binds = {name: bind for bind, name in compiled.bind_names.items()}
    order = compiled.positiontup if compiled.positional else list(binds)
    rows = statement.exported_columns if isinstance(statement, sa.Select) else ()
    converts = [one.type.dialect_impl(dialect).result_processor(dialect, None) for one in rows]
    return _Compiled(
        sql=str(compiled),
        is_positional=compiled.positional,
        binds=[
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect)) for name in order
        ],
        fixed={name: bind.effective_value for name, bind in binds.items() if not bind.required},
        converts=converts,
        is_converting=any(converts),
    )


def _run(on: sa.Connection, said: _Compiled, parameters: Any) -> tuple[int, Sequence[Any]]:
    """Return how many rows were touched, and those that were found."""
    opened, cursor = on.connection, None
    try:
        cursor = opened.cursor()
        if isinstance(parameters, list):
            on.dialect.do_executemany(cursor, said.sql, parameters)
        else:
            on.dialect.do_execute(cursor, said.sql, parameters)
        found = cursor.rowcount, cursor.fetchall() if said.converts else []
    except BaseException as error:  # noqa: BLE001 -- an interrupt in the middle breaks a connection too
        raise_as_sqlalchemy(on, error, said.sql, parameters, cursor)
    cursor.close()
    return found
