"""Secrets: in no text that people, logs or the database see, not even when the server says them back."""

import base64
import logging
import traceback
from contextlib import contextmanager

from .case import needs


class SecrecyPromises:
    def test_nothing_that_goes_well_shows_a_secret(self):
        with self._logged() as shown:
            shown.append(self.remote.check())
            for kind in sorted(self.remote.capabilities.pulls):
                shown += self.remote.pull(kind)
            shown += [self.remote, self.remote.settings, vars(self.remote)]
        self._assert_no_secret(shown)

    def test_no_error_shows_a_secret(self):
        with self._logged() as shown:
            for fault in self._telling_faults():
                shown.append(self.raised(self.opened().check))
                shown.append(self.raised(lambda: list(self.opened().pull(self.some_kind))))
                self.assertIsNotNone(shown[-1], fault)
                self.simulator.faults.clear()
        self._assert_no_secret(shown)

    @needs("pushes")
    def test_no_result_shows_a_secret(self, kind):
        with self._logged() as shown:
            for _fault in self._telling_faults(**self.writes[kind]):
                shown += self.pushed(kind, self.new(kind, 2))
                self.simulator.faults.clear()
        self._assert_no_secret(shown)

    def test_a_wrong_secret_is_not_shown_either(self):
        with self._logged() as shown:
            for setting in self.of_type("secret"):
                wrong = "mistyped-" + self.simulator.settings[setting.name]
                shown.append(self.raised(self.opened(**{setting.name: wrong}).check))
        self._assert_no_secret(shown)

    def _telling_faults(self, **which):
        """Let the server say every secret back, in every way; yield what is broken now."""
        for secret in self.secrets():
            encoded = base64.b64encode(secret.encode()).decode()
            body = f"<error>{secret} / {encoded}</error>"
            faults = self.simulator.faults
            for code in (200, 400, 401, 404, 500):
                faults.status(code, body=body, times=9, **which)
                yield code
            faults.status(302, headers={"Location": f"{self.simulator.url}/?key={secret}"}, times=9, **which)
            yield "redirect"
            faults.refuse(times=9, **which)
            yield "cut"

    @contextmanager
    def _logged(self):
        """Yield a list that also gets every line that is logged meanwhile, by anybody, at any level."""
        shown, root = [], logging.getLogger()
        handler = _Collecting(shown)
        level = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            yield shown
        finally:
            root.removeHandler(handler)
            root.setLevel(level)

    def _assert_no_secret(self, shown):
        texts = [text for item in shown for text in _texts(item)]
        for secret in self.secrets():
            self.assertGreater(len(secret), 4)
            encoded = base64.b64encode(secret.encode()).decode()
            self.assertEqual([text for text in texts if secret in text or encoded in text], [])


class _Collecting(logging.Handler):
    def __init__(self, shown):
        super().__init__(logging.DEBUG)
        self.shown = shown

    def emit(self, record):
        self.shown.append(self.format(record))


def _texts(item):
    """Return every text that an object shows: as itself, and an error as a log shows it."""
    texts = [str(item), repr(item)]
    if isinstance(item, BaseException):
        texts += [repr(vars(item)), repr(item.args), *traceback.format_exception(item)]
    return texts
