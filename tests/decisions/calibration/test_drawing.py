from screening.decisions.calibration.drawing import draw


def test_a_seed_draws_the_same_whatever_the_order():
    ids = range(1, 1000)
    first = draw(ids, size=20, seed="spine")
    assert first == draw(reversed(ids), size=20, seed="spine")
    assert len(set(first)) == 20
    assert first != draw(ids, size=20, seed="disc")


def test_a_smaller_draw_is_the_beginning_of_a_larger_one_and_none_is_larger_than_what_is_there():
    assert draw(range(50), size=5, seed="a") == draw(range(50), size=20, seed="a")[:5]
    assert sorted(draw(range(3), size=20, seed="a")) == [0, 1, 2]


def test_every_id_is_as_likely_as_another():
    """Ten of a hundred, a thousand times: each is drawn 100 times, give or take five standard deviations."""
    times = dict.fromkeys(range(100), 0)
    for seed in range(1000):
        for pk in draw(times, size=10, seed=str(seed)):
            times[pk] += 1
    assert all(abs(count - 100) < 5 * 90**0.5 for count in times.values())
