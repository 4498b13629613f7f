"""One look through all files of a group before anything of it is used: whole, readable, and fit for its columns."""

import hashlib
from contextlib import ExitStack

from ..transport.rowfiles import Unreadable
from ..transport.rowfiles.summing import Summing, Sums
from .merging import Merger
from .rows import InvalidRow

#: So many records are tried; when more than a fifth of them is wrong, the file is, and not its records.
_SAMPLE, _BEARABLE = 500, 0.2


def inspect(files, folder, group, dialect, told):
    """Return ``(rows of the main file, checksum of the whole group)``; memory does not grow with the files.

    :param told: ``{set name: Sums}`` of the companion files
    :raises Unreadable: nothing of the group may be used; the message says why
    """
    with ExitStack() as stack:
        streams = {
            name: Summing(stack.enter_context(files.opened(folder, entry.name)))
            for name, entry in sorted(group.files.items())
        }
        merger = Merger(group.kind, group.main.format, streams, dialect)
        _read_through(merger)
        for name, stream in streams.items():
            _read_rest(stream)
            found = Sums(merger.counts[name], stream.sha256, stream.size)
            closing = merger.closings[name]
            wrong = told[name].differs(found) if name in told else ""
            if closing is not None:
                wrong = wrong or closing.differs(Sums(found.rows, stream.sha256_before_closing, None))
            if wrong:
                raise Unreadable(f"{group.files[name].name}: {wrong}", is_cut=True)
        sums = "".join(stream.sha256 for stream in streams.values())
    return merger.counts[merger.main.name], sums if len(streams) == 1 else _hash(sums)


def _read_through(merger):
    tried, wrong, first = 0, 0, None
    for gathered in merger:
        if tried < _SAMPLE and not merger.is_deletion(gathered):
            tried += 1
            try:
                merger.document(gathered)
            except InvalidRow as exc:
                wrong, first = wrong + 1, first or exc
    if wrong > 1 and wrong > tried * _BEARABLE:
        raise Unreadable(f"{wrong} of the first {tried} records are wrong, so nothing was read. {first.message}")


def _read_rest(stream):
    while stream.read(1024 * 1024):
        continue


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()
