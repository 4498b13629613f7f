"""Is an e-mail address possible? One @, something before it, a host behind it; any script."""

import re

_POSSIBLE = re.compile(r"[^\s@<>(),;:\"\[\]\\]+@[^\s@<>(),;:\"\[\]\\.]+(\.[^\s@<>(),;:\"\[\]\\.]+)+")


def is_possible(text):
    """Tell whether mail can be sent to an address at all."""
    return bool(_POSSIBLE.fullmatch(text or "")) and ".." not in text and len(text) <= 254
