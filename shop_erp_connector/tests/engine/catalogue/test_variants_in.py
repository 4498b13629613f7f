"""Combinations that come in: only those that the remote has are made; they change, go and come back."""

from dataclasses import replace

from odoo.tests import tagged

from ....remotes.documents import Variant
from ... import make
from .variant_case import GRID, PLAIN, VariantCase, shirt, values, variant


@tagged("post_install", "-at_install")
class TestCombinations(VariantCase):
    def test_only_the_combinations_of_the_remote_are_made(self):
        row = self.take(GRID)
        self.assertEqual(
            self.forms(row), {"C1": ("red S", True, 0.0), "C2": ("red L", True, 2.0), "C3": ("blue S", True, 0.5)}
        )
        self.assertEqual(self.bound(row), {"300-1": ("C1", "done"), "300-2": ("C2", "done"), "300-3": ("C3", "done")})
        self.assertEqual(row.odoo_id.attribute_line_ids.attribute_id.mapped("name"), ["Colour", "Size"])

    def test_what_a_variant_has_of_its_own(self):
        one = variant(1, Size="S", barcode="5601234000017", weight=make.dec("0.2"), cost=make.dec("4.10"))
        row = self.take(shirt(one, variant(2, Size="L"), weight=make.dec("0.5"), cost=make.dec("3")))
        self.assertRecordValues(
            self.product(row, "C1") | self.product(row, "C2"),
            [
                {"barcode": "5601234000017", "weight": 0.2, "standard_price": 4.1},
                {"barcode": False, "weight": 0.5, "standard_price": 3.0},
            ],
        )

    def test_the_suppliers_code_is_at_the_vendor_else_beside_the_variant(self):
        document = shirt(variant(1, Size="S", supplier_code="V-S"), variant(2, Size="L", supplier_code="V-L"))
        row = self.take(document)
        self.assertEqual(row.variant_ids.sorted("external_id").mapped("supplier_code"), ["V-S", "V-L"])
        vendor = self.env["res.partner"].create({"name": "Maker"})
        small = self.product(row, "C1")
        info = self.env["product.supplierinfo"].create(
            {"partner_id": vendor.id, "product_tmpl_id": row.odoo_id.id, "product_id": small.id}
        )
        self.take(replace(document, weight=make.dec(2)))
        self.assertEqual(info.product_code, "V-S")

    def test_a_combination_is_added_and_another_one_taken_away(self):
        row = self.take(GRID)
        self.take(replace(GRID, variants=(GRID.variants[0], GRID.variants[2], variant(4, Colour="green", Size="S"))))
        self.assertEqual(
            {code: is_active for code, (_values, is_active, _extra) in self.forms(row).items()},
            {"C1": True, "C2": False, "C3": True, "C4": True},
        )
        self.assertEqual(self.bound(row)["300-2"], ("C2", "gone"))
        line = row.odoo_id.attribute_line_ids.filtered(lambda line: line.attribute_id.name == "Size")
        self.assertEqual(line.value_ids.mapped("name"), ["S"], "Odoo would wake the archived L")

    def test_what_was_taken_away_comes_back_as_the_same_product(self):
        row = self.take(GRID)
        large = self.product(row, "C2")
        self.take(self.without(GRID, 2))
        self.take(GRID)
        self.assertEqual((self.product(row, "C2"), large.active), (large, True))
        self.assertEqual(self.bound(row)["300-2"], ("C2", "done"))

    def test_a_variant_that_is_not_sold_is_archived_and_stays_bound(self):
        row = self.take(replace(GRID, variants=(*GRID.variants[:2], replace(GRID.variants[2], active=False))))
        self.assertEqual(self.forms(row)["C3"], ("blue S", False, 0.5))
        self.assertEqual(self.bound(row)["300-3"], ("C3", "done"))

    def test_a_variant_whose_values_change_stays_the_same_product(self):
        row = self.take(GRID)
        products = self.product(row, "C1"), self.product(row, "C3")
        changed = (variant(1, Colour="blue", Size="S"), GRID.variants[1], variant(3, Colour="red", Size="S"))
        self.take(replace(GRID, variants=changed))
        forms = self.forms(row)
        self.assertEqual((forms["C1"][0], forms["C3"][0]), ("blue S", "red S"))
        self.assertEqual((self.product(row, "C1"), self.product(row, "C3")), products)
        self.assertTrue(all(product.active for product in products[0] | products[1]))

    def test_a_plain_product_becomes_one_with_variants_and_plain_again(self):
        row = self.take(PLAIN)
        plain = row.odoo_id.product_variant_id
        self.take(GRID)
        self.assertFalse(plain.active)
        self.assertEqual(sorted(row.odoo_id.product_variant_ids.mapped("default_code")), ["C1", "C2", "C3"])
        self.assertEqual(self.bound(row)["300-0"], ("SHIRT", "gone"))
        self.take(PLAIN)
        self.assertEqual((row.odoo_id.product_variant_ids, row.odoo_id.default_code), (plain, "SHIRT"))
        self.assertFalse(row.odoo_id.attribute_line_ids)
        self.take(GRID)
        self.assertEqual(sorted(row.odoo_id.product_variant_ids.mapped("default_code")), ["C1", "C2", "C3"])
        self.assertEqual(len(row.odoo_id.with_context(active_test=False).product_variant_ids), 4)

    def test_an_attribute_is_added_to_all(self):
        row = self.take(GRID)
        products = row.odoo_id.product_variant_ids
        more = [replace(one, attributes=(*one.attributes, *values(Fabric="linen"))) for one in GRID.variants]
        self.take(replace(GRID, variants=tuple(more)))
        self.assertEqual(row.odoo_id.product_variant_ids, products)
        self.assertEqual(self.forms(row)["C1"][0], "red S linen")
        self.take(GRID)
        self.assertEqual(self.forms(row)["C1"][0], "red S")

    def test_a_product_that_sleeps_wakes_with_its_combinations_only(self):
        row = self.take(replace(GRID, active=False))
        self.assertEqual(len(row.odoo_id.with_context(active_test=False).product_variant_ids), 3)
        self.take(GRID)
        self.assertTrue(row.odoo_id.active)
        self.assertEqual(len(row.odoo_id.product_variant_ids), 3)

    def test_a_thousand_possible_combinations_are_no_limit(self):
        colours = [
            replace(one, value=f"c{number}", value_id=f"c{number}")
            for number, one in enumerate(values(Colour="red") * 40)
        ]
        sizes = [
            replace(one, value=f"s{number}", value_id=f"s{number}") for number, one in enumerate(values(Size="S") * 40)
        ]
        diagonal = [
            Variant(id=f"300-{number}", code=f"C{number}", attributes=pair)
            for number, pair in enumerate(zip(colours, sizes, strict=True))
        ]
        row = self.take(shirt(*diagonal))
        self.assertEqual(len(row.odoo_id.product_variant_ids), 40)

    def test_a_variant_without_one_of_the_attributes_is_held(self):
        row = self.held(shirt(variant(1, Colour="red", Size="S"), variant(2, Colour="blue")))
        self.assertEqual(row.reason_code, "variant_incomplete")
        self.assertIn("C2", row.reason)
        self.assertIn("Size", row.reason)

    def test_reading_the_same_again_changes_nothing(self):
        row = self.take(GRID)
        products = row.odoo_id.product_variant_ids
        stamp = "2020-01-01 00:00:00"
        self.env.flush_all()
        self.env.cr.execute("UPDATE product_product SET write_date = %s WHERE id = ANY(%s)", [stamp, products.ids])
        self.env.invalidate_all()
        row.write({"pending_document": row.document, "pending_digest": row.digest, "state": "pending"})
        self.apply(row)
        self.assertEqual(row.state, "done", row.reason)
        columns = self.env["product.product"].search_count([("id", "in", products.ids), ("active", "=", True)])
        self.assertEqual((row.odoo_id.product_variant_ids, columns), (products, 3))


@tagged("post_install", "-at_install")
class TestOdoosOwn(VariantCase):
    def make_shirt(self, *sizes, **vals):
        size = self.env["product.attribute"].create(
            {"name": "Size", "value_ids": [(0, 0, {"name": name}) for name in sizes]} | vals
        )
        template = self.env["product.template"].create(
            {
                "name": "Shirt",
                "attribute_line_ids": [(0, 0, {"attribute_id": size.id, "value_ids": [(6, 0, size.value_ids.ids)]})],
            }
        )
        for product in template.product_variant_ids:
            product.default_code = f"ODOO-{product.product_template_attribute_value_ids.name}"
        return template

    def meet(self, template, document):
        """A person has said which Odoo product the remote's is."""
        row = self.env["shop_erp.binding.product"].create(
            {"backend_id": self.backend.id, "external_id": document.id, "odoo_id": template.id, "state": "pending"}
        )
        row.write({"pending_document": document.to_json(), "pending_digest": document.digest()})
        self.apply(row)
        return row

    def test_an_odoo_variant_that_the_remote_never_had_stays(self):
        template = self.make_shirt("S", "M", "L")
        row = self.meet(template, shirt(variant(1, Size="S"), variant(2, Size="L")))
        self.assertEqual(row.state, "done", row.reason)
        self.assertEqual(sorted(template.product_variant_ids.mapped("default_code")), ["C1", "C2", "ODOO-M"])

    def test_a_value_that_all_forms_share_in_odoo_is_kept(self):
        template = self.make_shirt("S", "L")
        fabric = self.env["product.attribute"].create({"name": "Fabric", "value_ids": [(0, 0, {"name": "wool"})]})
        template.attribute_line_ids = [(0, 0, {"attribute_id": fabric.id, "value_ids": [(6, 0, fabric.value_ids.ids)]})]
        row = self.meet(template, shirt(variant(1, Size="S"), variant(2, Size="L")))
        self.assertEqual(row.state, "done", row.reason)
        self.take(shirt(variant(1, Size="S"), variant(2, Size="L"), weight=make.dec(2)))
        self.assertEqual({text for text, _active, _extra in self.forms(row).values()}, {"S wool", "L wool"})

    def test_odoos_variants_that_the_remote_cannot_tell_apart_are_a_question(self):
        row = self.meet(self.make_shirt("S", "L"), PLAIN)
        self.assertEqual((row.state, row.reason_code), ("held", "variants_unknown_there"))
        self.assertIn("Size", row.reason)

    def test_a_combination_that_odoo_excludes_is_held(self):
        row = self.take(GRID)
        values_here = row.odoo_id.attribute_line_ids.product_template_value_ids
        blue, large = (values_here.filtered(lambda value, name=name: value.name == name) for name in ("blue", "L"))
        self.env["product.template.attribute.exclusion"].create(
            {
                "product_template_attribute_value_id": blue.id,
                "product_tmpl_id": row.odoo_id.id,
                "value_ids": [(6, 0, large.ids)],
            }
        )
        more = (*GRID.variants, variant(4, Colour="blue", Size="L"))
        row = self.held(replace(GRID, variants=more))
        self.assertEqual(row.reason_code, "variant_excluded")

    def test_an_attribute_that_makes_no_variants_is_a_question(self):
        self.env["product.attribute"].create({"name": "Size", "create_variant": "no_variant"})
        row = self.held(shirt(variant(1, Size="S"), variant(2, Size="L")))
        self.assertEqual(row.reason_code, "attribute_no_variant")

    def test_dynamic_attributes_get_the_combinations_of_the_remote(self):
        self.env["product.attribute"].create({"name": "Size", "create_variant": "dynamic"})
        row = self.take(GRID)
        self.assertEqual(len(row.odoo_id.product_variant_ids), 3)
        self.assertTrue(row.odoo_id.has_dynamic_attributes())


@tagged("post_install", "-at_install")
class TestAttributeNames(VariantCase):
    def attributes(self, name):
        return self.env["product.attribute"].search([("name", "=ilike", name)])

    def test_attributes_and_values_are_found_by_name_whatever_the_case(self):
        own = self.env["product.attribute"].create(
            {"name": "COLOUR", "value_ids": [(0, 0, {"name": "Red"}), (0, 0, {"name": "Blue"})]}
        )
        row = self.take(shirt(variant(1, Colour="red"), variant(2, Colour="blue")))
        self.assertEqual(row.odoo_id.attribute_line_ids.attribute_id, own)
        self.assertEqual(own.value_ids.mapped("name"), ["Red", "Blue"])

    def renamed(self, document, name, value):
        return replace(
            document,
            variants=tuple(
                replace(
                    one,
                    attributes=tuple(
                        replace(told, attribute=name, value=value if told.value == "red" else told.value)
                        for told in one.attributes
                    ),
                )
                for one in document.variants
            ),
        )

    def test_what_is_renamed_there_makes_no_second_one(self):
        document = shirt(variant(1, Colour="red"), variant(2, Colour="blue"))
        row = self.take(document)
        products = row.odoo_id.product_variant_ids
        self.take(self.renamed(document, "Tint", "crimson"))
        self.assertEqual((row.odoo_id.product_variant_ids, len(self.attributes("Tint"))), (products, 0))
        entry = self.env["shop_erp.attribute"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual((entry.name, entry.attribute_id.name), ("Tint", "Colour"))
        self.assertIn("crimson", entry.value_ids.mapped("name"))

    def test_what_is_renamed_in_odoo_is_found_again(self):
        document = shirt(variant(1, Colour="red"), variant(2, Colour="blue"))
        row = self.take(document)
        products = row.odoo_id.product_variant_ids
        row.odoo_id.attribute_line_ids.attribute_id.name = "Farbe"
        self.take(replace(document, weight=make.dec(2)))
        self.assertEqual((row.odoo_id.product_variant_ids, len(self.attributes("Colour"))), (products, 0))

    def test_two_odoo_attributes_of_one_name_are_a_question(self):
        self.env["product.attribute"].create([{"name": "Colour"}, {"name": "Colour"}])
        row = self.held(shirt(variant(1, Colour="red"), variant(2, Colour="blue")))
        self.assertEqual(row.reason_code, "ambiguous")

    def test_values_that_differ_by_case_only_stay_two(self):
        document = shirt(variant(1, Size="S"), variant(2, Size="L"))
        small = replace(document.variants[1], attributes=(replace(values(Size="L")[0], value="s"),))
        row = self.take(replace(document, variants=(document.variants[0], small)))
        self.assertEqual(sorted(row.odoo_id.attribute_line_ids.value_ids.mapped("name")), ["S", "s"])

    def test_a_person_may_choose_another_attribute(self):
        row = self.take(shirt(variant(1, Colour="red"), variant(2, Colour="blue")))
        entry = self.env["shop_erp.attribute"].search([("backend_id", "=", self.backend.id)])
        entry.attribute_id = self.env["product.attribute"].create({"name": "Farbe"})
        self.assertFalse(entry.value_ids)
        self.take(shirt(variant(1, Colour="red"), variant(2, Colour="blue"), weight=make.dec(3)))
        self.assertEqual(row.odoo_id.attribute_line_ids.attribute_id.mapped("name"), ["Farbe"])


@tagged("post_install", "-at_install")
class TestExtras(VariantCase):
    def grid(self, *extras, **fields):
        places = [("red", "S"), ("red", "L"), ("blue", "S"), ("blue", "L")]
        return shirt(
            *(
                variant(number, extra, Colour=colour, Size=size)
                for number, ((colour, size), extra) in enumerate(zip(places, extras, strict=True), 1)
            ),
            **fields,
        )

    def prices(self, row):
        return [self.product(row, f"C{number}").lst_price for number in (1, 2, 3, 4)]

    def shares(self, row):
        values_here = row.odoo_id.attribute_line_ids.product_template_value_ids
        return {value.name: value.price_extra for value in values_here}

    def test_extras_are_shared_out_on_the_values(self):
        row = self.take(self.grid("0", "2", "-1", "1"))
        self.assertEqual(self.shares(row), {"red": 0, "S": 0, "blue": -1, "L": 2})
        self.assertEqual(self.prices(row), [10, 12, 9, 11])

    def test_extras_that_do_not_add_up_are_right_all_the_same(self):
        row = self.take(self.grid("0", "2", "1", "9"))
        self.assertEqual(self.shares(row), {"red": 0, "S": 0, "blue": 0, "L": 0})
        self.assertEqual(self.prices(row), [10, 12, 11, 19])
        pricelist = self.env["product.pricelist"].create({"name": "All"})
        large = self.product(row, "C4")
        self.assertEqual(pricelist._get_product_price(large, 1.0), 19)
        self.take(self.grid("0", "2", "1", "3"))
        self.assertEqual(self.shares(row), {"red": 0, "S": 0, "blue": 1, "L": 2})
        self.assertEqual(self.prices(row), [10, 12, 11, 13])
        self.assertFalse(any(row.odoo_id.product_variant_ids.mapped("shop_erp_price_extra")))

    def test_a_persons_own_shares_stay_while_they_are_right(self):
        row = self.take(self.grid("1", "2", "1", "2"))
        lines = row.odoo_id.attribute_line_ids
        for name, extra in (("red", 1), ("blue", 1), ("S", 0), ("L", 1)):
            lines.product_template_value_ids.filtered(lambda value, name=name: value.name == name).price_extra = extra
        self.take(self.grid("1", "2", "1", "2", weight=make.dec(2)))
        self.assertEqual(self.shares(row), {"red": 1, "S": 0, "blue": 1, "L": 1})

    def test_extras_are_kept_in_the_tax_basis_of_the_product_in_odoo(self):
        included = self.tax15.copy({"name": "Included", "price_include_override": "tax_included"})
        self.map("tax", "t15i", rate=make.dec(15), tax_id=included.id)
        row = self.take(self.grid("0", "2", "0", "2", tax_ids=("t15i",)))
        self.assertEqual(self.prices(row), [11.5, 13.8, 11.5, 13.8])


@tagged("post_install", "-at_install")
class TestPages(VariantCase):
    def page(self, first, count, more=""):
        documents = []
        for number in range(first, first + count):
            variants = tuple(
                replace(one, id=f"{number}-{one.id}", code=f"{number}-{one.code}{more}") for one in GRID.variants
            )
            documents.append(make.product(str(number), name={"en": f"Shirt {number}"}, variants=variants))
        return documents

    def counted(self, first, count, more):
        rows = self.receive("product", *self.page(first, count))
        self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("reason"))
        for row, document in zip(rows, self.page(first, count, more), strict=True):
            row.write({"pending_document": document.to_json(), "pending_digest": document.digest(), "state": "pending"})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.apply(rows)
        self.env.flush_all()
        self.assertEqual(set(rows.mapped("state")), {"done"}, rows.mapped("reason"))
        return self.env.cr.sql_log_count - before

    def test_a_known_page_is_compared_with_the_same_statements_whatever_its_size(self):
        few, many = self.counted(1000, 5, ""), self.counted(2000, 45, "")
        self.assertLess((many - few) / 40, 0.2, (few, many))

    def test_changed_codes_are_written_together(self):
        few, many = self.counted(3000, 5, "B"), self.counted(4000, 45, "B")
        self.assertLess((many - few) / 40, 1, (few, many))


@tagged("post_install", "-at_install")
class TestOwnership(VariantCase):
    """Products go both ways; a document says other codes, weights, extras and forms than Odoo has."""

    def received(self, owner):
        self.take(GRID)
        for direction in ("in", "out"):
            self.backend.with_context(active_test=False).flow_ids.filtered(
                lambda flow, direction=direction: (flow.kind, flow.direction) == ("product", direction)
            ).active = True
        self.backend.ownership_ids.filtered(lambda line: line.kind == "product").owner = owner
        changed = replace(GRID.variants[0], code="NEW", weight=make.dec(7), price_extra=make.dec(5))
        return self.take(replace(GRID, variants=(changed, variant(9, Colour="green", Size="S"))))

    def test_odoo_keeps_what_it_owns(self):
        row = self.received("odoo")
        self.assertEqual(
            self.forms(row), {"C1": ("red S", True, 0.0), "C2": ("red L", True, 2.0), "C3": ("blue S", True, 0.5)}
        )
        self.assertEqual(self.bound(row)["300-1"], ("C1", "done"))
        self.assertFalse(self.env["product.attribute.value"].search([("name", "=", "green")]))

    def test_the_remote_has_its_way_with_what_it_owns(self):
        row = self.received("remote")
        self.assertEqual(
            {code: form[1] for code, form in self.forms(row).items()},
            {"NEW": True, "C2": False, "C3": False, "C9": True},
        )
        self.assertEqual(self.product(row, "NEW").price_extra, 5)
