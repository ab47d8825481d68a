"""Travel times over a road network inside this process, by pyvalhalla. No models.

An optional extra: the package `pyvalhalla` (its version is in pyproject.toml), then
`manage.py build_roads FILE.osm.pbf`. No
place leaves the machine.
"""

import json
import shutil
import subprocess  # nosec B404 # it starts pyvalhalla's own program
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from outreach.routing.falling_back import PATIENCE, Fault, NoTravelTimes, Ways, in_blocks
from outreach.routing.travel import Place

# Pairs in one call, so that the time can be looked at in between.
BLOCK = 50
CONFIGURATION = "valhalla.json"
# Farther than this from any road, in metres, a place has no way known.
SEARCH_METRES = 5_000


class CannotBuild(Exception):  # noqa: N818 - its text is told to who runs the command
    """The extract cannot be made a road network; the text says why."""


@dataclass(frozen=True)
class RoadNetwork:
    """The network that `build_roads` wrote into `folder`."""

    folder: Path
    patience: float = PATIENCE
    source: str = "road network"

    def ways(self, places: Sequence[Place]) -> Ways:
        """Compute the ways block by block. Raises NoTravelTimes."""
        actor = _actor(self.folder, _version(self.folder))
        seconds = np.full((len(places), len(places)), np.nan)
        metres = seconds.copy()
        ends = monotonic() + self.patience
        near = _near_roads(actor, places)
        blocks = [[near[at] for at in block] for block in in_blocks(len(near), BLOCK)]
        for rows in blocks:
            for columns in blocks:
                if monotonic() >= ends:
                    raise NoTravelTimes(Fault.TOO_LONG)
                cells = np.ix_(rows, columns)
                seconds[cells], metres[cells] = _block(actor, places, rows, columns)
        return Ways(seconds, metres)


def _near_roads(actor: Any, places: Sequence[Place]) -> list[int]:
    """Return the numbers of the places that have a road near; one without would fail a block."""
    request = {"locations": [_location(place) for place in places], "costing": "auto"}
    found = _asked(actor.locate, request)
    return [at for at, each in enumerate(found) if each.get("edges")]


def _block(actor: Any, places: Sequence[Place], rows: list[int], columns: list[int]) -> Any:
    request = {
        "sources": [_location(places[at]) for at in rows],
        "targets": [_location(places[at]) for at in columns],
        "costing": "auto",
        "units": "kilometers",
        "verbose": False,
    }
    found = _asked(actor.matrix, request)["sources_to_targets"]
    seconds = np.array(found["durations"], dtype=np.float64)
    return seconds, np.array(found["distances"], dtype=np.float64) * 1000


def _asked(ask: Callable[[str], str], request: dict[str, Any]) -> Any:
    try:
        return json.loads(ask(json.dumps(request)))
    except Exception as error:
        # Valhalla has one exception for everything, whose text may hold a place.
        raise NoTravelTimes(Fault.FAILED, type(error).__name__) from None


def _location(place: Place) -> dict[str, float]:
    return {"lat": place[0], "lon": place[1], "search_cutoff": SEARCH_METRES}


def _version(folder: Path) -> float:
    """Return when the network was written, so that a new one is read without a restart."""
    try:
        return (folder / CONFIGURATION).stat().st_mtime
    except OSError:
        raise NoTravelTimes(Fault.NOT_BUILT) from None


@cache
def _actor(folder: Path, version: float) -> Any:
    try:
        from valhalla import Actor
    except ImportError:
        raise NoTravelTimes(Fault.NOT_INSTALLED) from None
    try:
        return Actor(folder / CONFIGURATION)
    except Exception as error:
        raise NoTravelTimes(Fault.NOT_LOADED, type(error).__name__) from None


def build(extract: Path, folder: Path) -> int:
    """Build the network of an OpenStreetMap extract into `folder`; return its count of tiles.

    A network that is there stays until the new one is complete. Raises CannotBuild.
    """
    try:
        import valhalla
        from valhalla._scripts import PYVALHALLA_BIN_DIR
    except ImportError:
        raise CannotBuild("pyvalhalla is not installed: pip install pyvalhalla") from None
    tiles = folder / f"tiles-{extract.stat().st_mtime_ns}-{extract.stat().st_size}"
    tiles.mkdir(parents=True, exist_ok=True)
    configuration = valhalla.get_config(tile_extract="", tile_dir=tiles)
    draft = tiles / CONFIGURATION
    draft.write_text(json.dumps(configuration))
    command = [PYVALHALLA_BIN_DIR / "valhalla_build_tiles", "-c", draft, extract]
    # No shell: the name of the file, which the administrator gives, is one word to the program.
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # nosec B603
    count = len(list(tiles.rglob("*.gph")))
    if ran.returncode or not count:
        last = (ran.stderr or ran.stdout).strip().splitlines()[-1:] or ["no roads in it"]
        raise CannotBuild(f"valhalla_build_tiles failed: {last[0]}")
    draft.replace(folder / CONFIGURATION)
    _remove_old(folder)
    return count


def _remove_old(folder: Path) -> None:
    """Keep the new network, and the one before, which another process may still be reading."""
    newest_first = sorted(folder.glob("tiles-*"), key=lambda each: -each.stat().st_mtime)
    for old in newest_first[2:]:
        shutil.rmtree(old)
