"""Pushing documents into files, and finding out what the partner made of them.

A record that the partner is to create is written once, however often it is pushed: the register knows it, and what the
partner said about it decides whether it may be written again.
"""

import base64
import binascii
import hashlib
import logging
from dataclasses import replace

from ..contract import Result
from ..documents import Attachment, Image
from ..errors import OutcomeUnknown, Rejected, RemoteError
from . import answers
from .outbox import digest
from .rows import InvalidRow, record_of, to_rows

_logger = logging.getLogger(__name__)

_ENDINGS = {b"%PDF": "pdf", b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"GIF8": "gif", b"RIFF": "webp"}


class Sending:
    """What goes to one partner.

    :param created: kinds whose records the partner makes; ``outcome``: object with ``result(base, main name, record)``,
        None where the partner never answers
    :param contents: see ``remotes.memory.Contents``; ``folder``: where the bytes of pictures and PDFs are put
    """

    def __init__(self, files, outbox, *, created, outcome, contents, folder):
        self._files = files
        self._outbox = outbox
        self._created = created
        self._outcome = outcome
        self._contents = contents
        self._folder = folder

    def push(self, kind, documents):
        """See ``Remote.push``. All documents stand in one file, or one per set."""
        results = [None] * len(documents)
        rows = {}
        for index, document in enumerate(documents):
            try:
                rows[index] = to_rows(self._with_files(document))
            except InvalidRow as exc:
                results[index] = Result(error=Rejected(exc.message, system=self._files.system, field=exc.column))
            except Rejected as exc:
                results[index] = Result(error=exc)
        if rows:
            with self._outbox.turn(kind) as register:
                self._write(kind, register, documents, rows, results)
        return results

    def find(self, kind, key):
        """See ``Remote.find``: what was written and not refused is there."""
        with self._outbox.turn(kind) as register:
            written = register.written([key])
        if key not in written:
            return None
        found = self._known(written[key][0], key)
        return None if found.error else found

    def outcomes(self, tickets):
        """See ``Remote.outcomes``."""
        return [self._told(text) for text in tickets]

    def _told(self, text):
        base, _bar, record = text.partition("|")
        if not record or self._outcome is None:
            message = f"{text[:80]!r} is no ticket of this exchange."
            return Result(error=OutcomeUnknown(message, system=self._files.system))
        try:
            return self._outcome.result(base, record) or Result(ticket=text)
        except RemoteError as exc:
            return Result(error=exc)

    def _write(self, kind, register, documents, rows, results):
        new = {
            record_of(documents[index]): digest(made)
            for index, made in rows.items()
            if kind in self._created and not documents[index].id
        }
        written = register.written(list(new))
        to_write = {}
        for index, made in rows.items():
            record = record_of(documents[index])
            if record in written and record in new:
                results[index] = self._again(written[record], record, new[record])
            if results[index] is None:
                to_write[index] = made
        if not to_write:
            return
        remembered = {record_of(documents[index]): digest(made) for index, made in to_write.items()}
        remembered = {record: sum for record, sum in remembered.items() if record in new}
        main_name, replaced = self._outbox.write(kind, register, list(to_write.values()), remembered)
        if replaced:
            _logger.info(
                "%s: %d letters that the encoding lacks were replaced in %s", self._files.system, replaced, main_name
            )
        for index in to_write:
            results[index] = self._result(kind, documents[index], main_name)

    def _again(self, written, record, content):
        """Return what is known of a record that was written before, None when it is to be written again."""
        main_name, before = written
        known = self._known(main_name, record)
        if known.ticket:
            return known
        if known.error or before != content:
            return None
        return replace(known, unchanged=True)

    def _known(self, main_name, record):
        ticket = answers.ticket(main_name, record)
        return Result(id=record) if self._outcome is None else self._told(ticket)

    def _result(self, kind, document, main_name):
        """Return the ticket of what the partner answers, new or changed; levels, prices and states go unanswered."""
        record = record_of(document)
        if kind in self._created and self._outcome is not None:
            return Result(ticket=answers.ticket(main_name, record))
        return Result(id=record)

    def _with_files(self, document):
        """Return the document with its pictures, files and PDF in the folder of files.

        :raises Rejected: the hub has the bytes no more
        """
        changes = {}
        for name in ("images", "files"):
            parts = getattr(document, name, ())
            if any(self._is_ours(part) for part in parts):
                changes[name] = tuple(self._with_file(part) for part in parts)
        image = getattr(document, "image", None)
        if image is not None and self._is_ours(image):
            changes["image"] = self._with_file(image)
        pdf = getattr(document, "pdf", "")
        if pdf:
            changes |= {"pdf": "", "pdf_url": self._stored(self._decoded(pdf))}
        return replace(document, **changes) if changes else document

    def _is_ours(self, part):
        return isinstance(part, Image | Attachment) and part.content_key and not part.url

    def _with_file(self, part):
        try:
            content = self._contents.read(part.content_key)
        except KeyError:
            message = f"The file {part.name or part.content_key[:12]!r} is not there any more."
            raise Rejected(message, system=self._files.system) from None
        return replace(part, url=self._stored(content))

    def _decoded(self, text):
        try:
            return base64.b64decode(text, validate=True)
        except binascii.Error:
            raise Rejected("The PDF is not base64.", system=self._files.system, field="pdf") from None

    def _stored(self, content):
        """Write bytes under the name of their checksum, unless they are there; return the name."""
        ending = next((ending for begin, ending in _ENDINGS.items() if content.startswith(begin)), "bin")
        name = f"{hashlib.sha256(content).hexdigest()[:32]}.{ending}"
        if self._files.entry(self._folder, name) is None:
            self._files.publish(self._folder, name, [content])
        return name
