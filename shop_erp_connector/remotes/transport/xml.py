"""XML for all remotes: reading without risk, writing without characters that XML cannot hold."""

import re

from lxml import etree

from ..errors import ProtocolError
from .redaction import Redactor

#: Larger answers are refused before they are parsed, in bytes.
MAX_BYTES = 64 * 1024 * 1024

#: Characters that XML 1.0 cannot hold, not even escaped: most controls, lone surrogates, two non-characters.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The same as references to characters.
_REFERENCE = re.compile("&#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}));")

#: Stands for 0x00 in the texts of an answer: a code point that no text has, and that nothing of the hub stores.
NUL = "\ufdd0"

_NO_SECRETS = Redactor()


def parse(body, *, redactor=_NO_SECRETS, **facts):
    """Return the root element of an answer.

    Nothing outside the answer is ever read: no DTD, no entity, no network; a document type alone is
    refused, because no remote has a use for one and every known attack begins with it.

    Shops write what their database holds. A control character in one record would make the whole answer unreadable: it
    becomes a space, 0x00 becomes ``NUL``, and bytes that are no UTF-8 U+FFFD.

    :param body: bytes
    :param redactor: masks secrets in the excerpt
    :param facts: ``system`` and ``call`` for the error
    :raises ProtocolError: empty, HTML, cut off, not XML, or with a document type
    """
    head = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not head:
        raise ProtocolError("The answer is empty where XML was expected.", **facts)
    if head.startswith((b"<!doctype html", b"<html")):
        raise _unreadable("The answer is a web page where XML was expected.", body, redactor, facts)
    if not head.startswith(b"<"):
        raise _unreadable("The answer is plain text where XML was expected.", body, redactor, facts)
    if len(body) > MAX_BYTES:
        raise _unreadable(f"The answer is larger than {MAX_BYTES // 1024**2} MiB.", body, redactor, facts)
    if b"<!doctype" in head or b"<!entity" in head:
        raise _unreadable("The answer declares a document type, which is refused.", body, redactor, facts)
    try:
        root = _root(body)
    except etree.XMLSyntaxError as exc:
        raise _unreadable(f"{_sentence(exc)} ({exc.msg})", body, redactor, facts) from None
    if root.getroottree().docinfo.doctype:
        raise _unreadable("The answer declares a document type, which is refused.", body, redactor, facts)
    return root


def element(tag, text=None, **attributes):
    """Return a new element; ``text`` is cleaned and written as CDATA, None leaves the element empty."""
    node = etree.Element(tag, {name: clean(value) for name, value in attributes.items()})
    if text is not None:
        node.text = cdata(text)
    return node


def cdata(text):
    """Return cleaned text to set as an element's ``text``: CDATA, or escaped where CDATA would end in it."""
    text = clean(text)
    return text if "]]>" in text else etree.CDATA(text)


def clean(text):
    """Return text without the characters that XML 1.0 cannot hold."""
    return _ILLEGAL.sub("", text)


def to_bytes(root):
    """Return the document as UTF-8 bytes with its declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _root(body):
    try:
        return etree.fromstring(body, _parser())
    except etree.XMLSyntaxError:
        legal = _legal(body)
        if legal == body:
            raise
        return etree.fromstring(legal, _parser())


def _legal(body):
    """Return an answer in UTF-8 without the characters that XML cannot hold, one in another encoding as it is."""
    declared = re.match(rb"[^>]*?encoding=[\"']([\w.-]+)", body[:200])
    if declared and declared[1].lower() not in (b"utf-8", b"utf8", b"us-ascii"):
        return body
    text = _REFERENCE.sub(_legal_reference, body.decode("utf-8", "replace"))
    return _ILLEGAL.sub(lambda found: _instead_of(found[0]), text).encode()


def _legal_reference(found):
    number = int(found[1], 16) if found[1] else int(found[2])
    character = chr(number) if number < 0x110000 else "\uffff"
    return _instead_of(character) if _ILLEGAL.match(character) else found[0]


def _instead_of(character):
    return NUL if character == "\x00" else " "


def _parser():
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False
    )


def _sentence(exc):
    """Return in words what kind of damage libxml2 met."""
    message = (exc.msg or "").lower()
    if "premature end" in message or "not finished" in message or "unclosed" in message:
        return "The answer is cut off in the middle of its XML."
    return "The answer is not well-formed XML."


def _unreadable(sentence, body, redactor, facts):
    return ProtocolError(sentence, excerpt=redactor.excerpt(body), **facts)
