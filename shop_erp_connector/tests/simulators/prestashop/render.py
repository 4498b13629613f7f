"""Rows as XML, written just as the webservice does: same order, same blanks, same attributes.

The text of a resource is made once as a pattern and filled per row: a list of 20,000 products is a matter of
seconds.
"""

from dataclasses import dataclass

from . import derived

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<prestashop xmlns:xlink="http://www.w3.org/1999/xlink">\n'
FOOT = "</prestashop>\n"


def document(text):
    """Return a whole document around the text of its content."""
    return f"{HEAD}{text}{FOOT}"


def errors(pairs):
    """Return the document of a list of (code, message)."""
    lines = "".join(
        f"<error>\n<code><![CDATA[{code}]]></code>\n<message><![CDATA[{message}]]></message>\n</error>\n"
        for code, message in pairs
    )
    return document(f"<errors>\n{lines}</errors>\n")


@dataclass(frozen=True, slots=True)
class Selection:
    """What to show of an entity.

    :param fields: names of fields, "id" among them; None for all
    :param associations: ``{name: names of its fields or None for all}``; None for all
    :param languages: ids; None for all
    :param prices: pairs of (element, function of a row) for computed prices
    """

    fields: frozenset | None = None
    associations: dict | None = None
    languages: frozenset | None = None
    prices: tuple = ()


class Renderer:
    """Writes the entities of one resource.

    :param base: where the webservice is, ending with ``/api``
    """

    def __init__(self, store, resource, base, selection=None):
        self.store = store
        self.resource = resource
        self.base = base
        self.selection = selection or Selection()
        self._pattern, self._parts = self._compile()

    def entity(self, row):
        """Return one entity as it is stored."""
        return self._pattern % tuple([part(row) for part in self._parts])

    def list(self, rows):
        """Return the entities between the list's tags."""
        nodes = self.resource.nodes
        return f"<{nodes}>\n{''.join(map(self.entity, rows))}</{nodes}>\n"

    def references(self, rows):
        """Return the list of ids with links, as it comes without ``display``."""
        node, nodes = self.resource.node, self.resource.nodes
        path = f"{self.base}/{self.resource.name}"
        lines = "".join(f'<{node} id="{row["id"]}" xlink:href="{path}/{row["id"]}"/>\n' for row in rows)
        return f"<{nodes}>\n{lines}</{nodes}>\n"

    def echo(self, row, sent):
        """Return the entity as POST and PUT answer it: what was not sent is empty, whatever is stored."""
        shown = dict(row)
        for field in self.resource.fields:
            if field.type == "lang":
                shown[field.name] = sent.get(field.name, {})
            elif not self._echoed_as_stored(field):
                shown[field.name] = sent.get(field.name, field.default or "")
        return self.entity(shown)

    def _echoed_as_stored(self, field):
        if self.resource.name == "orders":
            return False
        secret = "locked" in field.flags or field.name == "passwd"
        return secret or "getter" in field.flags or field.name in ("date_add", "date_upd")

    def _compile(self):
        pattern, parts = [f"<{self.resource.node}>\n"], []
        if self._shown("id"):
            pattern.append("\t<id><![CDATA[%s]]></id>\n")
            parts.append(lambda row: row["id"])
        for field in self.resource.fields:
            if self._shown(field.name):
                text, part = self._compiled_field(field)
                pattern.append(text)
                parts.append(part)
        for name, function in self.selection.prices:
            pattern.append(f"\t<{name}><![CDATA[%s]]></{name}>\n")
            parts.append(function)
        if self._shown_associations():
            pattern.append("<associations>\n%s</associations>\n")
            parts.append(self._associations)
        pattern.append(f"</{self.resource.node}>\n")
        return "".join(pattern), parts

    def _shown(self, name):
        return self.selection.fields is None or name in self.selection.fields

    def _shown_associations(self):
        if self.selection.associations is None:
            return self.resource.associations
        return [one for one in self.resource.associations if one.name in self.selection.associations]

    def _compiled_field(self, field):
        mark = ' notFilterable="true"' if "getter" in field.flags else ""
        name = field.name
        if field.type == "lang":
            return f"\t<{name}{mark}>%s</{name}>\n", self._translations(name)
        if field.resource:
            return "\t%s\n", self._reference(field, mark)
        computed = derived.FIELDS.get((self.resource.name, name))
        if computed:
            return self._plain(name, mark), lambda row: computed(self.store, row)
        return self._plain(name, mark), lambda row: row[name]

    @staticmethod
    def _plain(name, mark):
        return f"\t<{name}{mark}><![CDATA[%s]]></{name}>\n"

    def _reference(self, field, mark):
        name, always = field.name, field.type == "link"
        computed = derived.FIELDS.get((self.resource.name, name))
        path = f"{self.base}/{field.resource}/"

        def part(row):
            value = computed(self.store, row) if computed else row[name]
            link = f' xlink:href="{path.format(id=row["id"])}{value}"' if always or value not in ("", "0") else ""
            return f"<{name}{link}{mark}><![CDATA[{value}]]></{name}>"

        return part

    def _translations(self, name):
        chosen = self.selection.languages
        languages = [one for one in self.store.languages() if chosen is None or one in chosen]
        full = [(one, f'<language id="{one}" xlink:href="{self.base}/languages/{one}"><![CDATA[') for one in languages]

        def part(row):
            texts = row[name]
            return "".join(
                f"{head}{texts[one]}]]></language>" if one in texts else f'<language id="{one}"><![CDATA[]]></language>'
                for one, head in full
            )

        return part

    def _associations(self, row):
        return "".join(self._association(one, row) for one in self._shown_associations())

    def _association(self, association, row):
        rows = derived.rows_of(self.store, self.resource.name, row, association.name)
        head = f"<{association.name} {association.attributes}"
        if not rows:
            return f"{head}/>\n"
        chosen = (self.selection.associations or {}).get(association.name)
        fields = [one for one in association.fields if chosen is None or one.name in chosen]
        lines = "".join(self._association_row(association, fields, row, one) for one in rows)
        return f"{head}>\n{lines}</{association.name}>\n"

    def _association_row(self, association, fields, row, values):
        link = ""
        if association.href:
            link = f' xlink:href="{self.base}/{association.href.format_map(row)}/{values["id"]}"'
        lines = "".join(self._sub_field(one, values) for one in fields)
        return f"\t<{association.node}{link}>\n{lines}\t</{association.node}>\n"

    def _sub_field(self, field, values):
        value = values.get(field.name, "")
        link = f' xlink:href="{self.base}/{field.resource}/{value}"' if field.resource else ""
        return f"\t<{field.name}{link}><![CDATA[{value}]]></{field.name}>\n"

    # schemas

    def blank(self):
        """Return the empty entity of ``?schema=blank``; read-only fields are left out."""
        fields = [one for one in self.resource.fields if "readonly" not in one.flags]
        lines = "".join(f"\t<{one.name}>{self._blank_value(one)}</{one.name}>\n" for one in fields)
        return self._schema(f"\t<id><![CDATA[]]></id>\n{lines}", self._blank_association)

    def synopsis(self):
        """Return the entity of ``?schema=synopsis``: every field with what is asked of it."""
        lines = "".join(
            f"\t<{one.name}{self._rules(one)}>{self._synopsis_value(one)}</{one.name}>\n"
            for one in self.resource.fields
        )
        return self._schema(lines, self._synopsis_association)

    def _schema(self, lines, association):
        node = self.resource.node
        lists = "".join(association(one) for one in self.resource.associations)
        lists = f"<associations>\n{lists}</associations>\n" if lists else ""
        return f"<{node}>\n{lines}{lists}</{node}>\n"

    def _blank_value(self, field):
        if field.type != "lang":
            return "<![CDATA[]]>"
        return "".join(f'<language id="{one}"><![CDATA[]]></language>' for one in self.store.languages())

    def _synopsis_value(self, field):
        if field.type != "lang":
            return "<![CDATA[]]>"
        return "".join(
            f'<language id="{one}" xlink:href="{self.base}/languages/{one}" format="isUnsignedId" >'
            "<![CDATA[]]></language>"
            for one in self.store.languages()
        )

    @staticmethod
    def _rules(field):
        flags = field.flags
        return "".join(
            (
                ' notFilterable="true"' if "getter" in flags else "",
                ' read_only="true"' if "readonly" in flags else "",
                ' required="true"' if "required" in flags else "",
                f' maxSize="{field.max_size}"' if field.max_size else "",
                f' format="{field.validator}"' if field.validator else "",
                ' readOnly="true"' if flags & {"readonly", "locked"} else "",
            )
        )

    @staticmethod
    def _blank_association(association):
        lines = "".join(f"\t<{one.name}><![CDATA[]]></{one.name}>\n" for one in association.fields)
        node = association.node
        return f"<{association.name}>\n\t<{node}>\n{lines}\t</{node}>\n</{association.name}>\n"

    def _synopsis_association(self, association):
        lines = "".join(self._synopsis_sub_field(one) for one in association.fields)
        head = f"<{association.name} {association.attributes}>"
        node = association.node
        return f"{head}\n\t<{node}>\n{lines}\t</{node}>\n</{association.name}>\n"

    def _synopsis_sub_field(self, field):
        link = f' xlink:href="{self.base}/{field.resource}/"' if field.resource else ""
        required = ' required="true"' if field.required else ""
        readonly = ' read_only="true" readOnly="true"' if field.readonly else ""
        return f"\t<{field.name}{link}{required}{readonly}><![CDATA[]]></{field.name}>\n"
