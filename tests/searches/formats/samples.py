"""Two whole records in every format: the contract test reads them in many disguises."""

import csv
import io
from collections.abc import Iterable, Sequence

from openpyxl import Workbook

from tests.searches.formats.sample_tables import TABLES

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
    "bibtex": """\
% Encoding: UTF-8
@string{jow = {Journal of Walking}}

@article{mueller2021,
  author = {M{\\"u}ller, J{\\"o}rg and O'Brien, Seán},
  title = {{Walking and mood in adults: a randomised
    trial}},
  journal = jow,
  year = 2021,
  volume = "12", number = {3},
  pages = {101--110},
  doi = {10.1000/walk.2021.1},
  abstract = {We walked. Mood improved (p $<$ 0.05).}
}

@Article{lee2020, author={Lee, Dong-Hyun}, title="Sitting and mood: a cohort study", date={2020-05},
 journaltitle={Journal of Sitting}, doi={https://doi.org/10.1000/sit.2020.2}, abstract={We sat. Mood did not change.}}
""",
    "endnote_xml": """\
<?xml version="1.0" encoding="UTF-8" ?>
<xml><records>
<record><source-app name="EndNote" version="21.0">EndNote</source-app><rec-number>1</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author><style face="normal">Müller, Jörg</style></author>
<author><style face="normal">O'Brien, Seán</style></author></authors></contributors>
<titles><title><style face="normal">Walking and mood in adults: </style><style face="italic">a randomised
trial</style></title><secondary-title><style face="normal">Journal of Walking</style></secondary-title></titles>
<volume>12</volume><number>3</number><pages>101-110</pages><dates><year>2021</year></dates>
<abstract><style face="normal">We walked. Mood improved (p &lt; 0.05).</style></abstract>
<electronic-resource-num>10.1000/walk.2021.1</electronic-resource-num></record>
<record><source-app name="EndNote" version="21.0">EndNote</source-app><rec-number>2</rec-number>
<ref-type name="Journal Article">17</ref-type>
<contributors><authors><author>Lee, Dong-Hyun</author></authors></contributors>
<titles><title>Sitting and mood: a cohort study</title></titles><dates><year>2020</year></dates>
<abstract>We sat. Mood did not change.</abstract>
<electronic-resource-num>https://doi.org/10.1000/sit.2020.2</electronic-resource-num></record>
</records></xml>
""",
    "enw": """\
%0 Journal Article
%A Müller, Jörg
%A O'Brien, Seán
%T Walking and mood in adults: a randomised trial
%J Journal of Walking
%D 2021
%V 12
%N 3
%P 101-110
%R 10.1000/walk.2021.1
%X We walked. Mood improved (p < 0.05).
%K walking
mood

%0 Journal Article
%A Lee, Dong-Hyun
%T Sitting and mood: a cohort study
%D 2020
%U https://doi.org/10.1000/sit.2020.2
%X We sat. Mood did not change.
""",
    "wos": """\
FN Clarivate Analytics Web of Science
VR 1.0
PT J
AU Müller, J
   O'Brien, S
AF Müller, Jörg
   O'Brien, Seán
TI Walking and mood in adults: a randomised
   trial
SO JOURNAL OF WALKING
DT Article
AB We walked. Mood improved
   (p < 0.05).
PD JAN
PY 2021
VL 12
IS 3
BP 101
EP 110
DI 10.1000/walk.2021.1
UT WOS:000100000000001
PM 31234567
ER

PT J
AU Lee, DH
AF Lee, Dong-Hyun
TI Sitting and mood: a cohort study
SO JOURNAL OF SITTING
AB We sat. Mood did not change.
PY 2020
DI 10.1000/sit.2020.2
UT WOS:000100000000002
ER

EF
""",
    "wos_tab": """\
PT\tAU\tAF\tTI\tSO\tDT\tAB\tPY\tVL\tDI\tUT
J\tMüller, J; O'Brien, S\tMüller, Jörg; O'Brien, Seán\tWalking and mood in adults: a randomised trial\tJOURNAL OF \
WALKING\tArticle\tWe walked. Mood improved (p < 0.05).\t2021\t12\t10.1000/walk.2021.1\tWOS:000100000000001
J\tLee, DH\tLee, Dong-Hyun\tSitting and mood: a cohort study\tJOURNAL OF SITTING\t\tWe sat. Mood did not change.\
\t2020\t\t10.1000/sit.2020.2\tWOS:000100000000002
""",
    "ovid": """\
<1. >
VN  - Ovid Technologies
DB  - Ovid MEDLINE(R)
UI  - 31234567
AU  - Müller J
AU  - O'Brien S
TI  - Walking and mood in adults: a randomised trial.
SO  - Journal of Walking. 12(3):101-110, 2021 Jan.
AB  - We walked. Mood improved (p < 0.05).
DO  - https://dx.doi.org/10.1000/walk.2021.1
YR  - 2021

<2. >
VN  - Ovid Technologies
DB  - Embase
UI  - 621381829
AU  - Lee D.-H.
TI  - Sitting and mood: a cohort study.
SO  - Journal of Sitting. 1 (2) (pp 3-4), 2020. Date of Publication: 01 Feb 2020.
AB  - We sat. Mood did not change.
DO  - https://dx.doi.org/10.1000/sit.2020.2
""",
    "cochrane": """\
Record #1 of 2
ID: CN-01234567
AU: Müller, J
AU: O'Brien, S
TI: Walking and mood in adults: a randomised trial
SO: Journal of walking
YR: 2021
VL: 12
NO: 3
PG: 101-110
PM: PUBMED 31234567
XR: EMBASE 621381829
PT: Journal article
KY: *Walking; Mood
DOI: 10.1000/walk.2021.1
AB: We walked. Mood improved (p < 0.05).
US: https://www.cochranelibrary.com/central/doi/10.1002/central/CN-01234567/full


Record #2 of 2
ID: CN-02345678
AU: Lee, D-H
TI: Sitting and mood: a cohort study
SO: Journal of sitting
YR: 2020
NO:
DOI: 10.1000/sit.2020.2
AB: We sat. Mood did not change.
US: https://www.cochranelibrary.com/central/doi/10.1002/central/CN-02345678/full
""",
    "refworks": """\
RT Journal Article
SR Electronic(1)
ID 1
A1 Müller,Jörg
A1 O'Brien,Seán
T1 Walking and mood in adults: a randomised trial
JF Journal of Walking
YR 2021
FD Jan
VO 12
IS 3
SP 101
OP 110
K1 walking
AB We walked. Mood improved (p < 0.05).
DO 10.1000/walk.2021.1

RT Journal Article
SR Print(0)
A1 Lee,Dong-Hyun
T1 Sitting and mood: a cohort study
JF Journal of Sitting
YR 2020
AB We sat. Mood did not change.
UL https://doi.org/10.1000/sit.2020.2
""",
    **TABLES,
}

LINE_BASED = ("bibtex", "cochrane", "enw", "nbib", "ovid", "refworks", "ris", "wos", "wos_tab")
"""Formats without a frame around their records: the records' bytes together are the bytes of the file."""

REGISTERS = ("ctgov_json", "ctgov_xml")
"""Formats of registers: their records have neither DOIs nor people as authors."""


def sample(key: str) -> bytes:
    """The two records as the file's bytes."""
    return workbook(csv.reader(io.StringIO(SAMPLES["csv"]))) if key == "xlsx" else SAMPLES[key].encode()


def workbook(*sheets: Iterable[Sequence[object]]) -> bytes:
    """An Excel workbook whose sheets hold these rows."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(list(row))
    book.save(out)
    return out.getvalue()
