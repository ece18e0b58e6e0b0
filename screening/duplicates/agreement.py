"""What comparing one field of two records can say. A missing field says nothing: it is never equal."""

from enum import IntEnum


class Agreement(IntEnum):
    OTHER = -1
    UNKNOWN = 0
    SAME = 1


def agreement(a: object, b: object) -> Agreement:
    if not a or not b:
        return Agreement.UNKNOWN
    return Agreement.SAME if a == b else Agreement.OTHER
