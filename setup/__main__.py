"""Entry of the scripts in bin/, and of `python3 -m setup COMMAND`."""

import sys
from pathlib import Path

if not __package__:  # started by its folder, as bin/ does: the current folder stays what it was
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from setup.commands import main

sys.exit(main(sys.argv[1:]))
