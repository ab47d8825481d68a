"""Sharing doors out evenly among teams. Plain values in and out, no models."""

from collections.abc import Sequence

import numpy as np

from outreach.routing.travel import Place, great_circle_metres

ROUNDS = 5


def split_evenly(doors: Sequence[Place | None], starts: Sequence[Place | None]) -> list[int]:
    """Return for each door the number of the team that takes it.

    Teams get equal counts, to within one. The doors of a team lie near to one another: they gather
    around its start first and then, a few times, around the middle of what it has.
    """
    middles = list(starts)
    shares: list[int] = []
    for _round in range(ROUNDS):
        shares = _share(doors, middles)
        middles = [
            _middle([door for door, share in zip(doors, shares, strict=True) if share == team])
            or middles[team]
            for team in range(len(starts))
        ]
    return shares


def _share(doors: Sequence[Place | None], middles: Sequence[Place | None]) -> list[int]:
    """Give doors out, those first that have most to lose, to the nearest team with room."""
    metres = np.nan_to_num(great_circle_metres([*doors, *middles]), nan=0.0)
    far = metres[: len(doors), len(doors) :]
    room = [len(doors) // len(middles) + (team < len(doors) % len(middles)) for team in _all(far)]
    regret = far.max(axis=1) - far.min(axis=1)
    shares = [0] * len(doors)
    for door in sorted(range(len(doors)), key=lambda number: (-regret[number], number)):
        team = min((each for each in _all(far) if room[each]), key=lambda each: far[door, each])
        shares[door], room[team] = team, room[team] - 1
    return shares


def _all(far: np.ndarray) -> range:
    return range(far.shape[1])


def _middle(doors: Sequence[Place | None]) -> Place | None:
    known = [door for door in doors if door]
    if not known:
        return None
    return sum(at for at, _ in known) / len(known), sum(at for _, at in known) / len(known)
