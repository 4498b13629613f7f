"""Chromium for the tests that drive a browser; without it they are skipped and everything else runs."""

import os
import shutil

from .shell import SetupError, run, say

# The names that Odoo's own test code looks for.
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def ensure() -> None:
    """Install Debian's Chromium when this may be done; else say what is missing, and go on."""
    if any(shutil.which(name) for name in NAMES):
        return
    if os.geteuid() != 0:
        say("No Chromium: the browser tests are skipped (apt-get install chromium).")
        return
    say("Installing Chromium …")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(["apt-get", "--quiet", "update"], "Reading apt's lists", env=quiet)
        install = ["apt-get", "install", "--yes", "--no-install-recommends", "chromium"]
        run(install, "Installing Chromium", env=quiet)
    except SetupError as exc:
        say(f"No Chromium: the browser tests are skipped. {exc}")
