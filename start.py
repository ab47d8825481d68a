#!/usr/bin/env python3
"""Sets Doorstep up in `.venv` and starts the demo, the tests or any of its commands.

    python3 start.py demo           a demo campaign, served on this machine
    python3 start.py test           the tests; more words go to pytest
    python3 start.py COMMAND ...    the same as `manage.py COMMAND ...`

It needs a checkout and Python, nothing else. What it installs is pinned by hash.
"""

import hashlib
import os
import subprocess  # nosec B404 # it starts this very Python
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts" if os.name == "nt" else "bin") / "python"
OLDEST = (3, 12)


def main(words):
    """Install what the words need, then run them."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:2]))
        sys.exit(f"Doorstep needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is Python {found}.")
    if not words:
        sys.exit(__doc__.strip())
    testing = words[0] == "test"
    install(HERE / ("requirements-dev.txt" if testing else "requirements.txt"))
    os.chdir(HERE)
    pytest = ["-m", "pytest", "-n", "auto", "--dist", "worksteal"]
    command = pytest if testing else ["manage.py", words[0]]
    sys.exit(run(command + words[1:]))


def install(requirements):
    """Install what the file pins, unless that was done before for this very file."""
    wanted = hashlib.sha256(requirements.read_bytes()).hexdigest()
    stamp = VENV / f"{requirements.name}.installed"
    if PYTHON.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    print("Installing Doorstep's packages; the first time this takes a few minutes ...", flush=True)
    making = [sys.executable, "-m", "venv", str(VENV)]
    if not PYTHON.exists() and subprocess.call(making):  # nosec B603 # words of our own
        sys.exit("Python could not make a virtual environment; on Debian install python3-venv.")
    pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if run([*pip, "-r", str(requirements)]):
        sys.exit("Installing failed; what pip said is above. Run the same command to try again.")
    stamp.write_text(wanted)


def run(arguments):
    """Run the virtual environment's Python, letting it handle Ctrl-C itself; return its status."""
    # What follows is typed by whoever starts it, on their own machine; no shell reads it.
    process = subprocess.Popen([str(PYTHON), *arguments])  # nosec B603
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


if __name__ == "__main__":
    main(sys.argv[1:])
