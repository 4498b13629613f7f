"""Pages of the back office: only of the kinds that are declared, on the remote's own host, made without a call."""

from urllib.parse import urlsplit

from ...remotes.documents import KINDS

#: Ids that are none, and what somebody might try to lead a browser elsewhere with.
ODD_IDS = ("", "../1", "1/../..", "1?x=1", "1#x", "//elsewhere.example/1", "javascript:alert(1)", "１", "1 2")


class OpeningPromises:
    """``seen_at`` of the joining class is literal: ``{kind: address of the record 7, without the shop's own}``."""

    def test_the_pages_are_those_declared(self):
        self.assertEqual(self.remote.capabilities.back_office.keys(), self.seen_at.keys())
        self.assertLessEqual(self.seen_at.keys(), KINDS.keys())
        self.assertEqual(
            bool(self.seen_at), any(setting.name == "admin_path" for setting in self.remote_class.SETTINGS)
        )

    def test_each_page_has_its_address(self):
        remote = self._with_back_office()
        for kind, page in self.seen_at.items():
            with self.subTest(kind):
                self.assertEqual(remote.open_url(kind, "7"), f"{self.simulator.settings['url']}/back-0ffice/{page}")
        self.assertEqual((len(self.simulator.log), remote.calls), (0, 0))

    def test_other_kinds_have_none(self):
        remote = self._with_back_office()
        self.assertEqual({remote.open_url(kind, "7") for kind in KINDS.keys() - self.seen_at.keys()}, {""})

    def test_an_odd_id_leads_nowhere_else(self):
        remote, own = self._with_back_office(), urlsplit(self.simulator.settings.get("url", ""))
        for kind in self.seen_at:
            for id in ODD_IDS:
                with self.subTest(kind=kind, id=id):
                    parts = urlsplit(remote.open_url(kind, id))
                    self.assertIn((parts.scheme, parts.netloc), (("", ""), (own.scheme, own.netloc)))
                    self.assertEqual((parts.fragment, ".." in parts.path), ("", False))

    def test_without_a_folder_there_is_no_page(self):
        folders = {item.default for item in self.remote_class.SETTINGS if item.name == "admin_path"}
        if folders == {""}:
            self.assertEqual({self.remote.open_url(kind, "7") for kind in self.seen_at}, {""})

    def _with_back_office(self):
        return self.opened(**({"admin_path": "back-0ffice"} if self.seen_at else {}))
