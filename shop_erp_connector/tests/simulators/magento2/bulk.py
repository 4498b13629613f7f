"""Work that is done later: accepted at once, carried out by a consumer that may not run. Recordings bulk-*."""

import hashlib
import json
import re
import uuid

from .failures import ApiError, no_such
from .schema import BODIES, bound
from .web import Call, found, route, shown

OPERATIONS = "Magento_Logging::system_magento_logging_bulk_operations"

COMPLETE, FAILED, OPEN = 1, 3, 4

#: Most items of one call when the input limits are on.
LIMITED = 5000


def accept(shop, request, call):
    """Queue the items of a call; return what is answered at once.

    :raises ApiError: an item that cannot be read breaks the whole call, and nothing is queued
    """
    path, names = _placeholders(call.path)
    resource, _function, _parts = found(call.method, path)
    shop.authorise(request, resource)
    if not isinstance(call.body, list):
        raise ApiError(400, "Invalid request body")
    if shop.input_limits and len(call.body) > LIMITED:
        raise ApiError(400, 'Maximum items of type "%type" is %max', {"type": "array", "max": LIMITED})
    _check(call.body)
    number = str(uuid.UUID(hashlib.md5(f"{shop.store.number('bulk')}".encode()).hexdigest()))
    operations = [
        {"id": index, "status": OPEN, "result_message": None, "error_code": None, "method": call.method,
         "path": _filled(path, names, body), "store_id": call.store_id, "body": body}
        for index, body in enumerate(call.body)
    ]  # fmt: skip
    topic = "async.magento.catalog.api.productrepositoryinterface.save." + call.method.lower()
    shop.store.rows["bulk"][number] = {
        "bulk_id": number, "description": f"Topic {topic}", "start_time": shop.store.now, "operations": operations
    }  # fmt: skip
    items = [{"id": index, "data_hash": _hash(body), "status": "accepted"} for index, body in enumerate(call.body)]
    if shop.consumes:
        work(shop)
    return {"bulk_uuid": number, "request_items": items, "errors": False}


def work(shop):
    """Carry out what is open: what the consumer does."""
    for bulk in shop.store.rows["bulk"].values():
        for operation in bulk["operations"]:
            if operation["status"] == OPEN:
                _carry_out(shop, operation)


@route("GET", "/bulk/{}/status", OPERATIONS)
def status(shop, _call, number):
    """What became of the items of a call."""
    return _shown(_bulk(shop, number))


@route("GET", "/bulk/{}/detailed-status", OPERATIONS)
def detailed_status(shop, _call, number):
    """The same with what each item answered."""
    bulk = _bulk(shop, number)
    answer = _shown(bulk)
    for operation, details in zip(answer["operations_list"], bulk["operations"], strict=True):
        operation["serialized_data"] = json.dumps(shown(details["body"]))
        operation["result_serialized_data"] = details.get("result")
    return answer


@route("GET", "/bulk/{}/operation-status/{}", OPERATIONS)
def count(shop, _call, number, wanted):
    """How many items have a status."""
    return sum(operation["status"] == int(wanted) for operation in _bulk(shop, number)["operations"])


def _bulk(shop, number):
    if number not in shop.store.rows["bulk"]:
        raise no_such("bulkUuid", number)
    return shop.store.rows["bulk"][number]


def _shown(bulk):
    names = ("id", "status", "result_message", "error_code")
    operations = [{name: operation[name] for name in names} for operation in bulk["operations"]]
    shown_bulk = {name: bulk[name] for name in ("bulk_id", "description", "start_time")}
    return shown_bulk | {
        "operations_list": operations, "user_type": 1, "user_id": 1, "operation_count": len(operations)
    }  # fmt: skip


def _placeholders(path):
    """Turn ``/products/bySku`` into ``/products/0`` and the names whose values stand in the bodies."""
    names = [name[0].lower() + name[1:] for name in re.findall(r"/by([A-Z]\w*)", path)]
    return re.sub(r"/by[A-Z]\w*", "/0", path), names


def _filled(path, names, body):
    parts = path.split("/")
    places = [index for index, part in enumerate(parts) if part == "0"]
    for place, name in zip(places, names, strict=True):
        parts[place] = str(body[name])
    return "/".join(parts)


def _check(bodies):
    """An unknown field breaks the whole call now, a wrong value breaks its item later."""
    for body in bodies:
        known = [name for name in (body if isinstance(body, dict) else {}) if name in BODIES]
        if known:
            bound(body, *known)


def _hash(body):
    return hashlib.sha256(json.dumps(shown(body), sort_keys=True).encode()).hexdigest()


def _carry_out(shop, operation):
    call = Call(method=operation["method"], path=operation["path"], store_id=operation["store_id"],
                body=operation["body"])  # fmt: skip
    try:
        _resource, function, parts = found(call.method, call.path)
        result = function(shop, call, *parts)
    except ApiError as exc:
        message = exc.body["message"]
        for index, value in enumerate(exc.body.get("parameters") or (), 1):
            message = message.replace(f"%{index}", str(value))
        operation |= {"status": FAILED, "result_message": message, "error_code": 0}
    else:
        done = "Service execution success Magento\\Catalog\\Model\\ProductRepository\\Interceptor::save"
        operation |= {"status": COMPLETE, "result_message": done, "result": json.dumps(shown(result))}
