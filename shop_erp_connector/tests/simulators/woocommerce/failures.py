"""The ways in which WordPress says no."""


class ApiError(Exception):
    """An answer that is an error.

    :param data: by default the status; some errors of refunds carry a bare number, and WordPress answers 500 for them
    """

    def __init__(self, status, code, message, **data):
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.data = {"status": status, **data}
        #: The methods of the route, for those who have got that far.
        self.allowed = ""

    @classmethod
    def bare(cls, number, code, message):
        """An error whose data is a number: WordPress does not find the status in it and answers 500."""
        error = cls(500, code, message)
        error.data = number
        return error

    @property
    def content(self):
        """Return the error as it is told."""
        return {"code": self.code, "message": self.message, "data": self.data}


def invalid_param(name, code, message, data=None):
    """Return the error of a parameter that its schema refuses."""
    detail = {"code": code, "message": message, "data": data}
    text = f"Invalid parameter(s): {name}"
    return ApiError(400, "rest_invalid_param", text, params={name: message}, details={name: detail})


def missing_param(*names):
    """Return the error of parameters that must be there."""
    text = f"Missing parameter(s): {', '.join(names)}"
    return ApiError(400, "rest_missing_callback_param", text, params=list(names))


def invalid_id(prefix, status):
    """Return the error of an id that does not exist: 404 when it is read, 400 when it is written."""
    return ApiError(status, f"{prefix}_invalid_id", "Invalid ID.")
