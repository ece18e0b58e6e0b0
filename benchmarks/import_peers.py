"""One reader of other people's, timed in a process of its own: ``python import_peers.py PEER FILE`` prints the CPU
seconds it took and how many records it found. Imports nothing of ours, so that any Python may run it."""

from __future__ import annotations

import gzip
import shutil
import sys
import time
from collections.abc import Callable, Sized
from typing import Any


def rispy(path: str) -> Callable[[], Sized]:
    import rispy

    def read() -> Any:
        with open(path, encoding="utf-8-sig") as file:
            return rispy.load(file)

    return read


def pybtex(path: str) -> Callable[[], Sized]:
    from pybtex.database import parse_file

    return lambda: parse_file(path, "bibtex").entries


def bibtexparser(path: str) -> Callable[[], Sized]:
    import bibtexparser

    def read() -> Any:
        with open(path, encoding="utf-8") as file:
            return bibtexparser.load(file).entries

    return read


def pubmed_parser(path: str) -> Callable[[], Sized]:
    import pubmed_parser

    packed = f"{path}.gz"  # it reads nothing else; stored, so that unpacking costs nothing
    with open(path, "rb") as plain, gzip.open(packed, "wb", compresslevel=0) as file:
        shutil.copyfileobj(plain, file)
    return lambda: list(pubmed_parser.parse_medline_xml(packed))


PEERS = {reader.__name__: reader for reader in (rispy, pybtex, bibtexparser, pubmed_parser)}


def main() -> None:
    name, path = sys.argv[1:]
    read = PEERS[name](path)
    began = time.process_time()
    found = read()
    print(time.process_time() - began, len(found))


if __name__ == "__main__":
    main()
