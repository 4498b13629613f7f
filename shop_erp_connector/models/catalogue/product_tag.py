from collections import defaultdict

from odoo import models
from odoo.tools import SQL


class ProductTag(models.Model):
    """Words by which buyers search; remotes know them by their names alone."""

    _inherit = "product.tag"

    def _shop_erp_by_name(self, new, known, language):
        """Return ``{name: id}``; what is missing of ``new`` is made. One query and one create.

        Odoo allows tags that differ in letter case only: the very name comes first, then the only one that is alike.

        :param language: Odoo code of the language in which the names are read
        """
        self.flush_model(["name"])
        names = new | known
        said = SQL("COALESCE(name->>%s, name->>'en_US')", language)
        exact, alike = {}, defaultdict(list)
        for id, name in self.env.execute_query(
            SQL(
                "SELECT id, %(said)s FROM product_tag WHERE lower(%(said)s) = ANY(%(names)s)",
                said=said,
                names=[name.lower() for name in names],
            )
        ):
            exact[name] = id
            alike[name.casefold()].append(id)
        found = {name: exact.get(name) or _only(alike[name.casefold()]) for name in names}
        missing = {name.casefold(): name for name in sorted(new, reverse=True) if not found[name]}
        made = self.with_context(lang=language).create([{"name": name} for name in missing.values()])
        ids = dict(zip(missing, made.ids, strict=True))
        found |= {name: ids[name.casefold()] for name in new if not found[name]}
        return {name: id for name, id in found.items() if id}


def _only(ids):
    return ids[0] if len(ids) == 1 else False
