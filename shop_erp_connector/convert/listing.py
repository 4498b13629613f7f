"""The listing of a product in one shop: which of its texts a document carries, and what comes back from one."""

from dataclasses import replace

from .cleared import texts_here
from .texts import by_language, lines, one_line, safe_html, texts_to_send

#: Document field (and field of the listing): how the back office reads it.
READINGS = {
    "name": one_line,
    "short_description": safe_html,
    "description": safe_html,
    "slug": one_line,
    "meta_title": one_line,
    "meta_description": one_line,
    "delivery_text": one_line,
}

#: Document field: the product's own field that holds it, and how that one reads it.
PRODUCT_TEXTS = {
    "name": ("name", one_line),
    "short_description": ("description_sale", lines),
    "description": ("shop_erp_description", safe_html),
}


def with_texts(document, listing, product, base, languages):
    """Return the product document with its texts: the listing's own ones, else the product's.

    :param listing: ``{document field: {Odoo language: text}}``
    :param product: ``{field of the product: {Odoo language: text}}``
    :param base: the document on which both sides agreed last, None for none
    :param languages: ``{Odoo language: code of the remote}``, the main one first
    """
    texts = {}
    for field, reading in READINGS.items():
        sources = [(listing[field], reading)]
        if field in PRODUCT_TEXTS:
            name, product_reading = PRODUCT_TEXTS[field]
            sources.append((product[name], product_reading))
        texts[field] = texts_to_send(sources, getattr(base, field) if base else {}, languages)
    return replace(document, **texts)


def kept_texts(document, base, listing, product, languages):
    """Return what a document's texts change here: ``(texts of the listing, texts of the product)``.

    Each is ``{Odoo language: {field: text}}``. A text comes back to where it went out from, and so does that there is
    none any more; the product's main language is not among them, it is written with the product itself.

    :param base: the document on which both sides agreed last, None for none; what it said and the new one does not say
        any more is emptied
    :param listing, product: as for ``with_texts``
    :param languages: ``{Odoo code: ISO code}`` of the installed languages, the main one first
    """
    own, shared, main = {}, {}, next(iter(languages))
    for field, reading in READINGS.items():
        mine = listing[field].get(main) or ""
        for language, text in texts_here(document, base, field, languages, reading, mine).items():
            is_own = field not in PRODUCT_TEXTS or listing[field].get(language)
            if is_own and (listing[field].get(language) or "") != text:
                own.setdefault(language, {})[field] = text
        if field in PRODUCT_TEXTS:
            name, reading = PRODUCT_TEXTS[field]
            for language, text in texts_here(document, base, field, languages, reading).items():
                is_shared = language != main and not listing[field].get(language)
                if is_shared and (product[name].get(language) or "") != text and (text or field != "name"):
                    shared.setdefault(language, {})[name] = text
    return own, shared


def main_text(document, base, field, languages, reading, here=None):
    """Return what the product's own text is in the main language; "" where only other languages still have one.

    False empties all languages; a name is never emptied.

    :param here: what it is now, None where that is not asked about
    """
    main = next(iter(languages))
    if field == "name":
        return by_language(document.name, languages, reading).get(main) or False
    texts = texts_here(document, base, field, languages, reading, here)
    return texts.get(main) or ("" if any(texts.values()) else False)
