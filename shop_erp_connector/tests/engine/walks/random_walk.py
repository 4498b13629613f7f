"""Random edits on both sides of a connection, with flows and faults in between; then both sides must agree."""

import random
import unittest

from .cells import Addition, Cell

#: The binding models that belong to a kind, besides the one of its own name.
BINDINGS = {"category": ("category",), "product": ("product", "variant", "price"), "customer": ("partner",)}

#: What may go wrong for the next request that fits.
FAULTS = {
    "answers 500": lambda faults, **which: faults.status(500, **which),
    "loses an answer": lambda faults, **which: faults.cut_after_accepting(**which),
    "refuses": lambda faults, **which: faults.refuse(**which),
}

#: States in which a row waits for nobody.
AT_REST = {"done", "ignored", "gone"}


class RandomWalk:
    """Joined with a case that has ``shop``, ``backend``, ``sync()``, ``work()`` and ``writes()``, before it.

    Each owner and each of ``seeds`` makes a test: what both sides have is edited at random, things are added,
    flows run, some meet a fault; then everything is settled, questions are answered at random, and

    * both sides are equal, as far as the owner lets them;
    * a change that nobody contradicted has not been lost, and no value is there that nobody wrote;
    * what both sides changed was asked, where people are to be asked;
    * there is as much of everything as was added, on both sides;
    * a further run writes nothing anywhere.

    A failure tells its whole walk. To walk further, give a class more seeds: ``seeds = range(100)``.
    """

    seeds = range(1)
    owners = ("ask", "odoo", "newest", "remote")
    kinds = ()
    rounds = 4
    #: The most edits between two agreements.
    steps = 12
    #: Faults meet requests of one of these methods; None: the next one, whatever it is.
    fault_methods = (None, "GET", "POST", "PUT", "PATCH")

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if issubclass(cls, unittest.TestCase):
            for owner in cls.owners:
                for seed in cls.seeds:
                    setattr(cls, f"test_{owner}_{seed}", _walk_of(owner, seed))

    # what a case gives

    def cells(self) -> list[Cell]:
        """Return what may be edited; asked for after each agreement, so new records may join."""
        raise NotImplementedError

    def additions(self) -> list[Addition]:
        """Return what may be added with this run's owner."""
        return []

    def counts(self) -> dict:
        """Return how much there is of what must be neither lost nor doubled: ``{name: number}``."""
        return {}

    # walking

    def walk(self, owner, seed):
        """Edit and settle ``rounds`` times, and look at everything each time."""
        self.random = random.Random(f"{owner} {seed}")
        self.backend.ownership_ids.owner = self.owner = owner
        self.story = [f"{owner}, seed {seed}"]
        self.expected_counts = self.counts()
        self.begin_round()
        for _round in range(self.rounds):
            for _step in range(self.random.randint(2, self.steps)):
                self.step()
            self.begin_round()

    def begin_round(self):
        """Settle what was done, look at it, and begin anew from there."""
        self.story.append("settle")
        self.settle()
        self.check_all()
        self.known_cells = [cell for cell in self.cells() if cell.there]
        for cell in self.known_cells:
            cell.agree()
        #: Whether flows ran between the edits, and the rows about which people were asked.
        self.was_disturbed, self.asked_rows = False, set()

    def step(self):
        """Do one thing at random."""
        chance, additions = self.random.random(), self.additions()
        if chance < 0.15:
            self.disturb()
        elif chance < 0.22 and additions:
            self.add(self.random.choice(additions))
        else:
            cell, side = self.random.choice(self.known_cells), self.random.choice(("here", "there"))
            self.edit(cell, side, self.random.choice(cell.values))

    def edit(self, cell, side, value):
        """Write a value on one side, an hour later there."""
        place = cell.here if side == "here" else cell.there
        if place.read() == value:
            return
        self.story.append(f"{cell.name} {side} = {value!r}")
        if side == "there":
            self.shop.clock.advance(3600)
        place.write(value)
        self.env.flush_all()
        self.assert_that(place.read() == value, f"{cell.name} {side} is {place.read()!r} after writing {value!r}")
        cell.edits.append((side, value))

    def add(self, addition):
        """Make something new and expect it to be on both sides in the end."""
        self.story.append(addition.name)
        self.shop.clock.advance(60)
        addition.act()
        self.env.flush_all()
        for name, change in addition.changes.items():
            self.expected_counts[name] += change

    def disturb(self):
        """Run one flow in between, perhaps with a fault."""
        self.was_disturbed = True
        kind, direction = self.random.choice(self.kinds), self.random.choice(("in", "out"))
        fault = self.random.choice((None, *FAULTS))
        method = self.random.choice(self.fault_methods)
        self.story.append(f"{kind} {direction}" + (f"; the shop {fault} at {method}" if fault else ""))
        if fault:
            FAULTS[fault](self.shop.faults, method=method)
        self.sync(self.backend, kind, direction)
        self.shop.faults.clear()

    # settling

    def settle(self):
        """Run all flows until nothing waits, then twice more: the second time must be calm."""
        for _time in range(6):
            self.run_all()
            if all(row.state in AT_REST for row in self.rows()):
                break
        for row in self.rows():
            self.assert_that(row.state in AT_REST, f"{row.display_name} {row} is {row.state}: {row.reason}")
        self.run_all()
        self.run_all()
        self.assert_calm_everywhere()

    def run_all(self):
        """Run every flow once, in either order; what failed before is tried again, questions are answered."""
        self.try_again()
        directions = self.random.choice((("in", "out"), ("out", "in")))
        for direction in directions:
            for kind in self.kinds:
                self.sync(self.backend, kind, direction)
        self.answer_questions()

    def try_again(self):
        """Let the time pass after which jobs and rows are tried again."""
        self.env["queue.job"].search([("state", "=", "pending")]).eta = False
        if self.backend.state != "ready":
            self.backend.action_check()
        for row in self.rows():
            if row.next_try:
                row.next_try = False
        self.work()

    def answer_questions(self):
        """Choose one side's value of whatever both sides changed."""
        for row in self.rows():
            if not row.is_conflict:
                continue
            self.asked_rows.add(row)
            for line in row.conflict_ids:
                line.choice = self.random.choice(("odoo", "remote"))
                texts = f"{line.base_text!r}, {line.odoo_text!r}, {line.there_text!r}"
                self.story.append(f"  asked {row.display_name} {line.label}: {texts}: {line.choice}")
            row.action_resolve()
            self.work()

    def rows(self):
        """Return the binding rows of all kinds, model after model."""
        models = [model for kind in self.kinds for model in BINDINGS[kind]]
        return [
            row
            for model in models
            for row in self.env[f"shop_erp.binding.{model}"].search([("backend_id", "=", self.backend.id)])
        ]

    # looking

    def assert_that(self, condition, message):
        """Fail with the walk that led here."""
        if not condition:
            raise AssertionError("\n".join((message, *self.story)))

    def assert_calm_everywhere(self):
        """All flows find nothing to write on either side."""
        self.shop.log.clear()
        for kind in self.kinds:
            for direction in ("in", "out"):
                run = self.sync(self.backend, kind, direction)
                told = {name: run[name] for name in ("created", "changed", "held", "failed") if run[name]}
                self.assert_that(not told, f"{kind} {direction} is not calm: {told} {run.errors}")
        self.assert_that(not self.writes(), f"written for nothing: {self.writes()}")

    def check_all(self):
        """Look at every value that may have been edited, and at how much there is."""
        for cell in getattr(self, "known_cells", ()):
            self.check(cell)
        self.assert_that(self.counts() == self.expected_counts, f"{self.counts()} instead of {self.expected_counts}")

    def check(self, cell):
        """Look at one value after everything has been settled."""
        if self.owner == "remote":
            self.check_remote_decides(cell)
        elif self.owner == "odoo":
            self.check_odoo_decides(cell)
        else:
            self.check_both_decide(cell)

    def check_remote_decides(self, cell):
        """The other side's value stays; it is Odoo's as well, once it is told."""
        (here, there), last = cell.read(), cell.last()
        self.assert_that(there == last.get("there", cell.base[1]), f"the owner's value is lost: {cell}")
        if set(last) == {"there"}:
            self.assert_that(here == there, f"the owner's value is not taken: {cell}")

    def check_odoo_decides(self, cell):
        """Odoo's value stays and is the other side's as well, unless Odoo never said anything."""
        (here, there), last = cell.read(), cell.last()
        self.assert_that(here == last.get("here", cell.base[0]), f"the owner's value is lost: {cell}")
        if not cell.adds_only and (here or cell.base[0]):
            self.assert_that(here == there, f"the owner's value is not taken: {cell}")

    def check_both_decide(self, cell):
        """Both sides have the same: what nobody contradicted, else the value of one of them, asked for if need be."""
        (here, there), last = cell.read(), cell.last()
        self.assert_that(here == there, f"the sides differ: {cell}")
        if len(last) < 2:
            self.assert_that(here in (last.values() or cell.base), f"the only value is lost: {cell}")
            return
        self.assert_that(here in {value for _side, value in cell.edits}, f"nobody's value: {cell}")
        is_contested = len({*last.values(), cell.base[0]}) == 3
        if self.owner == "ask" and is_contested and not self.was_disturbed:
            self.assert_that(cell.row in self.asked_rows, f"nobody was asked: {cell}")


def _walk_of(owner, seed):
    """Return the test of one walk."""

    def test(self):
        self.walk(owner, seed)

    return test
