"""A program that sends orders to C-Plus from processes that die at a statement, as a process dies that is killed.

    python -m odoo.addons.shop_erp_connector.tests.remotes.cplus.cplus_killed

Each line of its input is a JSON object: settings, order, and the step at which to die (-1 never, 0 after all). Each
gets a process of its own, and one line of output: how that ended, and what it said before.
"""

import json
import os
import sys

import sqlalchemy as sa

from ....remotes import open_remote
from ....remotes.documents import Order

#: How a process ends that dies on purpose.
KILLED = 9


def main():
    """Answer each line of the input."""
    for line in sys.stdin:
        reading, writing = os.pipe()
        process = os.fork()
        if not process:
            os.close(reading)
            push(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading) as said:
            answer = json.loads(said.read() or "{}")
        _process, status = os.waitpid(process, 0)
        sys.stdout.write(json.dumps({"code": os.waitstatus_to_exitcode(status)} | answer) + "\n")
        sys.stdout.flush()


def push(facts, writing):
    """Push the order; die before statement number ``step``, or after the commit was answered."""
    seen = 0

    def count(*_arguments):
        nonlocal seen
        seen += 1
        if seen == facts["step"]:
            os._exit(KILLED)

    remote = open_remote("cplus", facts["settings"])
    sa.event.listen(sa.Engine, "before_cursor_execute", count)
    sa.event.listen(sa.Engine, "commit", count)
    (result,) = remote.push("order", [Order.from_json(facts["order"])])
    if facts["step"] == 0:
        os._exit(KILLED)
    os.write(writing, json.dumps({"error": str(result.error or ""), "steps": seen}).encode())
    os._exit(0)


if __name__ == "__main__":
    main()
