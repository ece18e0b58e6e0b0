from screening.extraction.answers import Answer
from screening.extraction.comparison import Cell, Found, State, compare


def found(by: str, text: str = "", **fields: object) -> Found:
    return Found(by, Answer(text, **fields))  # type: ignore[arg-type]


def test_nothing_found_is_blank() -> None:
    assert (
        compare([], type="number")
        == compare([found("Ada"), found("Eve")], type="number")
        == Cell(State.BLANK)
    )
    assert Cell(State.BLANK).text == ""


def test_one_extractor_is_shown_as_such() -> None:
    cell = compare([found("Ada", "20")], type="number")
    assert (cell.state, cell.text) == ("single", "20")


def test_what_two_say_alike_is_shown_once() -> None:
    cell = compare([found("Ada", "20"), found("Eve", "20.0")], type="number")
    assert (cell.state, cell.text) == ("agreed", "20")


def test_what_differs_is_shown_with_who_said_it() -> None:
    cell = compare([found("Ada", "20"), found("Eve", not_reported=True), found("Grace")], type="number")
    assert cell.differs
    assert cell.text == "Ada: 20 | Eve: not reported | Grace: (blank)"


def test_the_consensus_stands_above_them() -> None:
    cell = compare([found("Ada", "20"), found("Eve", "21")], type="number", consensus=found("Judy", "21"))
    assert (cell.state, cell.text) == ("settled", "21")
