"""OAuth 1.0a (RFC 5849) without its dance: key and secret are known, every call is signed with them.

The secrets themselves never travel. Each call carries a nonce and a time, so a signature that somebody reads on the
way cannot be used again. The signature covers method, address and query, not the body: shops sign so.
"""

import logging
from typing import Literal

from oauthlib import oauth1

# Its lines for people who debug it show keys, tokens and signatures.
logging.getLogger("oauthlib").setLevel(logging.WARNING)

_METHODS = {"HMAC-SHA256": oauth1.SIGNATURE_HMAC_SHA256, "HMAC-SHA1": oauth1.SIGNATURE_HMAC_SHA1}
_PLACES = {"header": oauth1.SIGNATURE_TYPE_AUTH_HEADER, "query": oauth1.SIGNATURE_TYPE_QUERY}


class OAuth1:
    """Signs the calls of one ``Http``; give it as its ``auth``.

    :param key, secret: of the consumer, as the shop handed them out
    :param token, token_secret: of the access token; "" for the one-legged form that knows only a consumer
    :param place: where the signature travels: in the header Authorization, or in the query (for servers that keep the
        header from the shop)
    :param method: "HMAC-SHA256", or "HMAC-SHA1" for shops that know nothing better
    """

    def __init__(
        self,
        key,
        secret,
        *,
        token="",
        token_secret="",
        place: Literal["header", "query"] = "header",
        method: Literal["HMAC-SHA256", "HMAC-SHA1"] = "HMAC-SHA256",
    ):
        self.secrets = tuple(text for text in (secret, token_secret) if text)
        self._client = oauth1.Client(
            key,
            client_secret=secret,
            resource_owner_key=token or None,
            resource_owner_secret=token_secret or None,
            signature_method=_METHODS[method],
            signature_type=_PLACES[place],
        )

    def __repr__(self):
        return f"<OAuth1 of {self._client.client_key}>"

    def __call__(self, request):
        """Sign a prepared request; ``requests`` calls this for each one, also for one that is sent again."""
        request.url, headers, _body = self._client.sign(request.url, http_method=request.method)
        request.headers.update(headers)
        return request
