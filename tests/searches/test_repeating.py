from screening.records.description import Description, Received
from screening.searches.repeating import Repeat, Repeats


def looked_at(*records: Received) -> Repeats:
    found = Repeats()
    for record in records:
        found.look_at(record)
    return found


def one(line: int, accession: str = "", **fields: object) -> Received:
    return Received(b"", accession, Description(**fields), line=line)  # type: ignore[arg-type]


def test_a_number_that_comes_again_is_told_with_both_lines() -> None:
    found = looked_at(one(1, pmid="7"), one(5, pmid="8"), one(9, pmid="7"), one(12, ids={"wos": "7"}))
    assert (found.count, found.first) == (1, [Repeat("PMID 7", 9, 1)])


def test_a_record_counts_once_and_few_are_shown() -> None:
    found = looked_at(*(one(n, pmid="7", nct="NCT00000001") for n in range(40)))
    assert (found.count, len(found.first)) == (39, 10)


def test_what_has_no_number_or_could_not_be_read_repeats_nothing() -> None:
    found = looked_at(*[one(1, title="A"), Received(b"x", problem="Cut off.")] * 2)
    assert found.count == 0
    assert looked_at(Received(b"x", "7"), Received(b"x", "7")).count == 1
