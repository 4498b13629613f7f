"""Secrets are known when a connection is opened; from then on no text leaves it before it passed here."""

import base64
import json
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

MASK = "•••"

#: How much of an answer that was not understood is kept for people, in characters.
EXCERPT = 500


class Redactor:
    """Replaces known secrets by ``MASK``, also where they were encoded for a URL, a header, XML or JSON.

    :param secrets: texts that must never be shown; empty ones are ignored
    """

    def __init__(self, secrets=()):
        self._forms = ()
        for secret in secrets:
            self.add(secret)

    def add(self, secret):
        """Remember one more secret, e.g. a session id that a login just answered."""
        if secret:
            # Longest first: a form that contains another one is replaced whole.
            self._forms = tuple(sorted({*self._forms, *_forms(secret)}, key=len, reverse=True))

    def redact(self, text):
        """Return ``text`` with every known secret masked."""
        for form in self._forms:
            text = text.replace(form, MASK)
        return text

    def excerpt(self, content):
        """Return the first 500 characters of an answer (text or bytes), redacted.

        Redacted before it is cut: half a secret at the end would not be recognised any more.
        """
        if isinstance(content, bytes):
            content = content[: EXCERPT * 8].decode("utf-8", "replace")
        return self.redact(content[: EXCERPT * 8])[:EXCERPT]

    def __repr__(self):
        return f"<Redactor of {len(self._forms)} forms>"


def _forms(secret):
    """Return how a secret may look on the wire. HTTP Basic encodes "user:password": add that pair too."""
    encoded = base64.b64encode(secret.encode()).decode()
    return {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        escape(secret),
        json.dumps(secret)[1:-1],
        encoded,
        encoded.rstrip("="),
        base64.urlsafe_b64encode(secret.encode()).decode(),
    }
