"""Chromium for the tests that drive a browser; without it they are skipped and everything else runs."""

import os
import shutil

from . import apt
from .shell import SetupError, say

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
    try:
        apt.install(["chromium"], "Installing Chromium")
    except SetupError as exc:
        say(f"No Chromium: the browser tests are skipped. {exc}")
