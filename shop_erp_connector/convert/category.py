"""Category ⇄ product.category values and the texts of its binding.

Odoo's category has one name in one language. It is the main language's; the other languages' names, and all other
texts, belong to the binding. A name in the main language that a person gives the binding is said there only.
"""

from ..remotes.documents import CATEGORIES, TEXT, Category
from .cleared import texts_here
from .problem import Problem
from .texts import first_text, one_line, safe_html, texts_to_send

#: The field group that each value of ``category_vals`` belongs to.
CATEGORY_FIELD_GROUPS = {"name": TEXT, "parent_id": CATEGORIES}

#: Document field (and field of the binding): how the back office reads it.
CATEGORY_READINGS = {
    "name": one_line,
    "description": safe_html,
    "slug": one_line,
    "meta_title": one_line,
    "meta_description": one_line,
}


def category_vals(category, known, *, parent_id):
    """Return product.category values.

    :raises Problem: "name_missing"
    """
    name = one_line(first_text(category.name, known.languages))
    if not name:
        raise Problem("name_missing", record=category.id)
    return {"name": name, "parent_id": parent_id or False}


def category_of(name, own, base, languages, *, id="", parent_id="", position=0, code=""):
    """Return the ``Category`` of a product.category record.

    What the remote alone knows (whether it is shown) goes back as it was.

    :param name: Odoo's name
    :param own: ``{document field: {Odoo language: text}}`` of the binding
    :param base: the document on which both sides agreed last, None for none
    :param languages: ``{Odoo language: code of the remote}``, the main one first
    :param code: what names it there until both sides agreed on something else
    """
    texts = {}
    for field, reading in CATEGORY_READINGS.items():
        sources = [(own[field], reading)]
        if field == "name":
            sources.append(({next(iter(languages)): name or ""}, reading))
        texts[field] = texts_to_send(sources, getattr(base, field) if base else {}, languages)
    return Category(
        id=id,
        parent_id=parent_id,
        code=base.code if base else code,
        active=base.active if base else True,
        image=base.image if base else None,
        position=position,
        **texts,
    )


def kept_category_texts(category, base, own, languages):
    """Return ``{Odoo language: {field: text}}`` that a document changes on the binding.

    :param own, base: as for ``category_of``
    :param languages: ``{Odoo code: ISO code}`` of the installed languages, the main one first
    """
    kept, main = {}, next(iter(languages))
    for field, reading in CATEGORY_READINGS.items():
        mine = None if field == "name" else own[field].get(main) or ""
        for language, text in texts_here(category, base, field, languages, reading, mine).items():
            is_odoos = field == "name" and language == main and not own[field].get(main)
            if not is_odoos and (own[field].get(language) or "") != text:
                kept.setdefault(language, {})[field] = text
    if any("name" in texts for texts in kept.values()) and not own["name"]:
        kept.setdefault(main, {}).setdefault("name", "")  # else Odoo would take a translation for the main text
    return kept
