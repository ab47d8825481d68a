"""How resources are put in order. Plain values in, plain values out; no models."""

from dataclasses import dataclass

METRES_A_MILE = 1609.344
# At this distance a resource is worth half of one at the door: a bus ride in most cities.
HALF_WORTH_MILES = 5.0
_NEAR, _FIT, _SUCCESS = 0.5, 0.3, 0.2


@dataclass(frozen=True)
class Fit:
    """How well a resource suits: wishes that it meets of those that were said, and what helps.

    `is_open` and `speaks` are None where nothing is known or nothing was asked.
    """

    met: int = 0
    asked: int = 0
    is_open: bool | None = None
    speaks: bool | None = None
    is_confirmed: bool = False
    costs_little: bool = False


def score(metres: float | None, fit: Fit, success: tuple[int, int] | None) -> float:
    """Return how far up a resource belongs, from 0 to 1: half distance, the rest fit and success.

    `success` is (connected, closed). With few closed referrals it says little: one of one counts
    as two of three.
    """
    miles = None if metres is None else metres / METRES_A_MILE
    near = 0.0 if miles is None else HALF_WORTH_MILES / (HALF_WORTH_MILES + miles)
    connected, closed = success or (0, 0)
    worked = (connected + 1) / (closed + 2)
    return _NEAR * near + _FIT * fitness(fit) + _SUCCESS * worked


def fitness(fit: Fit) -> float:
    """Return how well it suits, from 0 to 1. What is not known counts half."""
    parts = [
        1.0 if not fit.asked else fit.met / fit.asked,
        0.5 if fit.is_open is None else float(fit.is_open),
        0.5 if fit.speaks is None else float(fit.speaks),
        float(fit.is_confirmed),
        float(fit.costs_little),
    ]
    weights = [3, 2, 2, 1, 1]
    total = sum(weight * part for weight, part in zip(weights, parts, strict=True))
    return total / sum(weights)
