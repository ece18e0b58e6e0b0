"""The index of the words of every citation: title, abstract and authors. Kept by the database itself.

On SQLite an FTS5 table that triggers keep in step; on PostgreSQL a generated column with a GIN index. Both hold one
text per citation, cut into words at everything that is no letter or digit, without case and accents.

DANGER on SQLite: a migration that adds a column with a default to the citations makes the table anew, and the
triggers go with the old one. Such a migration ends with ``RunPython(word_index.keep)``; a test looks for them.
"""

from __future__ import annotations

from typing import Any

_SAYS = """{row}.title || ' ' || {row}.abstract_text || ' ' || coalesce(
    (SELECT group_concat(atom, ' ') FROM json_tree({row}.authors) WHERE type = 'text'), '')"""
_NEW, _OLD = _SAYS.format(row="new"), _SAYS.format(row="old")
_ADD = f"INSERT INTO citation_words(rowid, words) VALUES (new.id, {_NEW});"
_DROP = f"INSERT INTO citation_words(citation_words, rowid, words) VALUES ('delete', old.id, {_OLD});"
TRIGGERS = {
    "citation_words_added": f"AFTER INSERT ON screening_citation BEGIN {_ADD} END",
    "citation_words_gone": f"AFTER DELETE ON screening_citation BEGIN {_DROP} END",
    "citation_words_changed": "AFTER UPDATE OF title, abstract_text, authors ON screening_citation"
    " WHEN new.title IS NOT old.title OR new.abstract_text IS NOT old.abstract_text"
    f" OR new.authors IS NOT old.authors BEGIN {_DROP} {_ADD} END",
}
SQLITE = [
    # contentless: the texts stand in the citations; columnsize is for ranking, which nobody does here
    "CREATE VIRTUAL TABLE IF NOT EXISTS citation_words USING fts5("
    "words, content='', columnsize=0, tokenize='unicode61 remove_diacritics 2')",
    "INSERT INTO citation_words(citation_words) VALUES ('delete-all')",
    f"INSERT INTO citation_words(rowid, words) SELECT c.id, {_SAYS.format(row='c')} FROM screening_citation c",
    *(f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS),
    *(f"CREATE TRIGGER {name} {what}" for name, what in TRIGGERS.items()),
]
# accents are taken off by decomposing; what is left but letters and digits parts words, as it does on SQLite: the
# parser's own reading of hyphens, slashes and numbers is another. A text search vector holds 1 MB at most.
_WORDS = r"""to_tsvector('simple', left(regexp_replace(regexp_replace(normalize(
    left(title, 5000) || ' ' || left(abstract_text, 100000) || ' '
    || left(jsonb_path_query_array(authors, '$[*].*')::text, 30000), NFKD),
    '[\u0300-\u036f]+', '', 'g'), '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u2000-\u206f]+', ' ', 'g'),
    150000))"""
# PostgreSQL takes a comparison of words for as cheap as one of numbers, and would rather unpack every citation's than
# ask the index: a function that gives back what it gets tells it the price
POSTGRESQL = [
    f"ALTER TABLE screening_citation ADD COLUMN words tsvector GENERATED ALWAYS AS ({_WORDS}) STORED",
    "CREATE FUNCTION screening_words(tsvector) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 500"
    " AS 'BEGIN RETURN $1; END'",
    "CREATE INDEX citation_words ON screening_citation USING gin (screening_words(words))",
]


def keep(apps: Any, schema_editor: Any) -> None:
    """For a migration: make the index, or on SQLite make it anew."""
    if schema_editor.connection.vendor == "sqlite":
        _run(schema_editor, SQLITE)
    else:
        _run(schema_editor, POSTGRESQL)


def drop(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        _run(schema_editor, [*(f"DROP TRIGGER {name}" for name in TRIGGERS), "DROP TABLE citation_words"])
    else:
        _run(
            schema_editor,
            [
                "ALTER TABLE screening_citation DROP COLUMN words",
                "DROP FUNCTION screening_words(tsvector)",
            ],
        )


def _run(schema_editor: Any, statements: list[str]) -> None:
    for statement in statements:
        schema_editor.execute(statement, params=None)
