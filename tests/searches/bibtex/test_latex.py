import time

import pytest

from screening.searches.bibtex.latex import plain, prose


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("plain", "plain"),
        ("{The {DNA} of} it", "The DNA of it"),
        (r"M{\"u}ller M\"uller M\"{u}ller", "Müller Müller Müller"),
        (
            r"\c{C}a{\u g}la {\v S}imek {\O}stby {\AA}se {\ss} Erd{\H o}s Micha{\l} {\'\i}",
            "Çağla Šimek Østby Åse ß Erdős Michał í",
        ),
        (r"Ecology \& Evolution, 50\% of \#1, a\_b", "Ecology & Evolution, 50% of #1, a_b"),
        (r"A 50% cut in \emph{Escherichia coli}", "A 50% cut in Escherichia coli"),
        (r"\alpha-blockers {\textgreater} 5 {\textless}i{\textgreater}", "α-blockers > 5 <i>"),
        (r"H$_2$O, Ca$^{2+}$, p $<$ 0.05, $\alpha$ and $n = 5$", "H₂O, Ca²⁺, p < 0.05, α and n = 5"),
        ("cost $5 and $10", "cost $5 and $10"),
        ("${howpublished} is no formula", "$howpublished is no formula"),
        (r"\{0, 1\} \$5", "{0, 1} $5"),
        (r"C:\\temp and \unknowncmd{kept} text", "C: temp and kept text"),
        (r"\url{http://x.org/a_b%20c} \href{http://x.org}{there}", "http://x.org/a_b%20c there"),
        (r"The \mbox{X-ray} in \texttt{R}, \textsf{a} \LaTeX{} \textup{b}", "The X-ray in R, a LaTeX b"),
        (r"Stra\ss\"e Garc\i\'a", "Straßë Garcıá"),
        (r"37$^{\circ}$C, 5$^\circ$, DNA$_{\textrm{2}}$", "37°C, 5°, DNA₂"),
        (r"$p \leq 0.05$, $3 \pm 1$, 5$\times$10", "p ≤ 0.05, 3 ± 1, 5×10"),
        (r"radix-2\({}^{\mbox{2}}\) and \(\alpha\)", "radix-2² and α"),
        (r"Ca\textsuperscript{2+} H\textsubscript{2}O 4\textsuperscript{th}", "Ca²⁺ H₂O 4th"),
        (r"a\textperiodcentered{}b \~{} 2\^{}3", "a·b ~ 2^3"),
        (r"R{\&}amp;D {\&}lt; 5", "R&D < 5"),
        (r"\footnote", ""),
        (r"\textsuperscript", ""),
    ],
)
def test_what_latex_prints(written: str, printed: str) -> None:
    assert plain(written) == printed


def test_ligatures_are_for_prose_only() -> None:
    assert prose("pages~1--2 --- ``so'' to say") == "pages 1–2 — “so” to say"
    assert prose(r"at \url{http://x.org/~me}") == "at http://x.org/~me"
    assert plain("http://x.org/~me/a--b") == "http://x.org/~me/a--b"


@pytest.mark.parametrize(
    "unit",
    [
        "\\'e",
        "{\\a",
        "\\a{",
        "\\begin{",
        "\\cite[",
        "\\\\[{",
        "\\sqrt[",
        "\\\\",
        "\\[",
        "$a",
        "$",
        "\\href{",
        "${",
    ],
)
def test_no_tower_of_commands_takes_long_or_crashes(unit: str) -> None:
    began = time.process_time()
    for size in (200, 5_000, 300_000):
        plain(unit * (size // len(unit)))
    assert time.process_time() - began < 20
