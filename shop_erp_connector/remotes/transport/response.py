"""An HTTP answer, whole and read."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """An answer, whole and read.

    :param headers: names in lower case
    :param call: what was asked, "GET /orders", for errors
    :param safe: whether asking again does no harm
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict, repr=False)
    body: bytes = field(default=b"", repr=False)
    call: str = ""
    safe: bool = True

    @property
    def text(self):
        """Return the body as text, in its charset or UTF-8; bytes that do not fit become U+FFFD."""
        content_type = self.headers.get("content-type", "")
        charset = content_type.partition("charset=")[2].partition(";")[0].strip(" \"'") or "utf-8"
        try:
            return self.body.decode(charset, "replace")
        except LookupError:
            return self.body.decode("utf-8", "replace")

    @property
    def retry_after(self):
        """Return the seconds that ``Retry-After`` asks for (a number or an HTTP date), None without it."""
        return _seconds(self.headers.get("retry-after", ""))


def _seconds(value):
    """Return ``Retry-After`` in seconds, never negative; None when it is absent or unreadable."""
    value = value.strip()
    if not value:
        return None
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((moment - datetime.now(UTC)).total_seconds(), 0.0)
