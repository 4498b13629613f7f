"""Folders wherever they lie: the same operations, the same errors, on a local folder, SFTP, FTPS and FTP."""

import io
import os
import shutil
import tempfile
import unittest
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import paramiko

from ...remotes.errors import (
    AuthenticationFailed,
    InvalidSettings,
    NotFound,
    OutcomeUnknown,
    ProtocolError,
    Rejected,
    Unavailable,
)
from ...remotes.transport import clouds
from ...remotes.transport.connections import Account, fingerprint
from ...remotes.transport.files import Files, is_safe_name
from ..simulators.exchange_files.ftp import FolderServer
from ..simulators.exchange_files.sftp import PASSWORD, USER, SftpServer
from ..simulators.exchange_files.webdav import PASSWORD as WEBDAV_PASSWORD
from ..simulators.exchange_files.webdav import USER as WEBDAV_USER
from ..simulators.exchange_files.webdav import WebdavServer


class FolderCase(unittest.TestCase):
    """A folder ``root`` with ``in`` and ``out`` below it, and ``self.files`` on it."""

    def setUp(self):
        self.place = Path(tempfile.mkdtemp(prefix="files-"))
        self.addCleanup(shutil.rmtree, self.place)
        self.root = self.place / "root"
        for folder in ("in", "out"):
            (self.root / folder).mkdir(parents=True)
        self.account = self.served()
        self.files = self.opened()

    def served(self):
        """Make the folder reachable; return the account."""
        return Account(location=str(self.root))

    def opened(self, **changes):
        """Return files on the account, with changes in it."""
        options = {"max_bytes": changes.pop("max_bytes")} if "max_bytes" in changes else {}
        files = Files(replace(self.account, **changes), system="file_exchange", **options)
        self.addCleanup(files.close)
        return files

    def put(self, name, content=b"content"):
        (self.root / "in" / name).write_bytes(content)

    def names(self, folder):
        return sorted(path.name for path in (self.root / folder).iterdir())


class Operations:
    """What every kind of folder can do."""

    def test_files_are_listed_by_name(self):
        self.put("b.csv", b"12345")
        self.put("a.csv", b"1")
        self.put(".hidden", b"1")
        self.put("c.csv.part", b"1")
        (self.root / "in" / "sub").mkdir()
        entries = self.files.entries("in")
        self.assertEqual(
            [(entry.name, entry.size) for entry in entries], [("a.csv", 1), ("b.csv", 5), ("c.csv.part", 1)]
        )
        self.assertTrue(all(entry.stamp for entry in entries))
        self.assertEqual(self.files.entries("out"), [])

    def test_a_folder_that_is_not_there_is_named(self):
        with self.assertRaises(InvalidSettings) as caught:
            self.files.entries("elsewhere")
        self.assertIn("'elsewhere'", str(caught.exception))

    def test_a_file_is_read_from_any_place(self):
        content = os.urandom(300_000)
        self.put("a.bin", content)
        with self.files.opened("in", "a.bin") as stream:
            self.assertEqual(stream.read(1000), content[:1000])
            stream.seek(250_000)
            self.assertEqual(stream.read(), content[250_000:])
        self.assertEqual(self.files.read("in", "a.bin", limit=300_000), content)
        with self.files.opened("in", "a.bin") as stream:
            self.assertEqual(b"".join(iter(stream.readline, b"")), content)

    def test_what_is_larger_than_allowed_is_not_read(self):
        self.put("a.bin", b"12345")
        with self.assertRaises(ProtocolError), self.opened(max_bytes=4).opened("in", "a.bin"):
            self.fail("It was opened.")
        with self.assertRaises(Rejected):
            self.files.read("in", "a.bin", limit=4)

    def test_a_file_that_is_not_there(self):
        self.assertIsNone(self.files.entry("in", "none.csv"))
        with self.assertRaises(NotFound), self.files.opened("in", "none.csv"):
            self.fail("It was opened.")
        with self.assertRaises(NotFound):
            self.files.move("none.csv", "in", "out")
        self.files.remove("in", "none.csv")

    def test_a_published_file_is_whole(self):
        self.files.publish("out", "a.csv", [b"one;", b"two"])
        self.assertEqual(self.names("out"), ["a.csv"])
        self.assertEqual((self.root / "out" / "a.csv").read_bytes(), b"one;two")

    def test_nothing_appears_when_writing_breaks(self):
        def pieces():
            yield b"one"
            raise BrokenPipeError

        with self.assertRaises(Unavailable):
            self.files.publish("out", "a.csv", pieces())
        self.assertNotIn("a.csv", self.names("out"))
        self.files.publish("out", "a.csv", [b"again"])
        self.assertEqual(self.files.read("out", "a.csv", limit=9), b"again")

    def test_nothing_is_overwritten(self):
        self.files.publish("out", "a.csv", [b"first"])
        with self.assertRaises(Rejected):
            self.files.publish("out", "a.csv", [b"second"])
        self.put("a.csv", b"third")
        with self.assertRaises(Rejected):
            self.files.move("a.csv", "in", "out")
        self.assertEqual(self.files.read("out", "a.csv", limit=9), b"first")
        self.assertEqual(self.files.read("in", "a.csv", limit=9), b"third")

    def test_moving_and_removing(self):
        self.put("a.csv", b"1")
        self.files.move("a.csv", "in", "out", "b.csv")
        self.assertEqual((self.names("in"), self.names("out")), ([], ["b.csv"]))
        self.files.remove("out", "b.csv")
        self.assertEqual(self.names("out"), [])

    def test_folders_are_made_once(self):
        for _turn in range(2):
            self.files.make_folder("archive/2025-03")
        self.assertTrue((self.root / "archive" / "2025-03").is_dir())

    def test_names_that_lead_elsewhere_are_refused(self):
        (self.place / "secret.txt").write_bytes(b"secret")
        for name in ("../secret.txt", "..", "/etc/passwd", "a/../../secret.txt", "sub\\a", "a\x00b", "a\nb"):
            with self.subTest(name):
                with self.assertRaises(Rejected):
                    self.files.entry("in", name)
                with self.assertRaises(Rejected):
                    self.files.publish("out", name, [b"x"])
                with self.assertRaises(Rejected):
                    self.files.remove("in", name)
        with self.assertRaises(InvalidSettings):
            self.files.entries("../..")
        self.assertEqual((self.place / "secret.txt").read_bytes(), b"secret")

    def test_calls_are_counted(self):
        self.files.entries("in")
        self.files.entries("out")
        self.assertEqual(self.files.calls, 2)


class Served(Operations):
    """What holds for servers besides."""

    def test_a_wrong_password_is_told_as_such(self):
        files = self.opened(secret="mistyped")
        with self.assertRaises(AuthenticationFailed) as caught:
            files.entries("in")
        self.assertNotIn("mistyped", str(caught.exception))

    def test_a_server_that_is_not_there_is_unavailable(self):
        self.files.entries("in")
        self.server.stop()
        with self.assertRaises(Unavailable):
            self.files.entries("in")
        with self.assertRaises(Unavailable):
            self.opened().entries("in")
        self.server.start()
        self.assertEqual(self.files.entries("in"), [])

    def test_nobody_sees_the_secret(self):
        shown = [repr(self.files), repr(self.account), repr(vars(self.files))]
        self.assertEqual([text for text in shown if self.account.secret in text], [])


class TestLocalFolder(Operations, FolderCase):
    def test_a_link_that_leads_out_is_not_followed(self):
        (self.place / "secret.txt").write_bytes(b"secret")
        (self.root / "in" / "link.csv").symlink_to(self.place / "secret.txt")
        self.assertEqual(self.files.entries("in"), [])
        with self.assertRaises(Rejected), self.files.opened("in", "link.csv"):
            self.fail("It was opened.")

    def test_a_share_that_is_not_mounted_is_unavailable_and_never_made(self):
        shutil.rmtree(self.root)
        for work in (
            lambda: self.files.entries("in"),
            lambda: self.files.make_folder("in"),
            lambda: self.files.publish("out", "a.csv", [b"x"]),
        ):
            with self.assertRaises(Unavailable):
                work()
        self.assertFalse(self.root.exists())

    def test_a_full_disk_is_unavailable(self):
        files = Files(Account(location="/dev"), system="file_exchange")
        self.assertTrue(Path("/dev/full").exists())
        with (
            self.assertRaises(Unavailable) as caught,
            files._translated("write") as file_system,
            file_system.open("/dev/full", "wb") as stream,
        ):
            stream.write(b"x" * 100_000)
        self.assertIn("full", str(caught.exception))


class TestSftp(Served, FolderCase):
    def served(self):
        self.server = SftpServer(self.root)
        self.server.start()
        self.addCleanup(self.server.stop)
        return Account(
            location=self.server.settings["location"],
            user=USER,
            secret=PASSWORD,
            fingerprints=(fingerprint(self.server.host_key),),
        )

    def test_a_server_that_was_not_confirmed_gets_no_password(self):
        for known, words in (((), "Compare it"), (("SHA256:other",), "not the confirmed one")):
            with self.subTest(words), self.assertRaises(AuthenticationFailed) as caught:
                self.opened(fingerprints=known).entries("in")
            self.assertIn(words, str(caught.exception))
            self.assertIn(fingerprint(self.server.host_key), str(caught.exception))

    def test_signing_in_with_a_key(self):
        key = paramiko.ECDSAKey.generate()
        self.server.user_key = key
        text = io.StringIO()
        key.write_private_key(text)
        self.assertEqual(self.opened(secret="", private_key=text.getvalue()).entries("in"), [])
        in_one_line = text.getvalue().replace("\n", " ")
        self.assertEqual(self.opened(secret="", private_key=in_one_line).entries("in"), [])
        self.server.user_key = None
        with self.assertRaises(AuthenticationFailed):
            self.opened(secret="", private_key=text.getvalue()).entries("in")
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(secret="", private_key="no key").entries("in")
        self.assertEqual(caught.exception.field, "private_key")

    def test_a_key_with_a_passphrase(self):
        key = self.server.user_key = paramiko.ECDSAKey.generate()
        text = io.StringIO()
        key.write_private_key(text, password="passphrase-1")
        self.assertEqual(self.opened(secret="passphrase-1", private_key=text.getvalue()).entries("in"), [])
        with self.assertRaises(InvalidSettings):
            self.opened(secret="", private_key=text.getvalue()).entries("in")

    def test_a_missing_right_is_told_as_such(self):
        self.server.read_only = True
        with self.assertRaises(AuthenticationFailed):
            self.files.publish("out", "a.csv", [b"x"])

    def test_a_connection_that_breaks_while_writing_publishes_nothing(self):
        for operation in ("open", "write", "stat"):
            with self.subTest(operation):
                self.files.entries("out")
                self.server.breaks_at = operation
                with self.assertRaises(Unavailable):
                    self.files.publish("out", f"{operation}.csv", [b"x"])
                self.assertNotIn(f"{operation}.csv", self.names("out"))
                self.files.publish("out", f"{operation}.csv", [b"again"])

    def test_a_renaming_whose_answer_was_lost_is_looked_up(self):
        self.files.entries("out")
        self.server.breaks_at, self.server.breaks_after = "rename", True
        self.files.publish("out", "a.csv", [b"x"])
        self.assertEqual(self.names("out"), ["a.csv"])
        self.server.breaks_at, self.server.breaks_after = "rename", False
        with self.assertRaises(Unavailable):
            self.files.publish("out", "b.csv", [b"x"])
        self.assertEqual(self.names("out"), ["a.csv", "b.csv.part"])

    def test_a_renaming_that_cannot_be_looked_up_is_unknown(self):
        self.files.entries("out")
        self.server.breaks_at, self.server.breaks_after = "rename", True
        cut = self.server.cut
        self.server.cut = self.server.stop
        self.addCleanup(self.server.start)
        with self.assertRaises(OutcomeUnknown):
            self.files.publish("out", "a.csv", [b"x"])
        self.server.cut = cut


class FtpCase(Served):
    encrypted = True

    def served(self):
        self.server = FolderServer(self.root, encrypted=self.encrypted)
        self.server.start()
        self.addCleanup(self.server.stop)
        settings = self.server.settings
        return Account(
            location=settings["location"],
            user=settings["user"],
            secret=settings["password"],
            certificate=settings.get("certificate", ""),
            allows_plain_ftp=not self.encrypted,
        )


class TestFtps(FtpCase, FolderCase):
    def test_a_certificate_that_nobody_vouches_for_is_not_trusted(self):
        with self.assertRaises(Unavailable) as caught:
            self.opened(certificate="").entries("in")
        self.assertIn("certificate is not trusted", str(caught.exception))

    def test_a_certificate_in_one_line(self):
        in_one_line = self.account.certificate.replace("\n", " ")
        self.assertEqual(self.opened(certificate=in_one_line).entries("in"), [])

    def test_a_certificate_that_is_none(self):
        with self.assertRaises(InvalidSettings) as caught:
            self.opened(certificate="nonsense").entries("in")
        self.assertEqual(caught.exception.field, "certificate")


class TestFtp(FtpCase, FolderCase):
    encrypted = False

    def test_it_must_be_allowed(self):
        with self.assertRaises(InvalidSettings):
            self.opened(allows_plain_ftp=False)


class WebdavCase(Served):
    encrypted = True

    def served(self):
        self.server = WebdavServer(self.root, encrypted=self.encrypted)
        self.server.start()
        self.addCleanup(self.server.stop)
        return Account(
            location=self.server.location,
            user=WEBDAV_USER,
            secret=WEBDAV_PASSWORD,
            certificate=self.server.certificate,
            allows_plain_ftp=not self.encrypted,
        )


class TestWebdavs(WebdavCase, FolderCase):
    def test_moving_is_one_request_and_never_over_another_file(self):
        self.put("a.csv", b"1")
        self.server.requests.clear()
        self.files.move("a.csv", "in", "out")
        self.assertEqual((self.server.requests.count("MOVE"), self.server.requests.count("COPY")), (1, 0))
        self.put("b.csv", b"2")
        with self.assertRaises(Unavailable), self.files._translated("move") as file_system:
            file_system.mv("/in/b.csv", "/out/a.csv")
        self.assertEqual((self.root / "out" / "a.csv").read_bytes(), b"1")

    def test_a_certificate_that_nobody_vouches_for_is_not_trusted(self):
        with self.assertRaises(Unavailable) as caught:
            self.opened(certificate="").entries("in")
        self.assertIn("certificate", str(caught.exception).lower())

    def test_answers_are_told_by_what_the_hub_does_next(self):
        for status, expected in (
            (401, AuthenticationFailed), (403, AuthenticationFailed), (500, Unavailable), (503, Unavailable),
            (507, Unavailable),
        ):  # fmt: skip
            with self.subTest(status):
                self.server.status = status
                with self.assertRaises(expected):
                    self.opened().entries("in")
        self.server.status = 0
        self.assertEqual(self.opened().entries("in"), [])


class TestWebdav(WebdavCase, FolderCase):
    encrypted = False

    def test_it_must_be_allowed(self):
        with self.assertRaises(InvalidSettings):
            self.opened(allows_plain_ftp=False)


class TestPackages(unittest.TestCase):
    def test_a_package_that_is_missing_is_named(self):
        with patch.object(clouds, "PACKAGES", {"webdavs": "no_such_package_1", "s3": "no_such_package_2"}):
            for location, package in (("webdavs://example.com/x", "package_1"), ("s3://bucket/x", "package_2")):
                with self.subTest(location), self.assertRaises(InvalidSettings) as caught:
                    Files(Account(location=location), system="file_exchange")
                self.assertIn(f"pip install no_such_{package}", str(caught.exception))
                self.assertEqual(caught.exception.field, "location")

    def test_an_endpoint_in_the_clear_must_be_allowed(self):
        with self.assertRaises(InvalidSettings) as caught:
            Files(Account(location="s3://bucket/x", endpoint="http://example.com"), system="file_exchange")
        self.assertIn("in the clear", str(caught.exception))


class TestAddresses(unittest.TestCase):
    def test_addresses_that_cannot_be_used(self):
        for location in (
            "",
            "relative/path",
            "http://example.com/x",
            "sftp:///x",
            "sftp://me:secret@example.com/x",
            "/srv/../etc",
            "s3:///folder",
            "gs://bucket",
        ):
            with self.subTest(location), self.assertRaises(InvalidSettings) as caught:
                Files(Account(location=location), system="file_exchange")
            self.assertEqual(caught.exception.field, "location")
            self.assertNotIn("secret", str(caught.exception))

    def test_safe_names(self):
        for name in ("a", "stock_D_20250304T131500Z_000187.csv", "Café (1).pdf", "x.csv.ok", "7.pdf"):
            self.assertTrue(is_safe_name(name), name)
        for name in (
            "",
            ".",
            "..",
            ".hidden",
            "a/b",
            "a\\b",
            "a:b",
            "con",
            "NUL.txt",
            "a.",
            "a ",
            "-x",
            "a|b",
            "a*b",
            "x" * 300,
        ):
            self.assertFalse(is_safe_name(name), name)
