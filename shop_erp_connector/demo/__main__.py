"""`bin/demo [--once]`: the main job, a table of what happened, then Odoo to look at."""

import argparse
import signal
import sys
import time
import uuid

from . import backends, buying, company, database, figures, table
from .day import Day
from .hub import Hub
from .places import HOST, PORT, DemoError, folder, free_port, is_free, locked, source_digest
from .server import Server
from .world import World, remembered

#: Seconds between two orders while people look on.
_LIVE_PACE = 20


def main(arguments):
    """Run the demo; return 0 when both sides agree, 1 when a figure differs, 2 when it cannot run."""
    parser = argparse.ArgumentParser(prog="bin/demo", description="The main job from end to end on simulated systems.")
    parser.add_argument("--once", action="store_true", help="end after the table")
    once = parser.parse_args(arguments).once
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with locked():
            return _run(once=once)
    except DemoError as error:
        _say(str(error))
    except KeyboardInterrupt:
        return 130
    return 2


def _say(text):
    print(text, flush=True)


def _run(*, once):
    """Do the day and print the table; unless ``once``, serve Odoo afterwards."""
    if not once and not is_free(PORT):
        raise DemoError(f"Port {PORT} of this machine is in use: end what uses it, or run bin/demo --once.")
    began = time.monotonic()
    log = folder() / "odoo.log"
    log.write_text("")
    database.configure(log)
    sources = source_digest()
    is_new = not _is_known(sources)
    if is_new:
        _say("A new database and a new world …")
        database.create()
    with World(folder(), is_new=is_new) as world, Server(free_port() if once else PORT, log) as server:
        matches = _day(world, server, sources)
        _say(f"\n{time.monotonic() - began:.0f} s in all.")
        if not once:
            _serve(world, server)
    return 0 if matches else 1


def _is_known(sources):
    """Tell whether database and world are there, belong together and were made by this very source."""
    facts = remembered(folder())
    return bool(facts) and facts["sources"] == sources and facts["token"] == database.token()


def _day(world, server, sources):
    """Exchange everything, print what happened, and return whether both sides agree."""
    _set_up(world)
    server.wait()
    hub = Hub(server)
    day = Day(hub, world, _say)
    was_at_rest = world.facts.pop("at_rest", False)
    day.first() if world.is_new else day.next()
    if world.is_new:
        token = uuid.uuid4().hex
        with database.session() as env:
            database.mark(env, token)
        world.remember(token=token, sources=sources)
    counts, compared = hub.counts(), figures.compare(world)
    if was_at_rest:
        compared += figures.nothing_moved(counts)
    world.remember(at_rest=True)
    table.print_counts(counts)
    table.print_figures(compared)
    return _verdict(hub, compared)


def _set_up(world):
    """Make the company of a new database; connect both systems, at whatever ports they are today."""
    with database.session() as env:
        if world.is_new:
            company.set_up(env)
        backends.set_live(env, False)
        backends.connect(env, world)
        backends.confirm_mappings(env)
        backends.switch_on(env)


def _verdict(hub, compared):
    """Say what is wrong, if anything is."""
    wrong = [figure for figure in compared if not figure.matches]
    if wrong:
        _say(f"\nThese differ: {', '.join(figure.title.strip() for figure in wrong)}.")
        for complaint in hub.complaints()[:10]:
            _say(complaint)
    else:
        _say("\nEvery figure matches.")
    return not wrong


def _serve(world, server):
    """Keep everything up until Ctrl-C; a buyer orders something now and then."""
    with database.session() as env:
        backends.set_live(env, True)
    world.remember(at_rest=False)
    _say(f"\nOdoo is at http://{HOST}:{PORT} – login admin / admin, Ctrl-C stops.")
    buyers = buying.Buyers(world.shop)
    try:
        while True:
            time.sleep(_LIVE_PACE)
            server.check()
            buyers.buy_once()
            world.remember()
    except KeyboardInterrupt:
        _say("")


sys.exit(main(sys.argv[1:]))
