"""The one Settings object: read once from the environment, frozen, passed down."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from moderation.errors import SettingsError

PREFIX = "MODERATION_"

#: Where training writes, and the bundle that comes with the package.
TRAINED = Path("models/current")
PRETRAINED = Path(__file__).parent / "models" / "pretrained"


def _setting(default: Any, parse: Callable[[str], Any], help_text: str) -> Any:
    return field(default=default, metadata={"parse": parse, "help": help_text})


def _whole_number(minimum: int) -> Callable[[str], int]:
    def parse(value: str) -> int:
        number = int(value)
        if number < minimum:
            raise ValueError(f"must be {minimum} or more")
        return number

    return parse


def _words(*allowed: str) -> Callable[[str], tuple[str, ...]]:
    """Parse a list separated by commas; with `allowed`, of these words alone."""

    def parse(value: str) -> tuple[str, ...]:
        words = tuple(word.strip() for word in value.split(",") if word.strip())
        if wrong := [word for word in words if allowed and word not in allowed]:
            raise ValueError(f"{wrong[0]!r} is none of {', '.join(allowed)}")
        return words

    return parse


def _one_of(*allowed: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return value

    return parse


def _origins(value: str) -> tuple[str, ...]:
    origins = tuple(part.strip().rstrip("/") for part in value.split(",") if part.strip())
    for origin in origins:
        if not origin.startswith(("https://", "http://")) or origin.count("/") != 2:
            raise ValueError(f"{origin!r} is no origin: write https://news.example")
    return origins


@dataclass(frozen=True, slots=True)
class Settings:
    """What a deployment can set, each by an environment variable `MODERATION_<NAME>`.

    >>> Settings.from_environment({"MODERATION_MINIMUM_LENGTH": "30"}).minimum_length
    30
    """

    model: Path | None = _setting(
        None, Path, "Folder of the model bundle to serve; default `models/current`, else the pretrained one."
    )
    semantic: Path | None = _setting(
        None,
        Path,
        "Folder of the stronger, slower scorers of stance and relevance (`moderation semantic fit`).",
    )
    data: Path = _setting(Path("data"), Path, "Folder of the labelled comments to train on.")
    corpora: Path | None = _setting(
        None, Path, "Folder of public corpora for training and benchmarks; none by default."
    )
    minimum_length: int = _setting(
        50,
        _whole_number(0),
        "Characters a comment needs, as a reader would count them; 0 switches it off.",
    )
    maximum_bytes: int = _setting(
        20_480,
        _whole_number(1),
        "Largest comment text in UTF-8 bytes; a larger one is refused with 413.",
    )
    database: str | None = _setting(
        None, str, "Where comments are stored: a SQLite file or a postgresql:// URL; nothing is stored by default."
    )
    retention_days: int = _setting(
        0, _whole_number(0), "Days after which a stored comment is erased; 0 keeps comments for good."
    )
    policy: Path | None = _setting(None, Path, "Policy file; default is the one in the package.")
    secret_key: str | None = _setting(
        None, str, "Key that signs the desk's sessions, 32 characters or more; default is the one in the key file."
    )
    secret_file: Path = _setting(
        Path("data/secret.key"), Path, "File with that key, made with mode 0600 where it is missing."
    )
    form_origins: tuple[str, ...] = _setting(
        (), _origins, "Origins whose pages may use the comment form, such as `https://news.example`, with commas."
    )
    host: str = _setting("127.0.0.1", str, "Address to listen on.")
    port: int = _setting(8000, _whole_number(1), "Port to listen on.")
    workers: int = _setting(2, _whole_number(1), "Server processes; one a core is best.")

    public_url: str = _setting(
        "", str, "The address under which callers reach the service; named in the discovery document."
    )
    keys: Path = _setting(Path("keys.json"), Path, "File of the hashed API keys; see `moderation key`.")
    languages: tuple[str, ...] = _setting(
        ("en",), _words(), "Languages the model reads, ISO 639-1; the first is what doubtful text is taken for."
    )
    unsupported_language: str = _setting(
        "error",
        _one_of("error", "score_anyway", "omit"),
        "What `comments:analyze` does with another language.",
    )
    unavailable_attribute: str = _setting(
        "omit", _one_of("error", "omit"), "What `comments:analyze` does with an attribute without a head."
    )
    composites: str = _setting("", str, "Composite attributes: `NAME = max(TOXICITY/0.9, INSULT/0.8)`, `;` between.")
    cors_origins: tuple[str, ...] = _setting(
        (), _words(), "Origins whose pages may call the Perspective endpoints from a browser; none by default."
    )
    queries_per_minute: int = _setting(
        0, _whole_number(0), "Requests a minute that each key may send to the Perspective endpoints; 0 is no limit."
    )
    feedback: Path = _setting(
        Path("feedback.jsonl"), Path, "File that suggested scores are appended to while there is no database."
    )

    coral_secrets: tuple[str, ...] = _setting(
        (), _words(), "Signing secrets of Coral's phase and webhooks; several while one is rotated."
    )
    coral_statuses: str = _setting(
        "", str, "Coral's status for each action and for `unscored`: `hold=PREMOD, unscored=pass`."
    )
    coral_format: str = _setting("html", _one_of("html", "plain"), "Format of comments that is set in Coral's phase.")
    coral_url: str = _setting("", str, "Address of Coral, where outcomes of comments are asked for.")
    coral_token: str = _setting("", str, "Personal access token of a moderator in Coral, to ask for outcomes.")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read every `MODERATION_*` variable.

        Raises `SettingsError` for a value that cannot be used and for a name that is no setting.
        """
        environment = os.environ if environment is None else environment
        known = {PREFIX + f.name.upper(): f for f in fields(cls)}
        values: dict[str, Any] = {}
        for name, raw in environment.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                raise SettingsError(f"{name} is no setting; known are {', '.join(sorted(known))}")
            setting = known[name]
            try:
                values[setting.name] = setting.metadata["parse"](raw)
            except ValueError as error:
                raise SettingsError(f"{name}={raw!r} cannot be used: {error}") from error
        return cls(**values)

    def model_path(self) -> Path:
        """Return the folder of the bundle to load: the one that is set, what was trained here, or the package's."""
        if self.model is not None:
            return self.model
        return TRAINED if TRAINED.is_dir() else PRETRAINED
