"""Readable text from what stands in a BibTeX field: braces gone, LaTeX's commands as what they print.

pylatexenc knows the commands; it is called only where one is left after the frequent ones, being slow, and
not for values of a size that only an attack has.
"""

from __future__ import annotations

import re
import unicodedata

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

from screening.searches.block import one_line
from screening.searches.pubmed.raised import subscript, superscript

LONGEST = 200_000  # characters; longer values lose their commands unread
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    ".": "\u0307",
    '"': "\u0308",
}
_ACCENT = re.compile(r"\\([`'^~=.\"])\s*(?:\{([A-Za-z])\}|([A-Za-z]))")
_ESCAPED = re.compile(r"\\([&%#_])")
_ALONE = re.compile(r"\\([~^])(?:\{\s*\}|(?=\s|\Z))")  # an accent on nothing is the sign itself
_TIE = re.compile(r"(?<![\\/])~")  # not that of an address
_MATH = re.compile(r"(?<!\\)\$(?!\{\w+\})([^$\\\s]{1,12}|(?=[^$]{0,200}[\\^_{}=<>+])[^$]{1,200})\$")
_RAISED = re.compile(r"([_^])\s*(?:\{([^{}\\]*)\}|(\w))")
_UPRIGHT = re.compile(r"\\(?:mbox|(?:math|text)(?:rm|up)?)\{([\d+-]+)\}")
_PARENTHESES = re.compile(r"(?<!\\)\\\(([^$()]{1,200})\\\)")  # DBLP's dollars
_SCRIPT = re.compile(r"\\text(super|sub)script\s*\{([\d+-]{1,20})\}")
_DEGREES = re.compile(r"\^\s*(?:\{\s*\\circ\s*\}|\\circ(?![a-z]))")
_RELATION = re.compile(
    r"(?<=\s)\\(?:approx|equiv|geq?|gg|leq?|ll|neq?|pm|propto|sim|times|to|rightarrow)(?=\s)"
)
_LINK = re.compile(r"\\(?:href\s*\{[^{}]*\}|url|path|nolinkurl)\s*(?=\{)")
_OPTION = re.compile(r"\\(?:[A-Za-z]+\*?|\\)\s*\[")
_MOST_OPTIONS = (
    6  # pylatexenc reads an option without its end over and over, twice as often for each one inside
)
_COMMAND = re.compile(r"\\(?:[A-Za-z]+\*?\s*|(.))", re.DOTALL)
_DASHES = re.compile(r"(?<!-)(---?)(?!-)")

_FRAMED = ("mbox", "textmd", "textsf", "texttt", "textup")  # pylatexenc leaves out what stands in these
_PRINTED = {
    "BibTeX": "BibTeX",
    "LaTeX": "LaTeX",
    "TeX": "TeX",
    "textbardbl": "\N{DOUBLE VERTICAL LINE}",
    "textperiodcentered": "\N{MIDDLE DOT}",
    "textunderscore": "_",
    "textless": "<",
    "textgreater": ">",
    "textasciicircum": "^",
    "copyright": "©",
    "-": "",
    "\\": " ",
    ",": " ",
    "cite": "",
}
_CONTEXT = get_default_latex_context_db()
_CONTEXT.add_context_category(
    "printed",
    [MacroTextSpec(name, simplify_repl=text) for name, text in _PRINTED.items()]
    + [MacroTextSpec(name, discard=False) for name in _FRAMED],
    prepend=True,
)
_PRINTER = LatexNodes2Text(latex_context=_CONTEXT, math_mode="text", keep_comments=True)


def plain(text: str) -> str:
    """One value. Its white space is folded, as that of ``text`` must be; ``{\\&}amp;`` is an ampersand, too."""
    if "\\" in text or "$" in text:
        text = _PARENTHESES.sub(r"$\1$", _LINK.sub("", text))
        text = _printed(_MATH.sub(_formula, text))
    elif "{" in text or "}" in text:
        text = text.replace("{", "").replace("}", "")
    else:
        return text
    return one_line(text)


def prose(text: str) -> str:
    """As ``plain``, with LaTeX's ligatures: dashes, quotation marks, and ``~`` for a blank."""
    if "--" in text:
        text = _DASHES.sub(lambda found: "\u2014" if len(found[1]) > 2 else "\u2013", text)
    if "``" in text:
        text = text.replace("``", "\u201c").replace("''", "\u201d")
    if "~" in text:
        text = _TIE.sub(" ", text)
    return plain(text)


def _formula(found: re.Match[str]) -> str:
    text = _RELATION.sub(r"\g<0>{}", found[1])  # which swallow the blank behind them, but not that before
    text = _UPRIGHT.sub(r"\1", _DEGREES.sub("°", text))
    return f"{{{_RAISED.sub(_raised, text)}}}"  # in braces: a command at its end swallows no blank


def _raised(found: re.Match[str]) -> str:
    form = subscript if found[1] == "_" else superscript
    return form(found[2] or found[3] or "")


def _script(found: re.Match[str]) -> str:
    return superscript(found[2]) if found[1] == "super" else subscript(found[2])


def _printed(text: str) -> str:
    text = _ALONE.sub(_sign, _SCRIPT.sub(_script, text))
    text = _ESCAPED.sub(r"\1", _ACCENT.sub(_accented, text)) if "\\\\" not in text else text
    if "\\" not in text:
        return text.replace("{", "").replace("}", "")
    if len(text) < LONGEST and len(_OPTION.findall(text)) <= _MOST_OPTIONS:
        try:
            return str(_PRINTER.latex_to_text(re.sub(r"(?<!\\)([%$&#])", r"\\\1", text)))
        except (
            LookupError,
            RecursionError,
        ):  # pylatexenc's, for commands without arguments, or a tower of them
            pass
    return without_commands(text)


def without_commands(text: str) -> str:
    """Neither commands nor braces; what commands apply to stays."""
    return _COMMAND.sub(lambda found: found[1] or "", text).replace("{", "").replace("}", "")


def _accented(found: re.Match[str]) -> str:
    r"""In braces, lest it become a part of the command before it: ``Stra\ss\"e``."""
    return f"{{{unicodedata.normalize('NFC', (found[2] or found[3]) + _ACCENTS[found[1]])}}}"


def _sign(found: re.Match[str]) -> str:
    return r"{\textasciitilde}" if found[1] == "~" else r"{\textasciicircum}"
