"""Pictures of products, written: only those that the shop does not have yet are read and sent.

Which of the shop's files is which of the hub's pictures is told by the file's name, which begins with a piece of the
picture's SHA-256; files of other names are other people's and stay as they are. Recordings image-*.
"""

import base64
import re
from dataclasses import replace

from ..errors import AuthenticationFailed, RateLimited, Rejected, RemoteError, Unavailable
from .texts import slug_of
from .wire import SYSTEM, rows_of

LIST, CREATE, REMOVE = (
    "catalogProductAttributeMediaList",
    "catalogProductAttributeMediaCreate",
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
        answers = self._shop.wire.each([(LIST, results[index].id, None, "id") for index in wanted])
        results = list(results)
        for index, answer in zip(wanted, answers, strict=True):
            try:
                if isinstance(answer, Rejected):
                    raise answer
                results[index] = self._send(products[index], results[index], rows_of(answer, LIST))
            except (AuthenticationFailed, RateLimited, Unavailable) as exc:
                results[index] = replace(results[index], error=exc)
            except RemoteError as exc:
                results[index] = replace(results[index], warning=f"A picture was not taken: {exc}")
        return results

    def _send(self, product, result, rows):
        files = {str(row.get("file") or "") for row in rows}
        present = {found.group(1): file for file in files if (found := _OURS.search(file))}
        ids, warnings, kept = {}, [], set()
        for position, image in enumerate(product.images, 1):
            digits = image.content_key[:_DIGITS]
            kept.add(digits)
            try:
                if image.content_key:
                    path = image.id if image.id in files else present.get(digits)
                    ids[image.content_key] = path or self._create(result.id, image, position)
            except Rejected as exc:
                warnings.append(f"The picture {image.name or position} was not taken: {exc}")
        gone = {path for digits, path in present.items() if digits not in kept} | (
            set(product.removed_image_ids) & files
        )
        for path in sorted(gone - set(ids.values())):
            self._shop.wire.read(REMOVE, result.id, path, "id")
        return replace(result, part_ids=result.part_ids | ids, warning=" ".join(warnings))

    def _create(self, product_id, image, position):
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
            "label": next(iter(image.legend.values()), ""),
            "position": str(position),
            "types": list(MAIN) if position == 1 else [],
            "exclude": "0",
        }
        # Sent again after a lost answer it is found in the list by its name.
        return str(self._shop.wire.write(CREATE, product_id, data, None, "id"))
