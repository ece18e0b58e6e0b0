"""Two whole records in every format: the contract test reads them in many disguises."""

SAMPLES: dict[str, str] = {
    "ris": """\
TY  - JOUR
AU  - Müller, Jörg
AU  - O'Brien, Seán
TI  - Walking and mood in adults: a randomised trial
T2  - Journal of Walking
PY  - 2021
VL  - 12
IS  - 3
SP  - 101
EP  - 110
DO  - 10.1000/walk.2021.1
AB  - We walked. Mood improved (p < 0.05).
KW  - walking
ER  -

TY  - JOUR
A1  - Lee, Dong-Hyun
T1  - Sitting and mood: a cohort study
JF  - Journal of Sitting
Y1  - 2020///
DO  - 10.1000/sit.2020.2
N2  - We sat. Mood did not change.
ER  -
""",
    "nbib": """\
PMID- 31234567
OWN - NLM
STAT- MEDLINE
IS  - 1234-5678 (Print)
VI  - 12
IP  - 3
DP  - 2021 Jan-Feb
TI  - Walking and mood in adults:
      a randomised trial.
PG  - 101-110
LID - 10.1000/walk.2021.1 [doi]
AB  - We walked. Mood improved
      (p < 0.05).
FAU - Müller, Jörg
AU  - Müller J
FAU - O'Brien, Seán
AU  - O'Brien S
LA  - eng
PT  - Journal Article
TA  - J Walk
JT  - Journal of walking
SO  - J Walk. 2021 Jan-Feb;12(3):101-110. doi: 10.1000/walk.2021.1.

PMID- 32345678
OWN - NLM
STAT- MEDLINE
DP  - 2020
TI  - Sitting and mood: a cohort study.
LID - 10.1000/sit.2020.2 [doi]
AB  - We sat. Mood did not change.
FAU - Lee, Dong-Hyun
AU  - Lee DH
JT  - Journal of sitting
SO  - J Sit. 2020. doi: 10.1000/sit.2020.2.
""",
    "pubmed_xml": """\
<?xml version="1.0" encoding="UTF-8"?>
<PubmedArticleSet>
<PubmedArticle><MedlineCitation><PMID Version="1">31234567</PMID><Article>
<Journal><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><Year>2021</Year></PubDate></JournalIssue>
<Title>Journal of walking</Title></Journal>
<ArticleTitle>Walking and mood in adults: a randomised trial.</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/walk.2021.1</ELocationID>
<Abstract><AbstractText>We walked. Mood improved (p &lt; 0.05).</AbstractText></Abstract>
<AuthorList><Author><LastName>Müller</LastName><ForeName>Jörg</ForeName></Author>
<Author><LastName>O'Brien</LastName><ForeName>Seán</ForeName></Author></AuthorList>
</Article></MedlineCitation></PubmedArticle>
<PubmedArticle><MedlineCitation><PMID Version="1">32345678</PMID><Article>
<Journal><JournalIssue><PubDate><Year>2020</Year></PubDate></JournalIssue>
<Title>Journal of sitting</Title></Journal>
<ArticleTitle>Sitting and mood: a cohort study.</ArticleTitle>
<ELocationID EIdType="doi" ValidYN="Y">10.1000/sit.2020.2</ELocationID>
<Abstract><AbstractText>We sat. Mood did not change.</AbstractText></Abstract>
<AuthorList><Author><LastName>Lee</LastName><ForeName>Dong-Hyun</ForeName></Author></AuthorList>
</Article></MedlineCitation></PubmedArticle>
</PubmedArticleSet>
""",
}

LINE_BASED = ("nbib", "ris")
"""Formats without a frame around their records: the records' bytes together are the bytes of the file."""
