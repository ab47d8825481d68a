"""Makes an OpenStreetMap extract the road network from which routes take their times."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from outreach.routing.road_network import CannotBuild, build


class Command(BaseCommand):
    """Builds beside the network in use, and takes its place at the end."""

    help = (
        "Build the road network that plans take their travel times from, out of an "
        "OpenStreetMap extract (FILE.osm.pbf) of the offices' region."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the extract."""
        parser.add_argument("file", type=Path, metavar="FILE.osm.pbf")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build, and say where it lies."""
        extract: Path = options["file"]
        if not extract.is_file():
            raise CommandError(f"There is no file {extract}.")
        try:
            count = build(extract, settings.ROADS_DIR)
        except CannotBuild as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{count} tiles of roads in {settings.ROADS_DIR}. New plans use them.")
