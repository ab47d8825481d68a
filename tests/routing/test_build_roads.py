"""A road network in the process, from an extract that the test makes: a ladder of streets."""

import pytest
from django.core.management import CommandError, call_command

from outreach.routing.problem import Window
from outreach.routing.sources import travel_times
from outreach.routing.speeds import pace_of
from outreach.routing.travel import PARKING_SECONDS

osmium = pytest.importorskip("osmium", reason="needs osmium")
pytest.importorskip("valhalla", reason="needs pyvalhalla")

# Two streets a kilometre apart that meet only in the west, 3 km away: a river lies between.
SOUTH, NORTH, WEST, EAST = 41.700, 41.709, -72.736, -72.700
PACE, DAY = pace_of([(0, 8.0)]), Window(9 * 3600, 17 * 3600)


@pytest.fixture
def extract(tmp_path):
    path = tmp_path / "ladder.osm.pbf"
    writer = osmium.SimpleWriter(str(path))
    nodes = {}
    for row, latitude in enumerate((SOUTH, NORTH)):
        for step in range(10):
            number = 1 + row * 10 + step
            longitude = EAST + (WEST - EAST) * step / 9
            nodes[number] = (longitude, latitude)
            writer.add_node(osmium.osm.mutable.Node(id=number, location=nodes[number], version=1))
    roads = [list(range(1, 11)), list(range(11, 21)), [10, 20]]
    for number, road in enumerate(roads, start=1):
        tags = {"highway": "residential", "name": f"Street {number}"}
        writer.add_way(osmium.osm.mutable.Way(id=number, nodes=road, tags=tags, version=1))
    writer.close()
    return path


@pytest.fixture(autouse=True)
def roads(settings, tmp_path):
    settings.ROADS_DIR = tmp_path / "roads"
    settings.TRAVEL_TIME_URL = ""
    return settings.ROADS_DIR


def test_the_way_goes_round_by_the_bridge(extract, capsys):
    call_command("build_roads", str(extract))
    assert "tiles of roads" in capsys.readouterr().out
    here, there, beside = (SOUTH, EAST), (NORTH, EAST), (SOUTH, EAST - 0.012)
    matrix = travel_times(PACE, DAY).matrix([here, there, beside])
    assert (matrix.source, matrix.fell_back) == ("road network", "")
    # 3 km west, 1 km north, 3 km east; as the crow flies it is 1 km.
    assert matrix.metres[0, 1] == pytest.approx(6_980, rel=0.05)
    assert matrix.metres[0, 2] == pytest.approx(1_000, rel=0.05)
    assert matrix.seconds[0, 1] > matrix.seconds[0, 2] > PARKING_SECONDS


def test_a_place_off_the_map_is_guessed(extract):
    call_command("build_roads", str(extract), verbosity=0)
    ocean = (40.0, -60.0)
    matrix = travel_times(PACE, DAY).matrix([(SOUTH, EAST), (NORTH, EAST), ocean])
    assert matrix.seconds[0, 2] > 24 * 3600
    assert matrix.metres[0, 1] == pytest.approx(6_980, rel=0.05)


def test_a_file_that_is_no_extract_leaves_the_network_that_is_there(extract, roads, tmp_path):
    call_command("build_roads", str(extract), verbosity=0)
    before = (roads / "valhalla.json").read_text()
    broken = tmp_path / "broken.osm.pbf"
    broken.write_bytes(b"not a map")
    with pytest.raises(CommandError, match="failed"):
        call_command("build_roads", str(broken))
    assert (roads / "valhalla.json").read_text() == before


def test_it_says_that_there_is_no_such_file():
    with pytest.raises(CommandError, match="There is no file"):
        call_command("build_roads", "/nowhere.osm.pbf")
