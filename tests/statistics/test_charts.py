"""Where bars go, and that a hidden figure's bar tells nothing."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.statistics.charts import (
    HIDDEN_MARK,
    MOST_WEEKS,
    draw_by_unit,
    draw_funnel,
    draw_trend,
)
from outreach.statistics.indicators import BY_CODE
from outreach.statistics.readings import Reading


def reading(count: int | None, code: str = "attempted", of: int | None = None) -> Reading:
    return Reading(BY_CODE[code], count, of, count is None)


@given(st.lists(st.none() | st.integers(0, 10**6), max_size=8))
def test_bars_stay_inside_the_funnel(counts: list[int | None]) -> None:
    funnel = draw_funnel([reading(count) for count in counts])
    assert all(0 <= bar.width <= funnel.width for bar in funnel.bars)
    assert all(bar.y + bar.height <= funnel.height for bar in funnel.bars)


def test_the_longest_bar_fills_the_width() -> None:
    funnel = draw_funnel([reading(400), reading(100), reading(0)])
    assert [bar.width for bar in funnel.bars] == [360, 90, 0]


def test_each_unit_has_a_scale_and_a_heading_of_its_own() -> None:
    drawn = draw_by_unit(
        [reading(50), reading(900, "texts_sent"), reading(450, "texts_delivered"),
         reading(1, "delivery_rate", of=2)]
    )  # fmt: skip
    assert [bar.width for bar in drawn.bars] == [360, 360, 180, 180]
    assert [heading.words for heading in drawn.headings] == ["Persons", "Texts", "Percent"]


@given(st.lists(st.none() | st.integers(0, 10**6), max_size=8))
def test_bars_by_unit_stay_inside_and_below_each_other(counts: list[int | None]) -> None:
    codes = ["consented", "texts_sent"]
    drawn = draw_by_unit([reading(count, codes[n % 2]) for n, count in enumerate(counts)])
    tops = [bar.y for bar in drawn.bars]
    assert tops == sorted(set(tops))
    assert len(drawn.bars) == len(counts)
    assert all(0 <= bar.width <= drawn.width for bar in drawn.bars)
    assert all(bar.y + bar.height <= drawn.height for bar in drawn.bars)
    assert all(bar.width == drawn.width for bar in drawn.bars if bar.reading.is_hidden)


@given(st.lists(st.tuples(*[st.none() | st.integers(0, 10**6)] * 2), max_size=30))
def test_bars_stay_inside_the_trend(weeks: list[tuple[int | None, int | None]]) -> None:
    trend = draw_trend(
        [(str(n), "Oct 5", [reading(a), reading(b)]) for n, (a, b) in enumerate(weeks)]
    )
    assert len(trend.weeks) == min(len(weeks), MOST_WEEKS)
    for week in trend.weeks:
        for bar in week.bars:
            assert trend.left <= bar.x <= bar.x + bar.width <= trend.width
            assert 0 <= bar.y <= bar.y + bar.height <= trend.bottom + 0.11


def test_a_hidden_bar_has_one_size_whatever_it_hides() -> None:
    trend = draw_trend([("a", "", [reading(None), reading(1000)])])
    assert trend.weeks[0].bars[0].height == HIDDEN_MARK


def test_the_scale_ends_on_a_round_number_above_the_highest_bar() -> None:
    for most, top in [(0, 10), (7, 10), (11, 20), (99, 100), (101, 200), (914, 1000), (4100, 5000)]:
        trend = draw_trend([("a", "", [reading(most), reading(0)])])
        assert trend.lines[-1].number == top
