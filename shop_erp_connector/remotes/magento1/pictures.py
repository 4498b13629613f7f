"""Pictures of products, written: only those that the shop does not have yet are read and sent.

Which of the shop's files is which of the hub's pictures is told by the file's name, which begins with a piece of the
picture's SHA-256; files of other names are other people's and stay as they are. One that is there is told its legend
and its place only where they differ. Recordings image-*.
"""

import base64
import re
from dataclasses import replace

from ..errors import AuthenticationFailed, RateLimited, Rejected, RemoteError, Unavailable
from .rows import Row
from .texts import slug_of
from .wire import SYSTEM, rows_of

LIST, CREATE, UPDATE, REMOVE = (
    "catalogProductAttributeMediaList",
    "catalogProductAttributeMediaCreate",
    "catalogProductAttributeMediaUpdate",
    "catalogProductAttributeMediaRemove",
)

#: (first bytes, how the shop calls the format).
FORMATS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
)

#: Digits of the SHA-256 that stand in a file's name.
_DIGITS = 16
_OURS = re.compile(rf"/([0-9a-f]{{{_DIGITS}}})[-._]")

MAIN = ("image", "small_image", "thumbnail")


class Pictures:
    """Sends the pictures of a batch of products; what goes wrong with a picture is a warning of its product."""

    def __init__(self, shop):
        self._shop = shop

    def sent(self, products, results):
        """Return the results with the pictures' ids; products without pictures of the hub are left alone."""
        wanted = [
            index
            for index, (product, result) in enumerate(zip(products, results, strict=True))
            if not result.error and (product.removed_image_ids or any(image.content_key for image in product.images))
        ]
        views = (None, *self._shop.views.values())
        answers = self._shop.wire.each([(LIST, results[index].id, view, "id") for view in views for index in wanted])
        results = list(results)
        for place, index in enumerate(wanted):
            try:
                results[index] = self._send(products[index], results[index], answers[place :: len(wanted)])
            except (AuthenticationFailed, RateLimited, Unavailable) as exc:
                results[index] = replace(results[index], error=exc)
            except RemoteError as exc:
                results[index] = _warned(results[index], f"A picture was not taken: {exc}")
        return results

    def _send(self, product, result, answers):
        """Send the pictures of one product; ``answers`` are the shop's galleries, one per store view."""
        for answer in answers:
            if isinstance(answer, Rejected):
                raise answer
        galleries = [_by_file(answer) for answer in answers]
        files = galleries[0]
        present = {found.group(1): file for file in files if (found := _OURS.search(file))}
        ids, warnings, kept, place = {}, [], set(), 0
        for number, image in enumerate(product.images, 1):
            digits = image.content_key[:_DIGITS]
            kept.add(digits)
            path = image.id if image.id in files else present.get(digits) if digits else None
            try:
                if path:
                    place = self._placed(result.id, path, image, place, galleries[0], is_main=number == 1)
                elif image.content_key:
                    place += 1
                    path = self._create(result.id, image, place, is_main=number == 1)
                else:
                    continue
                self._translated(result.id, path, image, place, galleries[1:])
                ids |= {image.content_key: path} if image.content_key else {}
            except Rejected as exc:
                warnings.append(f"The picture {image.name or number} was not taken: {exc}")
        gone = {path for digits, path in present.items() if digits not in kept} | (
            set(product.removed_image_ids) & files.keys()
        )
        for path in sorted(gone - set(ids.values())):
            self._shop.wire.read(REMOVE, result.id, path, "id")
        return _warned(replace(result, part_ids=result.part_ids | ids), *warnings)

    def _placed(self, product_id, path, image, last, gallery, *, is_main):
        """Give a picture that is there its legend and a place behind ``last``, where it is not so; return its place."""
        row = gallery[path]
        here = int(row.amount_or_zero("position"))
        place = here if here > last else last + 1
        data = {} if here == place else {"position": str(place)}
        legend = self._legend(image)
        if legend is not None and legend != row.text("label"):
            data["label"] = legend
        if is_main and not set(MAIN) <= set(row.texts("types")):
            data["types"] = list(dict.fromkeys((*MAIN, *row.texts("types"))))
        if data:
            self._shop.wire.read(UPDATE, product_id, path, data, None, "id")
        return place

    def _translated(self, product_id, path, image, place, galleries):
        """Give a picture its legends in the store views, each with the place: there both are of one row."""
        for (language, view), gallery in zip(self._shop.views.items(), galleries, strict=True):
            row = gallery.get(path)
            held = (row.text("label"), int(row.amount_or_zero("position"))) if row else None
            if language in image.legend and (image.legend[language], place) != held:
                data = {"label": image.legend[language], "position": str(place)}
                self._shop.wire.read(UPDATE, product_id, path, data, view, "id")

    def _legend(self, image):
        """Return the default legend: in the main language, else the first; None where none is told."""
        return image.legend.get(self._shop.main_language, next(iter(image.legend.values()), None))

    def _create(self, product_id, image, position, *, is_main):
        try:
            content = self._shop.contents.read(image.content_key)
        except KeyError:
            raise Rejected("The hub has this picture no more.", system=SYSTEM, field="images") from None
        mime = next((mime for begin, mime in FORMATS if content.startswith(begin)), "")
        if not mime:
            raise Rejected("The shop takes JPEG, PNG and GIF only.", system=SYSTEM, field="images")
        stem = slug_of(image.name.rpartition(".")[0] or image.name) or "picture"
        data = {
            "file": {
                "content": base64.b64encode(content).decode(),
                "mime": mime,
                "name": f"{image.content_key[:_DIGITS]}-{stem[:60]}",
            },
            "label": self._legend(image) or "",
            "position": str(position),
            "types": list(MAIN) if is_main else [],
            "exclude": "0",
        }
        # Sent again after a lost answer it is found in the list by its name.
        return str(self._shop.wire.write(CREATE, product_id, data, None, "id"))


def _by_file(answer):
    """Return ``{path: Row}`` of a gallery."""
    rows = [Row(row, "picture") for row in rows_of(answer, LIST)]
    return {row.text("file"): row for row in rows}


def _warned(result, *sentences):
    return replace(result, warning=" ".join(filter(None, (result.warning, *sentences))))
