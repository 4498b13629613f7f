"""What the shop's people do with the catalogue: products, grids, prices, stock, sections."""

from decimal import Decimal


class Goods:
    """Operators' actions on the catalogue; mixed into the simulator."""

    def seed_goods(self, *, products=0, sections=0):
        """Make sections (a tree) and plain products with prices and stock; return the keys of the products."""
        for number in range(sections):
            parent = f"{number // 4 + 1:02d}"
            path = parent if number % 4 == 0 else f"{parent}.{number % 4:02d}"
            self.store.add("SECAO", CODIGO=f"S{number + 1}", NOMESECAO=f"Seção {number + 1}", CLASSIFICACAO=path)
        return [self.add_product(f"P{number + 1:05d}", f"Café torrado {number + 1}") for number in range(products)]

    def add_product(self, code, name, *, price="18.90", quantity="40", barcode="", **values):
        """Make a product with one price in the first table and stock in the first sector; return its key."""
        defaults = {
            "CODIGO": code,
            "NOMEPROD": name,
            "UNIDADE": "UN",
            "CODUNIDADE": "000000001",
            "FLAGINATIVO": "N",
            "CODCALCULOICMS": "000000001",
            "CSTPISSAIDA": "01",
            "CSTCOFINSSAIDA": "01",
            "ALIQPIS": Decimal("1.65"),
            "ALIQCOFINS": Decimal("7.60"),
            "PESOLIQUIDO": Decimal("0.27"),
            "PRECUSTO": Decimal("9.10"),
            "CODSEC": "000000001",
            "CODCLASSIFICACAOFISCAL": "000000001",
        }
        key = self.store.add("PRODUTO", **defaults | values)
        if price is not None:
            self.set_price(key, price)
        if quantity is not None:
            self.set_stock(key, quantity)
        if barcode:
            self.add_barcode(key, barcode)
        return key

    def add_barcode(self, product, code, *, factor=1):
        """Give a product one more code."""
        id = self.store.count("PRODUTOCODIGO") + 1
        self.store.insert(
            "PRODUTOCODIGO", {"ID": id, "CODPROD": product, "CODIGO": code, "FATORCONVERSAO": Decimal(factor)}
        )

    def add_grid(self, name, colours, sizes, **values):
        """Make a grid of colours by sizes; return ``(key of the grid, {(colour, size): key of the cell})``."""
        vertical, by_colour = self._axis("Cor", colours)
        horizontal, by_size = self._axis("Tamanho", sizes)
        grid = self.store.add("PRODUTOGRADE", CODITEMGRADEV=vertical, CODITEMGRADEH=horizontal)
        cells = {}
        for colour in colours:
            for size in sizes:
                cells[colour, size] = self.add_product(
                    f"{name[:3].upper()}{grid[-3:]}-{colour[:2]}-{size}",
                    f"{name} {colour} {size}",
                    FLAGUSAGRADE="Y",
                    CODPRODGRADE=grid,
                    CODITEMGRADEDETALHEV=by_colour[colour],
                    CODITEMGRADEDETALHEH=by_size[size],
                    **values,
                )
        return grid, cells

    def _axis(self, name, values):
        axis = self.store.add("ITEMGRADE", DESCRICAO=name)
        keys = {
            value: self.store.add(
                "ITEMGRADEDETALHE", CODITEMGRADE=axis, DESCRICAO=value, SIGLA=value[:2].upper(), POSICAO=place
            )
            for place, value in enumerate(values, 1)
        }
        return axis, keys

    def set_price(self, product, price, *, table="000000001", minimum=None):
        """Set a product's price in a table, dated today as the program does."""
        values = {"PRECO": Decimal(price), "DATAREAJUSTE": self.now().date()}
        where = {"CODPROD": product, "CODPRECO": table, "QUANTIDADEMINIMA": Decimal(minimum or 0)}
        if not self.store.update("PRODUTOPRECO", where, **values):
            self.store.add("PRODUTOPRECO", **where | values)

    def set_stock(self, product, quantity, *, sector="000000001", company=1, **values):
        """Set the quantity that lies in a sector."""
        where = {"CODEMPRESA": company, "CODPROD": product, "CODSETORESTOQUE": sector}
        values = {"ESTATU": Decimal(quantity)} | values
        if not self.store.update("PRODUTOESTOQUE", where, **values):
            self.store.insert("PRODUTOESTOQUE", where | values)

    def deactivate(self, product):
        """Take a product out of sale."""
        self.store.update("PRODUTO", {"CODPROD": product}, FLAGINATIVO="Y")

    def edit(self, table, where, **values):
        """Change any row."""
        self.store.update(table, where, **values)
