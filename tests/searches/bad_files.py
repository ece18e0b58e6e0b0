"""Files that go wrong, small enough to be made here: what people send by mistake, and what an attacker would."""

from __future__ import annotations

import gzip
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

RIS = b"TY  - JOUR\nTI  - Vesicles in the knee\nPY  - 2020\nER  - \n\n"
BIBTEX = b"@article{key,\n  title = {Vesicles in the ear},\n  year = {2021}\n}\n"
_PUBMED = (
    b"<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>%s</ArticleTitle>"
    b"</Article></MedlineCitation></PubmedArticle></PubmedArticleSet>"
)


def zipped(**files: bytes) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _laughs() -> bytes:
    entities = b'<!ENTITY a0 "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
    )
    return b"<?xml version='1.0'?><!DOCTYPE PubmedArticleSet [" + entities + b"]>" + _PUBMED % b"&a9;"


def _outside() -> bytes:
    entity = b'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    return b"<?xml version='1.0'?>" + entity + _PUBMED % b"secret: &x;"


def _deep() -> bytes:
    return b"<?xml version='1.0'?>" + _PUBMED % (b"<b>" * 100_000 + b"deep" + b"</b>" * 100_000)


REFUSED = {
    "empty": (b"", "The file is empty"),
    "only white space": (b"\xef\xbb\xbf \r\n\t\r\n", "The file is empty"),
    "binary": (bytes(range(256)) * 40, "This is a binary file"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "This is a PDF"),
    "a login page": (b"<!DOCTYPE html><html><body><form>Please sign in</form></body></html>", "This is a web page"),
    "a letter": (b"Dear colleague,\nplease find our search attached.\n", "do not know this kind of file"),
    "a damaged archive": (zipped(a=RIS)[:-30], "This archive is damaged"),
    "a zip bomb": (zipped(a=b"0" * 64 * 1024**2), "more than its content can be"),
    "a gzip bomb": (gzip.compress(b"0" * 64 * 1024**2), "larger than its content can be"),
    "an archive of letters": (zipped(a=b"Dear colleague", b=RIS), "In “a”: We do not know"),
    "a record without end": (b"TY  - JOUR\nTI  - " + b"x" * 9_000_000, "no record"),
    "JSON of 100,000 levels": (b'[{"type": "book", "title": ' + b"[" * 100_000, "nested more than 200 deep"),
}  # fmt: skip
"""Name: content, and a part of the sentence that refuses it."""

READ = {
    "a wrong extension": (RIS, 1, ""),
    "truncated in the middle": (RIS * 3 + b"TY  - JOUR\nTI  - Half a ti", 4, "The file ends inside this record"),
    "two formats": (RIS * 2 + BIBTEX, 2, "Beside it stands something in another format (BibTeX)"),
    "quotes never closed": (
        b'Title,Year,DOI\n"Knee,2020,10.1000/a\nEar,2021,10.1000/b\nEye,2022,10.1000/c\n', 3,
        "A quotation mark is not closed",
    ),
    "NUL and bidi control characters": (
        "TY  - JOUR\nTI  - Ves\x00icles \u202e in the knee\nER  - \n".encode(), 1, "Vesicles"
    ),
    "a formula": (b"Title,Year,DOI\n\"=cmd|' /C calc'!A0\",2020,10.1000/a\n", 1, "=cmd|"),
    "16,000 columns": (
        f"Title,DOI,{','.join(f'S{n}' for n in range(16_000))}\nKnee,10.1000/a{',x' * 16_000}\n".encode(), 1, "Knee"
    ),
    "the same number twice": (RIS.replace(b"ER", b"AN  - 7\nER") * 2, 2, "a number that stands in the file before"),
    "billion laughs": (_laughs(), 1, "Entity 'a9' not defined"),
    "an external entity": (_outside(), 1, "Entity 'x' not defined"),
    "XML of 100,000 levels": (_deep(), 1, "Excessive depth"),
    "a table in Latin letters of another encoding": (
        "Title,Year,DOI\nÄrzte über Häute,2020,10.1000/a\n".encode("cp1252"), 1, "Ärzte über Häute"
    ),
}  # fmt: skip
"""Name: content, how many records it holds, and what the preview says."""
