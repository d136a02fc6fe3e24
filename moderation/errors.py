"""The one error tree. Each error says what was wrong, where, with its value, and what to do.

ModerationError            500
├── RequestError           400  the request cannot be read
│   ├── UnauthorizedError  401  no valid API key
│   ├── ForbiddenError     403  a key without this scope, or another machine while there are no keys
│   ├── TooLargeError      413
│   ├── MediaTypeError     415
│   ├── InvalidFieldError  422  it can be read, but a field is wrong (with the field's path)
│   ├── LanguageError      422  the text is in a language that the model does not read
│   ├── NothingAskedError  422  the article has no proposition and no headline to take a stance on
│   ├── NotFoundError      404  nothing is stored under this id
│   └── ConflictError      409  somebody else was first
├── SettingsError          500  an environment variable has a value we cannot use
├── KeyFileError           500  the file of API keys cannot be used
├── DataError              500  a data file has a bad row (file, line, column, value)
├── FetchError             502  a public corpus cannot be downloaded, or is not the one we know
├── OutcomeError           502  Coral cannot be asked what became of a comment
├── BundleError            503  a model bundle is missing, damaged or of another format
├── StorageError           503  the database cannot be reached, or has another schema
├── PolicyError            500  the policy file has an error (file, line, field)
└── TrainingError          500  labels that no model can be fitted to
"""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path


class ModerationError(Exception):
    """Anything that this package refuses or cannot do."""

    status = HTTPStatus.INTERNAL_SERVER_ERROR
    title = "The service could not do this"


class RequestError(ModerationError):
    """A request that cannot be read."""

    status = HTTPStatus.BAD_REQUEST
    title = "The request could not be read"


class UnauthorizedError(RequestError):
    """A request without a valid API key."""

    status = HTTPStatus.UNAUTHORIZED
    title = "A valid API key is needed"


class ForbiddenError(RequestError):
    """A caller that may not do this."""

    status = HTTPStatus.FORBIDDEN
    title = "This caller may not do this"


class TooLargeError(RequestError):
    """A body or a text over its limit."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    title = "The request is too large"


class MediaTypeError(RequestError):
    """A body that says it is not JSON."""

    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
    title = "The body must be JSON"


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One wrong field: its path from the root of the body ("comment.text") and what is wrong with it."""

    path: str
    message: str


class InvalidFieldError(RequestError):
    """A body that is JSON, but not what the endpoint takes."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The request has invalid fields"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.path}: {p.message}" for p in self.problems))


class NothingAskedError(RequestError):
    """An article without a proposition or a headline that one could take a stance on."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The article asks nothing"


class NotFoundError(RequestError):
    """Something that is not stored."""

    status = HTTPStatus.NOT_FOUND
    title = "Nothing is stored under this id"


class ConflictError(RequestError):
    """A change that somebody else's has overtaken."""

    status = HTTPStatus.CONFLICT
    title = "Somebody else was first"


class LanguageError(RequestError):
    """A text in a language that the model does not read."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "The language is not supported"


class FetchError(ModerationError):
    """A public corpus that cannot be downloaded, or is not the one we know."""

    status = HTTPStatus.BAD_GATEWAY
    title = "A corpus could not be fetched"


class OutcomeError(ModerationError):
    """Coral cannot be asked what became of a comment."""

    status = HTTPStatus.BAD_GATEWAY
    title = "Coral could not be asked"


class SettingsError(ModerationError):
    """A setting with a value that cannot be used."""


class KeyFileError(ModerationError):
    """A file of API keys that cannot be read, or has no such key."""


class DataError(ModerationError):
    """A data file with something wrong in it, and the place."""

    def __init__(self, path: Path, message: str, *, line: int | None = None, column: str | None = None) -> None:
        place = str(path) + (f":{line}" if line is not None else "")
        where = f"{place}: column {column!r}" if column is not None else place
        super().__init__(f"{where}: {message}")


class BundleError(ModerationError):
    """A model bundle that cannot be served."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "No model can be served"


class StorageError(ModerationError):
    """A database that cannot be used."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "The database cannot be used"


class PolicyError(ModerationError):
    """A policy file with something wrong in it, one message for each place."""

    def __init__(self, path: Path, problems: Sequence[tuple[int | None, str]]) -> None:
        self.problems = tuple(problems)
        super().__init__(
            "\n".join(f"{path}:{line}: {text}" if line is not None else f"{path}: {text}" for line, text in problems)
        )


class TrainingError(ModerationError):
    """Labels that no model can be fitted to."""
