"""Types and languages taken apart."""

from screening.records.type_names import among, in_words, names


def test_types_with_commas_of_their_own_stay_whole() -> None:
    told = "Journal Article, Clinical Trial, Phase II, Research Support, Non-U.S. Gov't, Review"
    assert names(told) == [
        "Journal Article",
        "Clinical Trial, Phase II",
        "Research Support, Non-U.S. Gov't",
        "Review",
    ]
    assert names("Research Support, U.S. Gov't, Non-P.H.S.") == ["Research Support, U.S. Gov't, Non-P.H.S."]
    assert names("Clinical Trial, Review") == ["Clinical Trial", "Review"]
    assert names("") == []


def test_every_name_once_in_the_order_of_the_alphabet() -> None:
    assert among(["eng, ger", "chi", "", "ger"]) == ["chi", "eng", "ger"]


def test_codes_are_said_in_words_and_what_is_none_stays() -> None:
    assert in_words("JOUR") == "Journal article"
    assert in_words("eng, ger") == "English, German"
    assert in_words("English, xyz, Clinical Trial, Phase II") == "English, xyz, Clinical Trial, Phase II"
    assert in_words("News, Book") == "News, Book", "PubMed's own words, no codes of RIS"
    assert in_words("") == ""
