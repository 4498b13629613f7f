"""A folder behind WebDAV on loopback, with or without TLS; its certificate nobody but the test trusts."""

import logging
import threading
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import get_input_stream
from wsgidav.wsgidav_app import WsgiDAVApp

from .certificates import certified

USER, PASSWORD = "hub", "geheim-dav-42"

logging.getLogger("wsgidav").disabled = True


class _Quiet(WSGIRequestHandler):
    def log(self, type, message, *args):
        """Write no line per request."""


class WebdavServer:
    """Serves ``root``.

    :param encrypted: with TLS, else in the clear
    :ivar status: what every request is answered with, 0 to carry it out
    :ivar requests: methods of the requests that arrived
    """

    def __init__(self, root, *, encrypted=True):
        self.root = Path(root)
        self.encrypted = encrypted
        self.certificate = ""
        self.status = 0
        self.requests = []
        self.port = 0
        self._application = WsgiDAVApp(
            {
                "provider_mapping": {"/": str(self.root)},
                "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
                "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
                "dir_browser": {"enable": False},
                "logging": {"enable": False},
            }
        )

    def start(self):
        """Listen; returns when connections are accepted."""
        context = None
        if self.encrypted:
            path = self.root.parent / "server.pem"
            self.certificate = self.certificate or certified(path)
            context = (str(path), str(path))
        self._server = make_server(
            "127.0.0.1", self.port, self._answer, threaded=True, request_handler=_Quiet, ssl_context=context
        )
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._thread.start()

    def stop(self):
        """Stop and free the port."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def location(self):
        """The address of the folder."""
        return f"{'webdavs' if self.encrypted else 'webdav'}://127.0.0.1:{self.port}/"

    def _answer(self, environ, start_response):
        self.requests.append(environ["REQUEST_METHOD"])
        if self.status:
            start_response(f"{self.status} Broken", [("Content-Length", "0")])
            return [b""]
        # It reads on until the body ends, and the server's own stream ends with the connection only.
        environ["wsgi.input"] = get_input_stream(environ)
        return self._application(environ, start_response)
