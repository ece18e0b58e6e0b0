from itertools import pairwise

import pytest

from screening.lib.bar_chart import bar_chart, ticks


@pytest.mark.parametrize(
    ("highest", "steps"),
    [
        (0, [0, 1]),
        (1, [0, 1]),
        (4, [0, 1, 2, 3, 4]),
        (5, [0, 2, 4, 6]),
        (23, [0, 10, 20, 30]),
        (358, [0, 100, 200, 300, 400]),
        (1234, [0, 500, 1000, 1500]),
    ],
)
def test_ticks(highest, steps):
    assert ticks(highest) == steps


def test_any_number_gets_a_few_steps_that_reach_it():
    for highest in range(1, 3000):
        steps = ticks(highest)
        assert steps[-1] >= highest
        assert 2 <= len(steps) <= 6
        assert {b - a for a, b in pairwise(steps)} == {steps[1]}


def test_bars_stand_on_the_floor_and_stay_inside():
    chart = bar_chart([(f"{day} Mar", day) for day in range(1, 29)])
    for bar in chart.bars:
        assert float(bar.y) + float(bar.height) == pytest.approx(chart.floor, abs=0.11)
        assert 9 <= float(bar.x[:-1]) < float(bar.x[:-1]) + float(bar.width[:-1]) <= 100
    assert chart.bars[-1].told == "28 Mar: 28"
    assert [line.text for line in chart.lines] == ["0", "10", "20", "30"]
    assert [word.text for word in chart.words] == ["4 Mar", "10 Mar", "16 Mar", "22 Mar", "28 Mar"]
    assert [word.end for word in chart.words] == [False] * 4 + [True]


def test_plain_bars_share_a_scale():
    chart = bar_chart([("a", 5), ("b", 0)], height=34, plain=True, top=10)
    assert [float(bar.height) for bar in chart.bars] == [16, 0]
    assert (chart.lines, chart.words) == ([], [])


@pytest.mark.parametrize("values", [[], [("a", 0)]])
def test_nothing(values):
    assert [bar.height for bar in bar_chart(values).bars] == ["0.0"] * len(values)
