"""A campaign of invented people, served on this machine: `manage.py demo`."""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from outreach.demo.building import SomethingElseHere, build_demo
from outreach.demo.programme import PASSWORD, SignIn
from outreach.demo.serving import free_port, serve


class Command(BaseCommand):
    """Prepares the database, makes the demo where it is not there yet, and serves it."""

    help = "Make a demo campaign with invented people and serve it with its worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add `--no-serve` and `--port`."""
        parser.add_argument("--no-serve", action="store_true", help="Only make the data.")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Make the demo; print its address and sign-ins; serve until interrupted."""
        serving = not options["no_serve"]
        port = free_port(options["port"]) if serving else options["port"]
        call_command("migrate", verbosity=0)
        try:
            sign_ins = build_demo(say=self.stdout.write)
        except SomethingElseHere as error:
            raise CommandError(str(error)) from error
        self._print(sign_ins, port)
        if serving and (status := serve(port)):
            raise CommandError(
                "The demo ended by itself; what it said is above.", returncode=status
            )

    def _print(self, sign_ins: list[SignIn], port: int) -> None:
        self.stdout.write(f"\nDoorstep is at http://127.0.0.1:{port}/\n\n")
        for sign_in in sign_ins:
            self.stdout.write(f"  {sign_in.role:<18} {sign_in.email}")
        self.stdout.write(f"\n  Everyone's password: {PASSWORD}\n")
        self.stdout.write("  The demo asks for no second factor; a real Doorstep always does.\n")
        self.stdout.write("  Stop with Ctrl-C.\n")
