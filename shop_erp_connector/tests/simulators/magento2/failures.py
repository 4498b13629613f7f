"""The ways in which the shop says no, word for word as recorded."""


class ApiError(Exception):
    """An answer with an error status.

    :param message: the template; ``parameters``: a list for ``%1``, a dict for ``%name``
    :param errors: further messages, each ``{"message": ..., "parameters": ...}``
    """

    def __init__(self, status, message, parameters=None, errors=None):
        super().__init__(message)
        self.status = status
        self.body = {"message": message}
        if errors:
            self.body["errors"] = errors
        if parameters:
            self.body["parameters"] = parameters


def internal(number):
    """What is masked in production: an unknown field, an error of the database."""
    return ApiError(500, f"Internal Error. Details are available in Magento log file. Report ID: webapi-{number:012x}")


def required(name):
    """A parameter of the service is missing."""
    return ApiError(400, '"%fieldName" is required. Enter and try again.', {"fieldName": name})


def no_product():
    """The SKU of an address is unknown."""
    return ApiError(404, "The product that was requested doesn't exist. Verify the product and try again.")


def no_entity():
    """The id of an order, invoice or the like is unknown."""
    return ApiError(404, "The entity that was requested doesn't exist. Verify the entity and try again.")


def no_such(field, value):
    """A category, customer or the like is unknown."""
    return ApiError(404, "No such entity with %fieldName = %fieldValue", {"fieldName": field, "fieldValue": value})


def unauthorised(resource):
    """The same for a missing token, a wrong one and a missing right."""
    return ApiError(401, "The consumer isn't authorized to access %resources.", {"resources": resource})
