"""How often a key may come."""

from thyself.serve.limits import Rate


def test_so_many_at_once_then_so_many_a_second_each_for_itself() -> None:
    now = [0.0]
    rate = Rate(2.0, 3, now=lambda: now[0])
    assert [rate.wait("ann") for _ in range(3)] == [0, 0, 0]
    assert rate.wait("ann") == 0.5
    assert rate.wait("bob") == 0
    now[0] = 0.5
    assert rate.wait("ann") == 0
    assert rate.wait("ann") == 0.5
    now[0] = 100
    assert [rate.wait("ann") for _ in range(4)] == [0, 0, 0, 0.5]
