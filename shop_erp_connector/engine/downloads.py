"""Files that a remote's records name: fetched once each, attached to the Odoo record.

A step fetches some and plans the rest: so a transaction is short, and little is lost when the remote fails. One file at
a time is in memory.
"""

from ..remotes.errors import NotFound, RateLimited, Rejected, Unavailable
from .problems import text

#: Files that one step fetches.
FILES = 20

#: Seconds until rows that another job holds are tried again.
_LATER = 60


def perform(step, remote):
    """Fetch the files of the step's rows that are not attached yet; one that cannot be had is noted on the record."""
    rows = step._records().exists()
    free = rows.try_lock_for_update()
    if rows - free:
        step._plan("download", record_ids=(rows - free).ids, eta=_LATER)
    left = FILES
    for position, row in enumerate(free):
        for file in row._files_to_fetch():  # one call a file: that is how remotes hand them out
            if not left:
                step._plan("download", record_ids=free[position:].ids)
                return
            try:
                _fetch(step, remote, row, file)
            except (RateLimited, Unavailable):
                if left == FILES:
                    raise
                step._plan("download", record_ids=free[position:].ids)  # what has been fetched is kept
                return
            left -= 1
        row._after_files()


def _fetch(step, remote, row, file):
    try:
        content = remote.download(file.url)
    except (NotFound, Rejected) as error:
        row._note_file(file, text(step.env, "file_missing", file=file.name or file.id, error=str(error)))
    else:
        row._keep_file(file, content)
    row.env.flush_all()
    row.env.invalidate_all(flush=False)  # its bytes are in the cache
