"""Counts that add up, written by hand for the tests of the PRISMA page, its drawing and its files."""

from screening.reports.counts import Column, Counts, Previous, ReasonCount, SourceCount

FINISHED = Counts(
    dbr=Column(
        identified=1300,
        sources=(
            SourceCount("pubmed", "PubMed", "database", 700),
            SourceCount("embase", "Embase, Ovid", "database", 500),
            SourceCount("ctgov", "ClinicalTrials.gov", "register", 100),
        ),
        duplicates=211,
        automation=17,
        removed_other=(ReasonCount("unparseable", "Unparseable", 3),),
        screened=1069,
        excluded_human=1001,
        excluded_automation=29,
        forwarded=39,
        sought=41,
        not_retrieved=5,
        assessed=36,
        ft_excluded=(
            ReasonCount("E1", "No exosomes", 19),
            ReasonCount("E2", "Wrong place, e.g. neck; knee", 8),
        ),
        included=9,
    ),
    other=Column(
        identified=23,
        sources=(
            SourceCount("who", "WHO", "website", 4),
            SourceCount("chase", "Citation searching", "citation_searching", 13),
            SourceCount("letters", "Letters", "contact", 6),
        ),
        duplicates=7,
        screened=16,
        excluded_human=10,
        forwarded=6,
        sought=6,
        assessed=6,
        ft_excluded=(ReasonCount("E1", "No exosomes", 4),),
        included=2,
    ),
    studies_included=10,
    reports_included=11,
)

IN_PROGRESS = Counts(
    dbr=Column(
        identified=12,
        sources=(SourceCount("pubmed", "PubMed", "database", 12),),
        duplicates=1,
        screened=11,
        excluded_human=3,
        pending=2,
        conflicts=1,
        forwarded=5,
        sought=5,
        awaiting=2,
        assessed=5,
        ft_pending=1,
        ft_conflicts=1,
        included=1,
    ),
    studies_included=1,
    reports_included=1,
)

EARLIER = Previous(studies=4, reports=6)
