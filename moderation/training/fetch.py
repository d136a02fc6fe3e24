"""Download a public corpus from its owners' address, turn it into our columns, keep it only if it is the one we know.

Everything is written into a temporary folder beside its place and moved there last: a download that breaks, or is not
what was expected, leaves nothing behind.
"""

import gzip
import tempfile
import time
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Final
from urllib.parse import urlsplit

import pandas as pd
import urllib3

from moderation.errors import DataError, FetchError
from moderation.training.corpora import place, read_prepared
from moderation.training.digest import content_digest
from moderation.training.originals import read_original
from moderation.training.sources import Original, Source

#: Called with the bytes of a file that are there, and of the whole file where that is known.
Progress = Callable[[int, int | None], None]

_TIMEOUT: Final = urllib3.Timeout(connect=10.0, read=30.0)
_HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "moderation"}
_CHUNK: Final = 65_536
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})
TRIES: Final = 3


def verify(path: Path, source: Source) -> None:
    """Raise `DataError` where the file is not the corpus that we know: columns, rows, then content."""
    frame = read_prepared(path)
    for label in source.labels:
        if label not in frame:
            raise DataError(path, f"the column is missing; it has {', '.join(frame.columns)}", column=label)
    if len(frame) != source.rows:
        raise DataError(path, f"expected {source.rows:,} rows, found {len(frame):,}")
    digest = content_digest(frame, source.labels)
    if digest != source.digest:
        raise DataError(path, f"expected content of digest {source.digest}, found {digest}")


class Fetcher:
    """Fetches corpora into one folder; `pause` is the seconds before a second try, doubled for each further one."""

    def __init__(self, folder: Path, *, pause: float = 1.0) -> None:
        self._folder = folder
        self._pause = pause
        # a repository that was renamed redirects; all else is tried again here, with a pause
        retries = urllib3.Retry(None, connect=0, read=0, status=0, other=0, redirect=3)
        self._http = urllib3.PoolManager(timeout=_TIMEOUT, retries=retries)

    def fetch(self, source: Source, progress: Progress) -> bool:
        """Put a corpus into the folder; return False where it is there already.

        Raises `FetchError` for one that has to be got by hand, cannot be downloaded, or is not the one we know, and
        `DataError` for a file that is there and is another.
        """
        path = place(self._folder, source.name)
        if path.exists():
            _verify_present(path, source)
            return False
        if source.original is None:
            raise FetchError(f"{source.name} has to be got by hand: {source.by_hand}. Its place is {path}")
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=path.parent) as temporary:
            prepared = Path(temporary) / path.name
            files = [self._download(address, Path(temporary), progress) for address in source.original.addresses]
            try:
                write_prepared(_convert(source.original, files), prepared)
                verify(prepared, source)
            except (ValueError, KeyError, DataError) as error:
                raise FetchError(
                    f"{path.name} made from {', '.join(source.original.addresses)} is not the one we know: "
                    f"{_told(error, prepared)}; nothing was kept. The original has changed, or its conversion does "
                    "not repeat ours: please report it, see docs/corpora.md"
                ) from error
            prepared.replace(path)
        return True

    def _download(self, address: str, folder: Path, progress: Progress) -> Path:
        # two originals of a corpus may have one name
        path = folder / f"{len(list(folder.iterdir()))}-{PurePosixPath(urlsplit(address).path).name}"
        for attempt in range(TRIES):
            if attempt:
                time.sleep(self._pause * 2 ** (attempt - 1))
            try:
                status = self._save(address, path, progress)
            except urllib3.exceptions.HTTPError as error:
                failure = f"{address} cannot be downloaded: {error}"
                continue
            if status == 200:
                return path
            failure = f"{address} answered {status}"
            if status not in _BUSY:
                break
        raise FetchError(f"{failure}; nothing was kept. Check the network, or fetch again later")

    def _save(self, address: str, path: Path, progress: Progress) -> int:
        with self._http.request("GET", address, headers=_HEADERS, preload_content=False) as answer:
            if answer.status != 200:
                return answer.status
            length = answer.headers.get("Content-Length", "")
            total = int(length) if length.isdigit() else None
            with path.open("wb") as file:
                for chunk in answer.stream(_CHUNK):
                    file.write(chunk)
                    progress(file.tell(), total)
        return 200


def write_prepared(frame: pd.DataFrame, path: Path) -> None:
    """Write a corpus as gzip CSV; the same rows give the same bytes."""
    with path.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", filename="", mtime=0) as file:
        file.write(frame.to_csv(index=False).encode("utf-8"))


def _convert(original: Original, files: list[Path]) -> pd.DataFrame:
    frame = original.convert([read_original(path) for path in files])
    return frame[original.keep(frame)]


def _verify_present(path: Path, source: Source) -> None:
    try:
        verify(path, source)
    except DataError as error:
        raise DataError(
            path, f"{_told(error, path)}; it was not touched: move it away and fetch the corpus again"
        ) from error


def _told(error: Exception, path: Path) -> str:
    """Return what an error says, without the path that its reader is told of already."""
    if isinstance(error, KeyError):
        return f"the original lacks the column {error.args[0]!r}"
    return str(error).removeprefix(f"{path}: ")
