"""Calls to a simulated webservice, for the tests of the simulator itself."""

from xml.etree import ElementTree

import requests


class Calls:
    """The webservice of a simulator as its owner: ``get("orders/1")`` returns the answer of ``requests``."""

    def __init__(self, shop, *, key=None):
        self.shop = shop
        self.key = shop.key if key is None else key

    def send(self, method, path, body=None, **options):
        """Send a request below ``/api`` without following where it leads."""
        return requests.request(
            method,
            f"{self.shop.url}/api/{path}",
            auth=(self.key, ""),
            data=body.encode() if body else None,
            timeout=10,
            allow_redirects=False,
            **options,
        )

    def get(self, path, **options):
        """Send a GET."""
        return self.send("GET", path, **options)

    def write(self, method, resource, *entities, **options):
        """Send entities as one document; each is the text inside ``<prestashop>``."""
        return self.send(method, resource, f"<prestashop>{''.join(entities)}</prestashop>", **options)

    def ids(self, path):
        """Return the ids of a list, in its order."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        nodes = ElementTree.fromstring(answer.content)[0]
        return [int(node.get("id") or node.findtext("id")) for node in nodes]

    def value(self, path, name):
        """Return the text of one element of an entity."""
        return ElementTree.fromstring(self.get(path).content)[0].findtext(name)


def codes(answer):
    """Return the status and the codes of an error document."""
    return answer.status_code, [node.text for node in ElementTree.fromstring(answer.content).iter("code")]
