"""Files that a remote's records name: fetched once each, attached to the Odoo record."""

from ..remotes.errors import NotFound, Rejected
from .problems import text


def perform(step, remote):
    """Fetch the files of the step's rows that are not attached yet; one that cannot be had is noted on the record."""
    for row in step._records().exists():
        for file in row._files_to_fetch():  # one call a file: that is how remotes hand them out
            try:
                content = remote.download(file.url)
            except (NotFound, Rejected) as error:
                row._note_file(file, text(step.env, "file_missing", file=file.name or file.id, error=str(error)))
            else:
                row._keep_file(file, content)
