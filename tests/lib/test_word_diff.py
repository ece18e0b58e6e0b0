import time

from screening.lib.word_diff import Piece, words


def test_words_put_in_and_taken_out_are_marked() -> None:
    assert words("adults with back pain", "adults with chronic back pain") == [
        Piece("same", "adults with "),
        Piece("added", "chronic "),
        Piece("same", "back pain"),
    ]
    assert words("old text", "") == [Piece("removed", "old text")]


def test_both_texts_can_be_read_back_from_the_pieces() -> None:
    before, after = "one two three\nfour five", "two three\nand four six"
    pieces = words(before, after)
    assert "".join(p.text for p in pieces if p.kind != "removed") == after
    assert "".join(p.text for p in pieces if p.kind == "removed") == "one five "


def test_what_was_taken_out_at_the_end_does_not_run_into_what_was_put_in() -> None:
    assert words("not used.", "not used, or only named.") == [
        Piece("same", "not "),
        Piece("removed", "used. "),
        Piece("added", "used, or only named."),
    ]


def test_very_long_texts_do_not_hold_up_the_page() -> None:
    before, after = "word " * 4000, "other " * 4000
    started = time.process_time()
    assert words(before, after) == [Piece("removed", before), Piece("added", after)]
    assert time.process_time() - started < 5
