"""Django's SQLite, except that who is about to write waits for their turn (``turn.py``)."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Any

from django.db.backends.sqlite3 import base

from reviewapp.sqlite.turn import Turn

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


@cache
def turn_of(database: str) -> Turn:
    """One for each database. Not on its own file: whoever closes that one drops the locks that SQLite has there."""
    return Turn(f"{database}-turn")


os.register_at_fork(
    after_in_child=turn_of.cache_clear
)  # or a lock that a thread held then would never be given back


class DatabaseWrapper(base.DatabaseWrapper):  # the stubs do not know what is overridden here
    """In line for a whole transaction, and for each statement that writes outside of one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: int | None = None
        self.execute_wrappers.append(self._in_turn)

    def _start_transaction_under_autocommit(self) -> None:
        self._take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            self._give()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._give()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._give()

    def _in_turn(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if self.in_atomic_block or not sql.startswith(WRITES):
            return execute(sql, *rest)
        self._take()
        try:
            return execute(sql, *rest)
        finally:
            self._give()

    def _take(self) -> None:
        if self._turn is None and not self.is_in_memory_db():
            self._turn = self._line().take(self.settings_dict["OPTIONS"]["timeout"])

    def _give(self) -> None:
        if self._turn is not None:
            self._line().give(self._turn)
        self._turn = None

    def _line(self) -> Turn:
        return turn_of(self.settings_dict["NAME"])
