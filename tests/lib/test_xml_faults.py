import pytest
from lxml import etree

from screening.lib.xml_faults import fault


@pytest.mark.parametrize(
    ("xml", "told"),
    [
        ("<b>" * 300 + "</b>" * 300, "Excessive depth in document: 256"),
        ("<b>&x;</b>", "Entity 'x' not defined"),
    ],
)
def test_what_is_wrong_is_told_to_people(xml: str, told: str) -> None:
    with pytest.raises(etree.XMLSyntaxError) as raised:
        etree.fromstring(xml)
    assert fault(raised.value) == told
