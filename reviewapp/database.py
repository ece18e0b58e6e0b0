"""How the database is reached: SQLite in the data folder unless the address says PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

# Django's own defaults answer "database is locked" while an import writes; with these nobody waited longer than the
# timeout in 20-reviewer runs. IMMEDIATE takes the write lock when a transaction begins.
SQLITE = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=67108864;PRAGMA cache_size=-16000;",
}
# PostgreSQL compiles what it expects to take long. Our questions are many and short: it took longer over compiling some
# than over answering them. Options in the address come instead.
OPTIONS = {"options": "-c jit=off"}
# What is asked often is planned once for a connection: with a plan each time, the small questions of a vote take
# PostgreSQL nearly twice as long.
POSTGRESQL = {"server_side_binding": True, "prepare_threshold": 5}


def database(address: str, folder: Path) -> dict[str, Any]:
    """Django's settings for the database at ``address``; ``folder`` is for that of SQLite's tests."""
    try:
        found: dict[str, Any] = {**dj_database_url.parse(address, conn_max_age=60, conn_health_checks=True)}
    except ValueError:
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood: write special characters in the name or password as in any URL (@ as %40)."
        ) from None
    if found["ENGINE"] == "django.db.backends.sqlite3":
        found["ENGINE"] = "reviewapp.sqlite"
        found["OPTIONS"] = SQLITE
        found["TEST"] = {"NAME": str(folder / "test.sqlite3")}  # a file: workers are processes
    else:
        found["OPTIONS"] = OPTIONS | found.get("OPTIONS", {}) | POSTGRESQL
    return found
