"""No small count is shown, and none can be worked out from what is."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from outreach.statistics.equations import Group, Unknowns, derivable
from outreach.statistics.suppression import (
    SMALL,
    Nested,
    hidden_cells,
    is_small,
)

COUNTS = st.one_of(st.integers(0, 25), st.integers(0, 400))


def table(rows: list[list[int]]) -> tuple[dict[str, int], list[Group[str]]]:
    """Return the cells of a two-way table with its margins, and its sums."""
    height, width = range(len(rows)), range(len(rows[0]))
    values = {f"{r},{c}": rows[r][c] for r in height for c in width}
    values |= {f"{r},all": sum(rows[r]) for r in height}
    values |= {f"all,{c}": sum(row[c] for row in rows) for c in width}
    values["all,all"] = sum(map(sum, rows))
    groups = [Group(f"{r},all", tuple(f"{r},{c}" for c in width)) for r in [*height, "all"]]
    groups += [Group(f"all,{c}", tuple(f"{r},{c}" for r in height)) for c in [*width, "all"]]
    return values, groups


def tables(height: int = 5, width: int = 6):
    return (
        st.integers(1, width)
        .flatmap(
            lambda w: st.lists(
                st.lists(COUNTS, min_size=w, max_size=w), min_size=1, max_size=height
            )
        )
        .map(table)
    )


@pytest.mark.parametrize(("count", "small"), [(0, False), (1, True), (10, True), (11, False)])
def test_it_takes_1_to_10_as_small(count: int, small: bool) -> None:
    assert is_small(count) is small


def test_it_hides_the_smallest_neighbour_of_a_small_count() -> None:
    values = {"all": 100, "a": 4, "b": 30, "c": 66}
    assert hidden_cells(values, [Group("all", ("a", "b", "c"))]) == {"a", "b"}


def test_it_hides_more_where_the_hidden_ones_together_are_few() -> None:
    values = {"all": 70, "a": 1, "b": 2, "c": 30, "d": 37}
    assert hidden_cells(values, [Group("all", ("a", "b", "c", "d"))]) == {"a", "b", "c"}


def test_it_hides_the_total_where_no_other_part_is_left() -> None:
    values = {"all": 12, "a": 7, "b": 5}
    assert hidden_cells(values, [Group("all", ("a", "b"))]) == {"a", "b"}
    values = {"all": 11, "a": 3, "b": 3, "c": 5}
    assert hidden_cells(values, [Group("all", ("a", "b", "c"))]) == {"all", "a", "b", "c"}


def test_it_shows_zeros_beside_a_hidden_count() -> None:
    values = {"all": 5, "a": 5, "b": 0}
    assert hidden_cells(values, [Group("all", ("a", "b"))]) == {"all", "a"}


def test_it_hides_one_of_two_counts_that_differ_by_few() -> None:
    values = {"visited": 50, "reached": 45}
    assert hidden_cells(values, nested=[Nested("reached", "visited", "visited")]) == {"reached"}
    assert hidden_cells(values, nested=[Nested("reached", "visited", "reached")]) == {"visited"}


def test_it_hides_equal_counts_together() -> None:
    values = {"all": 40, "a": 5, "b": 35, "same as b": 35}
    nested = [Nested("same as b", "b", "b")]
    hidden = hidden_cells(values, [Group("all", ("a", "b"))], nested)
    assert hidden == {"a", "b", "same as b"}


def test_it_hides_twins_together() -> None:
    values = {"kits": 8, "doses": 16}
    assert hidden_cells(values, twins=[("kits", "doses")]) == {"kits", "doses"}


def test_it_sees_what_follows_only_from_several_sums_together() -> None:
    """Two blocks of hidden cells joined by one: each row and column hides two or more."""
    hidden = {"0,0", "0,1", "1,0", "1,1", "1,2", "2,2", "2,3", "3,2", "3,3"}
    _values, groups = table([[20] * 4] * 4)
    assert derivable(hidden, groups) == {"1,2"}


def test_it_refuses_a_total_that_its_parts_do_not_make() -> None:
    with pytest.raises(ValueError, match="all is not the sum"):
        hidden_cells({"all": 3, "a": 0}, [Group("all", ("a",))])


@given(tables())
def test_it_hides_every_small_count_and_no_zero(given_table) -> None:
    values, groups = given_table
    hidden = hidden_cells(values, groups)
    assert {cell for cell, count in values.items() if is_small(count)} <= hidden
    assert all(values[cell] for cell in hidden)


@given(tables())
def test_it_hides_nothing_where_nothing_is_small(given_table) -> None:
    values, groups = given_table
    larger = {cell: count * (SMALL + 1) for cell, count in values.items()}
    assert hidden_cells(larger, groups) == frozenset()


@given(tables())
def test_it_leaves_no_hidden_cell_alone_in_a_sum(given_table) -> None:
    values, groups = given_table
    hidden = hidden_cells(values, groups)
    assert all(len(hidden & set(group.cells)) != 1 for group in groups)


@given(tables())
def test_it_leaves_nothing_hidden_to_be_derived_by_sums(given_table) -> None:
    values, groups = given_table
    assert derivable(hidden_cells(values, groups), groups) == set()


@given(tables())
def test_it_tells_no_small_sum_of_hidden_parts(given_table) -> None:
    values, groups = given_table
    hidden = hidden_cells(values, groups)
    for group in groups:
        rest = sum(values[cell] for cell in group.parts if cell in hidden)
        assert group.total in hidden or not is_small(rest)


@given(tables(), st.data())
def test_it_hides_one_of_each_nested_pair_that_differs_by_few(given_table, data) -> None:
    wholes, groups = given_table
    parts = {cell: data.draw(st.integers(0, count)) for cell, count in wholes.items()}
    values = {("whole", c): n for c, n in wholes.items()}
    values |= {("part", c): n for c, n in parts.items()}
    sums = [Group(("whole", g.total), tuple(("whole", c) for c in g.parts)) for g in groups]
    nested = [Nested(("part", c), ("whole", c), ("whole", c)) for c in wholes]
    hidden = hidden_cells(values, sums, nested)
    for pair in nested:
        gap = values[pair.whole] - values[pair.part]
        assert not is_small(gap) or hidden & {pair.part, pair.whole}
    assert derivable(hidden, sums) == set()


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 3), st.data())
def test_it_leaves_each_hidden_cell_several_possible_values(width, data) -> None:
    """Try every table that agrees with what is shown, as someone would who knows that a hidden
    cell is not zero."""
    top = 10
    rows = [[data.draw(st.integers(0, top)) for _ in range(width)] for _ in range(2)]
    values, groups = table(rows)
    hidden = hidden_cells(values, groups)
    assume(hidden)
    unknown = [cell for cell in hidden if "all" not in cell]
    guesses = np.indices((top + 2,) * len(unknown), dtype=np.int16).reshape(len(unknown), -1) + 1
    tried = {cell: values[cell] for cell in values if "all" not in cell}
    tried |= dict(zip(unknown, guesses, strict=True))
    for group in sorted(groups, key=lambda group: group.total == "all,all"):
        tried[group.total] = sum(tried[cell] for cell in group.parts)
    agrees = np.ones(guesses.shape[1], dtype=bool)
    for cell in values.keys() - hidden:
        agrees &= tried[cell] == values[cell]
    for cell in hidden:
        assert len(np.unique(tried[cell][agrees])) > 1, (rows, hidden)


@given(tables(), st.data())
def test_it_knows_what_would_follow_if_more_became_known(given_table, data) -> None:
    values, groups = given_table
    cells = st.sampled_from(sorted(values))
    unknown = data.draw(st.sets(cells))
    unknowns = Unknowns(unknown, groups)
    for _ in range(2):
        learned = data.draw(st.sets(cells))
        before, unknown = derivable(unknown, groups), unknown - learned
        assert unknowns.told_by(learned) - learned == derivable(unknown, groups) - before
        unknowns.learn(learned)


def test_it_shows_again_what_later_ones_made_needless() -> None:
    """The row alone hides its `b`; its column then hides the total, and that is enough for both."""
    values = {"all": 100, "a": 4, "b": 30, "c": 66, "other": 9, "everyone": 109}
    sums = [Group("all", ("a", "b", "c")), Group("everyone", ("all", "other"))]
    assert hidden_cells(values, sums) == {"a", "all", "other"}


def test_it_hides_a_part_with_its_whole_but_not_the_whole_with_the_part() -> None:
    values = {"part": 5, "whole": 30}
    assert hidden_cells(values, bounding=[("part", "whole")]) == {"part"}
    values = {"part": 20, "whole": 30, "sum": 37, "rest": 7}
    sums = [Group("sum", ("whole", "rest"))]
    assert hidden_cells(values, sums, bounding=[("part", "whole")]) == {"part", "whole", "rest"}
