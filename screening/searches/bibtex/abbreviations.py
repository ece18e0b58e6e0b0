"""``@string{jw = "Journal of Walking"}``: abbreviations that the entries after it use."""

from __future__ import annotations

from screening.searches.bibtex.scanner import Entry
from screening.searches.bibtex.values import key_and_fields
from screening.searches.fileformat import FileRefused

_MOST = 4_000_000  # characters, of all abbreviations together
_LONGEST = 100_000


class Abbreviations(dict[str, str]):
    """What each stands for, by its name in small letters."""

    def define(self, entry: Entry) -> None:
        """Abbreviations of abbreviations may not grow without end. Raises ``FileRefused``."""
        if entry.kind == "string":
            _, fields, _ = key_and_fields(entry.text, self)
            self.update((name, value) for name, value in fields if len(value) < _LONGEST)
            if sum(map(len, self.values())) > _MOST:
                raise FileRefused("This file defines more abbreviations (@string) than any bibliography has.")
