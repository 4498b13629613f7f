"""WebDAV and S3 folders, through the packages that fsspec names for them; needed by those who use them only.

    webdavs://files.example.com/remote.php/dav/files/hub     WebDAV over TLS with a verified certificate
    webdav://files.example.com/share                         in the clear; only where a person allowed that
    s3://bucket/folder                                       Amazon's, or the service at the account's endpoint

WebDAV moves a file in one step. An object store cannot: there a file is copied under its new name, where it
appears as a whole, and the old one is deleted; who dies in between leaves both. It has no folders either: they
are how names begin.
"""

import importlib.util
import shutil
import tempfile
from urllib.parse import unquote

from ..errors import AuthenticationFailed, InvalidSettings, NotFound, Unavailable

WEBDAV, S3 = ("webdav", "webdavs"), "s3"

#: Bytes of a file that is to be sent that are held in memory; more go to this machine's disk.
_IN_MEMORY = 8 * 1024 * 1024

#: {protocol: package, as its module and on the Python package index}
PACKAGES = {"webdav": "webdav4", "webdavs": "webdav4", "s3": "s3fs"}


def require(protocol, *, system):
    """Make sure that the package of a protocol is installed.

    :raises InvalidSettings: it is not
    """
    package = PACKAGES[protocol]
    if importlib.util.find_spec(package) is None:
        message = f"{protocol}:// needs the Python package {package} on Odoo's server (pip install {package})."
        raise InvalidSettings(message, system=system, field="location")


def webdav(parts, account, *, context, timeout):
    """Return the file system of a WebDAV account.

    :param parts: of its address; ``context``: of TLS, None without
    """
    from webdav4.client import Client, ResourceNotFound  # installed by those who use it
    from webdav4.fsspec import WebdavFileSystem

    class Moving(WebdavFileSystem):
        """Moves a file by one request, and never over another one."""

        def mv(self, path1, path2, **_options):
            """See ``AbstractFileSystem``; the package's own copies and deletes."""
            try:
                self.client.move(path1, path2, overwrite=False)
            except ResourceNotFound:
                raise FileNotFoundError(path1) from None

        def close(self):
            """Give the connections back."""
            self.client.http.close()

    scheme = "https" if context else "http"
    port = f":{parts.port}" if parts.port else ""
    address = f"{scheme}://{parts.hostname}{port}"
    client = Client(
        address,
        auth=(account.user, account.secret) if account.user else None,
        retry=False,
        timeout=timeout,
        trust_env=False,
        verify=context or True,
    )
    return Moving(address, client=client, skip_instance_cache=True)


def s3(account, *, connect_timeout, read_timeout):
    """Return the file system of an S3 account; a user is an access key, a password its secret."""
    from s3fs import S3FileSystem  # installed by those who use it

    return S3FileSystem(
        key=account.user or None,
        secret=account.secret or None,
        endpoint_url=account.endpoint or None,
        client_kwargs={"region_name": account.region} if account.region else {},
        config_kwargs={
            "connect_timeout": connect_timeout,
            "read_timeout": read_timeout,
            "retries": {"max_attempts": 1},
        },
        skip_instance_cache=True,
        use_listings_cache=False,
    )


def upload(file_system, path, pieces):
    """Write a file that is whole before the first byte is sent; return its size.

    Its length is told, because many servers take nothing else, and nothing is sent when making the pieces breaks.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as whole:
        for piece in pieces:
            whole.write(piece)
        size = whole.tell()
        whole.seek(0)
        if hasattr(file_system, "client"):
            file_system.client.upload_fileobj(whole, path, overwrite=True, size=size)
        else:
            with file_system.open(path, "wb") as stream:
                shutil.copyfileobj(whole, stream)
    return size


def bucket_of(parts, *, system):
    """Return the path of the root folder: the bucket and the begin of names.

    :raises InvalidSettings: the address names no bucket
    """
    if not parts.netloc:
        raise InvalidSettings("The address names no bucket: s3://bucket/folder.", system=system, field="location")
    return f"/{parts.netloc}/{unquote(parts.path).strip('/')}".rstrip("/")


def errors(protocol):
    """Return the classes of errors of a protocol's package, besides those of the operating system."""
    if protocol in WEBDAV and importlib.util.find_spec("webdav4"):
        import httpx
        from webdav4.client import ClientError

        return (httpx.HTTPError, httpx.InvalidURL, ClientError)
    if protocol == S3 and importlib.util.find_spec("s3fs"):
        from botocore.exceptions import BotoCoreError, ClientError

        return (BotoCoreError, ClientError)
    return ()


#: What an HTTP status means; any other one is that of a server that is not reached.
STATUS = {
    401: (AuthenticationFailed, "The server refuses user and password."),
    403: (AuthenticationFailed, "The folder may not be used so: a right is missing."),
    404: (NotFound, "There is no such file or folder."),
    507: (Unavailable, "The disk of the exchange folder is full."),
}


def status_of(error):
    """Return the HTTP status that an error of these packages tells, 0 where there was no answer."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        return int(response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    return int(getattr(response, "status_code", 0) or getattr(error, "status_code", 0) or 0)
