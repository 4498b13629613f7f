"""Pictures: what may come in, checked before it is decoded; and how they stand in a document that goes out."""

import io
from collections import namedtuple
from dataclasses import replace

from PIL import Image as Pillow

from ..remotes.documents import Image
from .problem import Problem

#: Most pixels, in millions: decoded they take four bytes each, and a worker has no more than its share of memory.
MEGAPIXELS = 32

#: What Odoo shows and Pillow decodes safely; WebP is looked at by ``webp_size``.
FORMATS = ("JPEG", "PNG", "GIF")

#: A picture of Odoo. ``key``: checksum of its bytes; ``legend``: ``{language: text}``; ``variant_ids``: the variants
#: that it shows, ``own_ids``: those of them whose own, first picture it is
Picture = namedtuple("Picture", "key name legend variant_ids own_ids")


def check(content, name, webp_size):
    """Look at a picture that comes in; of its pixels nothing is decoded before their number is known.

    :param webp_size: function that returns (width, height) of a WebP file, False when it cannot
    :raises Problem: "picture_too_large", "picture_broken"
    """
    is_webp = content[:4] == b"RIFF" and content[8:12] == b"WEBP"
    try:
        if is_webp:
            size = _whole_webp(content) and webp_size(content)
        else:
            with Pillow.open(io.BytesIO(content), formats=FORMATS) as picture:
                size = picture.size
    except Pillow.DecompressionBombError:
        raise Problem("picture_too_large", picture=name, size=f"> {MEGAPIXELS}", limit=MEGAPIXELS) from None
    except (OSError, SyntaxError, ValueError):
        size = None
    if not size:
        raise Problem("picture_broken", picture=name)
    pixels = size[0] * size[1]
    if pixels > MEGAPIXELS * 10**6:
        raise Problem("picture_too_large", picture=name, size=f"{pixels / 10**6:.0f}", limit=MEGAPIXELS)
    if not is_webp and not _is_whole(content):
        raise Problem("picture_broken", picture=name)


def _whole_webp(content):
    return len(content) >= int.from_bytes(content[4:8], "little") + 8


def _is_whole(content):
    """Odoo lets Pillow fill up what is cut off; here that is a broken picture, told by how its format ends."""
    try:
        with Pillow.open(io.BytesIO(content), formats=FORMATS) as picture:
            form = picture.format
            picture.load()
        with Pillow.open(io.BytesIO(content), formats=FORMATS) as picture:
            picture.verify()  # of PNG: the checksums of all chunks
    except (OSError, SyntaxError, ValueError, IndexError, EOFError):
        return False
    if form == "JPEG":  # inside the data these two bytes never stand together
        return content.rfind(b"\xff\xd9") > content.rfind(b"\xff\xda")
    return form != "GIF" or content.rstrip(b"\0\r\n ").endswith(b";")


def with_pictures(product, pictures, known, names):
    """Return a product that names these pictures, and those that the remote has and Odoo has no more.

    :param pictures: ``Picture``s in order
    :param known: ``{content key: ids of the remote}``
    :param names: ``{variant's database id: the remote's id of it, or its code}``
    """
    keys = {picture.key for picture in pictures}
    shown = {}
    for picture in pictures:
        for variant_id in picture.variant_ids:
            keys_of_variant = shown.setdefault(names.get(variant_id), [])
            keys_of_variant.insert(0 if variant_id in picture.own_ids else len(keys_of_variant), picture.key)
    has_forms = any(variant.attributes for variant in product.variants)
    return with_ids(
        replace(
            product,
            images=tuple(
                Image(content_key=picture.key, name=picture.name, legend=picture.legend) for picture in pictures
            ),
            variants=tuple(
                replace(variant, image_ids=tuple(shown.get(variant.id or variant.code, ())) if has_forms else ())
                for variant in product.variants
            ),
            removed_image_ids=tuple(id for key, ids in known.items() if key not in keys for id in ids),
        ),
        known,
    )


def with_ids(product, known):
    """Return a product whose pictures and variants name pictures by the remote's ids, where it has them.

    One content may be there under several ids; each of them is named.
    """
    ids = {}
    for image in product.images:
        ids.setdefault(image.content_key, []).extend([image.id] if image.id else [])
    ids = {key: tuple(own or known.get(key, ())) for key, own in ids.items()}
    images = {}
    for image in product.images:
        for id in ids[image.content_key] or ("",):
            images.setdefault((image.content_key, id), replace(image, id=id))
    return replace(
        product,
        images=tuple(images.values()),
        variants=tuple(
            replace(variant, image_ids=tuple(one for key in variant.image_ids for one in ids.get(key) or (key,)))
            for variant in product.variants
        ),
    )
