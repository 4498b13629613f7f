"""What can go wrong with a remote. The class says what the caller does now; the attributes say what happened.

RemoteError
├── InvalidSettings        a setting is missing, unknown or unusable       → shown where settings are entered
├── AuthenticationFailed   key refused, right missing                      → stop the backend, tell a person once
├── RateLimited            too many calls; ``retry_after`` seconds         → again at that time
├── Unavailable            not reached, or a read that broke               → again later, growing delay
├── OutcomeUnknown         a write was sent, its answer was lost           → look it up before any second try
├── Rejected               the remote says no to this record               → that record fails, the rest goes on
│   └── NotFound           the id does not exist (any more)                → twice in a row: the record is gone
├── Unsupported            the remote cannot do this at all                → a programming or configuration error
└── ProtocolError          the answer is not understood                    → fails, with a redacted excerpt
"""

#: Reason of a ``NotFound`` that needs no second look: the remote told that the record was deleted.
DELETED = "deleted"

#: Reason of a ``Rejected`` whose document names a picture by an id that the remote does not have (any more).
UNKNOWN_PICTURE = "unknown_picture"


class RemoteError(Exception):
    """Base of all errors of a remote.

    :param message: one sentence for people; the remote's own words go into ``text``
    :param system: name of the remote, e.g. as registered
    :param call: what was asked, e.g. "PUT /stock_availables" (never with a secret in it)
    :param code: the remote's own error code as text
    :param text: the remote's own words
    :param field: the document's field that is at fault, where known
    :param reason: our reason code; by default the class's
    """

    reason = "remote_error"

    def __init__(self, message="", *, system="", call="", code="", text="", field="", reason=""):
        super().__init__(message)
        self.message = message
        self.system = system
        self.call = call
        self.code = str(code)
        self.text = text
        self.field = field
        if reason:
            self.reason = reason

    def __str__(self):
        """Return the sentence for people: what failed, where, and the remote's words."""
        parts = [self.message or self.text or self.reason]
        if self.text and self.text not in parts[0]:
            parts.append(f"«{self.text}»")
        where = " ".join(part for part in (self.system, self.call) if part)
        if where:
            parts.append(f"({where}{', code ' + self.code if self.code else ''})")
        return " ".join(parts)


class InvalidSettings(RemoteError):
    """A setting is missing, unknown or unusable."""

    reason = "invalid_settings"


class AuthenticationFailed(RemoteError):
    """The key was refused or lacks a right; nothing will work until a person changes it."""

    reason = "authentication"


class RateLimited(RemoteError):
    """Too many calls. ``retry_after``: seconds until the next call makes sense."""

    reason = "rate_limited"

    def __init__(self, message="", *, retry_after=60.0, **facts):
        super().__init__(message, **facts)
        self.retry_after = float(retry_after)


class Unavailable(RemoteError):
    """The remote was not reached, or broke while reading: trying again later does no harm.

    ``retry_after``: seconds, where the remote says when it will be back; else 0.
    """

    reason = "unavailable"

    def __init__(self, message="", *, retry_after=0.0, **facts):
        super().__init__(message, **facts)
        self.retry_after = retry_after


class OutcomeUnknown(RemoteError):
    """A write was sent and its answer never came: it may or may not have happened."""

    reason = "outcome_unknown"


class Rejected(RemoteError):
    """The remote refuses this record; ``field`` and ``code`` say why where it tells."""

    reason = "rejected"


class NotFound(Rejected):
    """The remote does not know this id (any more). With the reason ``DELETED`` it says so itself: there is no doubt."""

    reason = "not_found"


class Unsupported(RemoteError):
    """The remote cannot do this; its capabilities said so."""

    reason = "unsupported"


class ProtocolError(RemoteError):
    """The answer is not what the remote's interface promises. ``excerpt``: its redacted beginning."""

    reason = "protocol"

    def __init__(self, message="", *, excerpt="", **facts):
        super().__init__(message, **facts)
        self.excerpt = excerpt
