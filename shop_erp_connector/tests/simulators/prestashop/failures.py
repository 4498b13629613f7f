"""How the webservice says no."""


class ApiError(Exception):
    """An answer with an error document.

    :param status: of HTTP
    :param code, message: of the first error
    :param more: further pairs of (code, message)
    """

    def __init__(self, status, code, message, *more):
        super().__init__(message)
        self.status = status
        self.errors = [(code, message), *more]


class Died(Exception):
    """The shop stopped in the middle: status 500 with a plain text, often an empty one."""

    def __init__(self, text=""):
        super().__init__(text)
        self.text = text


def unable_to_save(*before):
    """Return the error 46 behind errors that say why."""
    pairs = [*before, (46, "Unable to save resource")]
    return ApiError(500, *pairs[0], *pairs[1:])
