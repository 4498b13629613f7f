"""Plain text of a remote ⇄ the HTML of Odoo's notes: signs of HTML that are meant as text stay text."""

from html import escape
from html.parser import HTMLParser

#: Tags after which a new line begins.
_LINES = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})


def as_html(text):
    """Return a plain text as HTML, False for none."""
    if not text:
        return False
    return f"<p>{'<br>'.join(escape(line, quote=False) for line in text.splitlines())}</p>"


def as_text(html):
    """Return the text of HTML, one line per paragraph or break, "" for none."""
    reader = _Text()
    reader.feed(str(html or ""))
    reader.close()
    return "\n".join(line.strip() for line in "".join(reader.parts).split("\n")).strip()


class _Text(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.parts = []

    def handle_starttag(self, tag, attrs):
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag):
        if tag in _LINES and tag != "br":
            self.parts.append("\n")

    def handle_data(self, data):
        self.parts.append(data.replace("\n", " "))
