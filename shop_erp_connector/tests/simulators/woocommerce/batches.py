"""Many records in one call: up to 100, each with its own result, nothing checked by the schema.

Recordings batch, batch-101, batch-mixed-errors, customers-batch, orders-batch, variations-batch-*.
"""

from .failures import ApiError

LIMIT = 100


def run(call, create, update, delete, show):
    """Work off a batch in the order create, update, delete; return what became of each.

    :param create: takes values, returns a row; :param update: takes (id, values); :param delete: takes an id
    :param show: takes a row
    """
    groups = {
        name: call.values[name] for name in ("create", "update", "delete") if isinstance(call.values.get(name), list)
    }
    if sum(len(group) for group in groups.values()) > LIMIT:
        message = f"Unable to accept more than {LIMIT} items for this request."
        raise ApiError(413, "woocommerce_rest_request_entity_too_large", message)
    # A batch's answer is no record: _fields leaves nothing of it (dossier section 2).
    answer = {}
    if "create" in groups:
        answer["create"] = [_result(0, show, create, values) for values in groups["create"]]
    if "update" in groups:
        answer["update"] = [
            _result(values.get("id"), show, update, values.get("id"), values) for values in groups["update"]
        ]
    if "delete" in groups:
        answer["delete"] = [_result(id, dict, delete, id) for id in groups["delete"]]
    return answer or []


def _result(id, show, work, *arguments):
    try:
        return show(work(*arguments))
    except ApiError as error:
        return {"id": id, "error": error.content}
