"""The wires: each module hides one library and translates its errors into those of ``remotes.errors``.

    redaction.py  keeps secrets out of every text that people or logs see
    http.py       requests: one pooled session, time-outs, size limit; response.py: the answer
    rate.py       a rate limit shared by all workers
    oauth.py      oauthlib: signs calls with OAuth 1.0a
    tables.py     SQLAlchemy: databases; databases.py: how each kind is reached; database_errors.py: its errors
    xml.py        lxml, hardened: no entities, no DTD, no network

No business words here: a transport does not know what an order is.
"""
