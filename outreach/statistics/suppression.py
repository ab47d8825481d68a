"""Which cells of a table must be hidden, so that no small count can be read or worked out.

Counts from 1 to 10 are hidden (CMS's cell size policy for tables about people). Then more cells
are hidden until nothing hidden follows from what is shown: not by subtraction within a group of
cells, not by subtraction across several groups, not because two counts are equal or nearly so;
and until everything shown together leaves each small count room to be more than 10.

Cells are any hashable keys. The caller says how they hang together; nothing here knows what
they mean. Counts of unduplicated persons are treated as if they added up, which is what someone
who wants to work out a hidden one would assume.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

from outreach.statistics.bounds import Tables, known_relations
from outreach.statistics.equations import Group, Unknowns, derivable

SMALL = 10
# What is shown again must leave each small count this much room in any one sum, for several sums
# together narrow it further.
WELL_ABOVE = 2 * SMALL
# To make room for one count after the other hides least; after so many times it is made for twice
# as many together each time, which is quicker.
ONE_BY_ONE = 16


@dataclass(frozen=True)
class Nested[C: Hashable]:
    """A count of some of those whom another counts; `kept` is the one to show if one must go."""

    part: C
    whole: C
    kept: C


def is_small(count: int) -> bool:
    """Say whether a count is of so few that it must be hidden. Zero names nobody."""
    return 1 <= count <= SMALL


def hidden_cells[C: Hashable](
    values: Mapping[C, int],
    groups: Iterable[Group[C]] = (),
    nested: Iterable[Nested[C]] = (),
    twins: Iterable[tuple[C, C]] = (),
    bounding: Iterable[tuple[C, C]] = (),
    at_most: Iterable[tuple[C, C]] = (),
    public: Iterable[C] = (),
    secret: Iterable[C] = (),
) -> frozenset[C]:
    """Return the cells of `values` to hide.

    `groups` are sums, `nested` are parts of wholes whose difference is itself a count of people
    (a rate's complement), `twins` are cells of which each gives the other away, `bounding` are
    parts and wholes of which the part, if shown, tells too much of a hidden whole, `at_most` are
    counts of which everybody knows that the first is no more than the second. Every cell named
    must be in `values`. Zeros are never hidden, and nothing is where nothing is small. `public`
    cells are known already: hiding them would help nobody. `secret` ones are hidden in any case.
    Raises ValueError where a total is zero and a part is not, or the other way round.
    """
    groups = list(groups)
    for group in groups:
        if bool(values[group.total]) != any(values[part] for part in group.parts):
            raise ValueError(f"{group.total} is not the sum of its parts")
    nested, secret = list(nested), frozenset(secret)
    equal = [(n.part, n.whole) for n in nested if values[n.part] == values[n.whole]]
    table = _Table(values, groups, frozenset(public) - secret)
    for one, other in (*twins, *equal):
        table.note_that_tells(one, other)
        table.note_that_tells(other, one)
    for part, whole in bounding:
        table.note_that_tells(part, whole)
    table.hide_small(nested, secret)
    table.hide_what_tells()
    table.show_what_need_not_hide(nested, secret)
    table.hide_what_bounds([*((n.part, n.whole) for n in nested), *at_most])
    return table.hidden()


class _Table[C: Hashable]:
    """The cells on the way to being safe: `_hidden` first only grows and then only shrinks, so
    every loop ends."""

    def __init__(
        self,
        values: Mapping[C, int],
        groups: list[Group[C]],
        public: frozenset[C],
    ) -> None:
        self._values, self._groups, self._public = values, groups, public
        self._groups_of: dict[C, list[Group[C]]] = defaultdict(list)
        for group in groups:
            for cell in group.cells:
                self._groups_of[cell].append(group)
        self._tellers: dict[C, list[C]] = defaultdict(list)
        self._told: dict[C, list[C]] = defaultdict(list)
        self._hidden: set[C] = set()
        self._unchecked: dict[Group[C], None] = {}

    def note_that_tells(self, teller: C, told: C) -> None:
        """Note that the second cell may only be hidden together with the first."""
        self._tellers[told].append(teller)
        self._told[teller].append(told)

    def hidden(self) -> frozenset[C]:
        return frozenset(self._hidden)

    def hide_what_tells(self) -> None:
        """Hide more until nothing hidden follows from what is shown."""
        while True:
            self._settle_groups()
            exposed = derivable(self._hidden, self._groups)
            known = len(self._hidden)
            for cell in sorted(exposed, key=lambda cell: (self._values[cell], str(cell))):
                self._hide_beside(cell)
            # Where nothing could be hidden any more, everything around is public already.
            if len(self._hidden) == known:
                return

    def hide_small(self, nested: list[Nested[C]], secret: Iterable[C]) -> None:
        for cell in secret:
            if cell in self._values:
                self._hide(cell)
        for cell, count in self._values.items():
            if is_small(count):
                self._hide(cell)
        for pair in nested:
            gap = self._values[pair.whole] - self._values[pair.part]
            if is_small(gap) and not self._hidden & {pair.part, pair.whole}:
                self._hide(pair.whole if pair.kept == pair.part else pair.part)

    def _hide(self, cell: C) -> None:
        """Hide a cell and whatever gives it away. A zero stays: it is no one."""
        if cell in self._hidden or cell in self._public or not self._values[cell]:
            return
        self._hidden.add(cell)
        self._unchecked.update(dict.fromkeys(self._groups_of[cell]))
        for teller in self._tellers[cell]:
            self._hide(teller)

    def _settle_groups(self) -> None:
        while self._unchecked:
            group, _ = self._unchecked.popitem()
            while self._gives_away(group) and (partner := self._partner(group)):
                self._hide(partner)

    def _gives_away(self, group: Group[C]) -> bool:
        """Say whether the group alone tells too much of what is hidden in it.

        With the total shown, what is hidden sums to a known number: it must be so large that
        each hidden cell could be more than 10, whatever the others are.
        """
        parts = [cell for cell in group.parts if cell in self._hidden]
        if group.total in self._hidden:
            return not parts
        return bool(parts) and sum(self._values[c] for c in parts) < SMALL + len(parts)

    def _partner(self, group: Group[C]) -> C | None:
        """Choose what to hide besides: rather a part than the total, rather where more is hidden
        already, rather the smaller."""
        shown = [cell for cell in group.cells if self._may_hide(cell)]
        return min(shown, key=lambda cell: (cell == group.total, *self._loss(cell)), default=None)

    def _may_hide(self, cell: C) -> bool:
        return bool(cell not in self._hidden and cell not in self._public and self._values[cell])

    def _loss(self, cell: C) -> tuple[int, int, str]:
        alone = sum(self._hidden.isdisjoint(group.cells) for group in self._groups_of[cell])
        return alone, self._values[cell], str(cell)

    def _sums_up(self, cell: C) -> int:
        return sum(group.total == cell for group in self._groups_of[cell])

    def _hide_beside(self, cell: C) -> None:
        """Hide the cell that costs least among those nearest to one that several groups betray."""
        seen, near = {cell}, [cell]
        while near:
            reach = {c for at in near for g in self._groups_of[at] for c in g.cells} - seen
            shown = [c for c in reach if self._may_hide(c)]
            if shown:
                self._hide(min(shown, key=lambda at: (self._sums_up(at), *self._loss(at))))
                return
            seen |= reach
            near = [c for c in reach if c in self._hidden]

    def show_what_need_not_hide(self, nested: list[Nested[C]], secret: frozenset[C]) -> None:
        """Show again what was hidden early on and is no longer needed, the largest first."""
        must = {cell for cell in self._hidden if cell in secret or is_small(self._values[cell])}
        apart: dict[C, set[C]] = defaultdict(set)
        for pair in nested:
            if is_small(self._values[pair.whole] - self._values[pair.part]):
                apart[pair.part].add(pair.whole)
                apart[pair.whole].add(pair.part)
        unknowns = Unknowns(self._hidden, self._groups)
        for cell in sorted(self._hidden, key=lambda cell: (-self._values[cell], str(cell))):
            if cell not in self._hidden or cell in must:
                continue
            together = self._shown_with(cell, unknowns, must)
            others = {other for at in together for other in apart[at]}
            if together and others <= self._hidden - together and self._is_safe_without(together):
                self._hidden -= together
                unknowns.learn(together)

    def _shown_with(self, cell: C, unknowns: Unknowns[C], must: set[C]) -> set[C]:
        """Return what is known once this hidden cell is shown; nothing if that must not be."""
        found, new = set(), {cell}
        while new:
            found |= self._with_told(new)
            if found & must:
                return set()
            told = unknowns.told_by(found) | unknowns.capped_by(found, self._values, WELL_ABOVE)
            new = told - found
        return found

    def _with_told(self, cells: set[C]) -> set[C]:
        """Return these cells and the hidden ones that they give away, one by the other."""
        found, new = set(cells), [*cells]
        for at in new:
            more = [told for told in self._told[at] if told in self._hidden and told not in found]
            found.update(more)
            new.extend(more)
        return found

    def _is_safe_without(self, cells: set[C]) -> bool:
        near = {group: None for cell in cells for group in self._groups_of[cell]}
        hidden = self._hidden
        self._hidden = hidden - cells
        try:
            return not any(map(self._gives_away, near))
        finally:
            self._hidden = hidden

    def hide_what_bounds(self, pairs: list[tuple[C, C]]) -> None:
        """Hide more until each small count could be above 10 by all that is known together.

        Where no way is found to make it so, what is around is public already.
        """
        relations = known_relations(self._values, self._groups, pairs)
        tables = Tables(self._values, relations, self._public)
        least, together, times = SMALL + 1, 1, 0
        low = [cell for cell in self._hidden if is_small(self._values[cell])]
        low.sort(key=lambda cell: (self._values[cell], str(cell)))
        low = tables.held_down(self._hidden, low, least)
        stuck = set(tables.stuck(low, least))
        low = [cell for cell in low if cell not in stuck]
        while low:
            found = tables.changed_with(self._hidden, low[:together], least, self._worth)
            if found is None and together > 1:
                together = 1
                continue
            low = low[together:]
            if not found:
                continue
            for cell in found:
                self._hide(cell)
            self.hide_what_tells()
            low = tables.held_down(self._hidden, low, least)
            times += 1
            together *= 1 if times < ONE_BY_ONE else 2

    def _worth(self, cell: C) -> float:
        return 1 + self._sums_up(cell) + len(self._tellers[cell])
