"""What the variants of one product ask of Odoo: which values, which Odoo product each, and what is over."""

from collections import defaultdict

from ...convert.problem import Problem


def has_forms(document):
    """Return whether a product comes in forms told apart by attributes, be it only one; else it is its only form."""
    return len(document.variants) > 1 or bool(document.variants and document.variants[0].attributes)


class Plan:
    """What the variants of one product ask for.

    :param row: the binding row; ``row.odoo_id`` stands
    :param products: the Odoo products of the template, archived ones too
    :param lines: its attribute lines that make variants, archived ones too
    :param bound: ``{remote id: Odoo product}`` of variants that are bound to one of them
    :param is_new: whether the Odoo record has just been made for it
    """

    def __init__(self, row, document, products, lines, bound, *, is_new):
        self.row, self.document, self.products, self.lines, self.bound = row, document, products, lines, bound
        self.may_change = is_new or bool(row.document)
        self.told = []  # of each variant, {attribute id: value id} as the remote tells it
        self.kept = {}  # {attribute id: value id} that all forms share in Odoo, and the remote does not know
        self.chosen = []  # of each variant, the Odoo product, or None for one to be made
        self.freed = products.browse()  # active ones that are no form any more
        self.wanted = {}  # {attribute id: value ids} that the lines must offer
        self.left = set()  # value ids that some form had and none has any more

    @property
    def template(self):
        """The Odoo product as a whole."""
        return self.row.odoo_id

    @property
    def is_settled(self):
        """Whether a plain product meets a plain one: nothing but the binding is to be done."""
        return not has_forms(self.document) and len(self.products) == 1 and not self.lines.filtered("active")

    @property
    def combinations(self):
        """Of each variant, ``{attribute id: value id}`` as Odoo needs it."""
        return [told | self.kept for told in self.told]

    def resolve(self, attributes):
        """Say which values and which Odoo product each variant has.

        :raises Problem: "ambiguous", "variant_incomplete", "variant_unknown", "variants_unknown_there", what
            ``Attributes`` raises
        """
        if self.is_settled:
            self.told, self.chosen = [{}], [self.products]
            return
        self.told = [attributes.combination(variant) for variant in self.document.variants]
        names = {attribute_id for told in self.told for attribute_id in told}
        self._keep(names, self._agreed_attribute_ids(attributes))
        self._check_complete(names)
        self._check_distinct()
        if not self.may_change:
            self._check_known()
        self._choose()

    def _agreed_attribute_ids(self, attributes):
        """Attributes that the remote told variants apart by when both sides agreed last."""
        if not self.row.document:
            return set()
        agreed = self.row._document_class().from_json(self.row.document)
        return {attributes.known_id(value) for variant in agreed.variants for value in variant.attributes}

    def _keep(self, names, agreed):
        for line in self.lines.filtered(lambda line: line.active and line.attribute_id.id not in names):
            if line.attribute_id.id in agreed:
                continue  # the remote knew it, and has dropped it
            if len(line.value_ids) > 1 and self._are_all_bound():
                continue  # somebody has said that another Odoo attribute stands for the remote's
            if len(line.value_ids) > 1:
                raise Problem(
                    "variants_unknown_there",
                    product=self.template.display_name,
                    attribute=line.attribute_id.display_name,
                )
            self.kept[line.attribute_id.id] = line.value_ids.id

    def _are_all_bound(self):
        """Whether Odoo has no forms but those of the remote."""
        return self.may_change and self.products.filtered("active") <= self.products.browse().union(
            *self.bound.values()
        )

    def _check_complete(self, names):
        for variant, told in zip(self.document.variants, self.told, strict=True):
            missing = names - told.keys()
            if missing:
                attribute = self.row.env["product.attribute"].browse(min(missing)).name
                raise Problem("variant_incomplete", variant=variant.code or variant.id, attribute=attribute)

    def _check_distinct(self):
        seen = {}
        for variant, told in zip(self.document.variants, self.told, strict=True):
            values = frozenset(told.values())
            if values in seen:
                both = ", ".join(one.code or one.id for one in (seen[values], variant))
                raise Problem("ambiguous", field="attributes", value=name_of(variant), candidates=both)
            seen[values] = variant

    def _check_known(self):
        """A product that was Odoo's before the remote's was matched with it is not rebuilt without being asked."""
        present = {line.attribute_id.id: set(line.value_ids.ids) for line in self.lines if line.active}
        for variant, values in zip(self.document.variants, self.combinations, strict=True):
            if values.keys() != present.keys() or any(value not in present[key] for key, value in values.items()):
                raise Problem("variant_unknown", variant=name_of(variant), product=self.template.display_name)

    def _choose(self):
        claimed = {self.bound[one.id].id for one in self.document.variants if one.id in self.bound}
        free = self.products.filtered(lambda product: product.id not in claimed).sorted("active")  # active ones win
        by_values = {values_of(product): product for product in free}
        for variant, values in zip(self.document.variants, self.combinations, strict=True):
            product = self.bound.get(variant.id) or by_values.pop(frozenset(values.values()), None)
            self.chosen.append(product)
            for attribute_id, value_id in values.items():
                self.wanted.setdefault(attribute_id, {})[value_id] = True
        self._look_at_others({product.id for product in self.chosen if product})

    def known_pairs(self):
        """Return ``[(row, variant, Odoo product)]`` of those that are known, where Odoo says which forms there are."""
        by_code = {product.default_code: product for product in self.products.sorted("active")}
        if not has_forms(self.document) and len(self.products) == 1:
            return [(self.row, self.document.variants[0], self.products)]
        found = [(one, self.bound.get(one.id) or by_code.get(one.code)) for one in self.document.variants]
        return [(self.row, variant, product) for variant, product in found if product]

    def _look_at_others(self, taken):
        """Forms of Odoo's own stay; those that the remote had, and those that fit no more, are freed."""
        bound = {product.id for product in self.bound.values()}
        attributes = set(self.wanted)
        for product in self.products.filtered("active"):
            values = product.product_template_attribute_value_ids
            if product.id not in taken and (product.id in bound or set(values.attribute_id.ids) != attributes):
                self.freed |= product
            elif product.id not in taken:
                for value in values:
                    self.wanted.setdefault(value.attribute_id.id, {})[value.product_attribute_value_id.id] = True
            if product.id in bound or product in self.freed:
                self.left |= values_of(product)
        self.left -= {value_id for values in self.wanted.values() for value_id in values}


def values_of(product):
    """Return the ids of the attribute values of an Odoo product."""
    return frozenset(product.product_template_attribute_value_ids.product_attribute_value_id.ids)


def name_of(variant):
    """Return how a sentence names a variant."""
    return ", ".join(sorted(value.text for value in variant.attributes)) or variant.code or variant.id


def by_template(model, templates, *paths):
    """Return ``{template id: records}``, archived ones too, read for all templates at once.

    :param paths: what is needed of them, read with them
    """
    records = model.with_context(active_test=False).search([("product_tmpl_id", "in", templates.ids)])
    for path in paths:
        records.with_env(model.env).mapped(path)
    ids = defaultdict(list)
    for record in records:
        ids[record.product_tmpl_id.id].append(record.id)
    return defaultdict(model.browse, {id: model.browse(own) for id, own in ids.items()})
