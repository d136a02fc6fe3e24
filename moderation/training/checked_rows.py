"""Read a CSV file of the data folder row by row, each checked before it is used."""

import csv
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from moderation.errors import DataError

#: Told the file, the line, the row, and the keys that came before; raises `DataError` for a row that is wrong.
Check = Callable[[Path, int, dict[str, str], set[str]], None]


def checked_rows(path: Path, columns: Sequence[str], check: Check) -> Iterator[dict[str, str]]:
    """Yield the rows of a file that has just these columns; none where there is no file.

    Raises `DataError` for other columns, and what `check` raises.
    """
    if not path.is_file():
        return
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file, strict=True)
        if tuple(reader.fieldnames or ()) != tuple(columns):
            raise DataError(path, f"columns must be {', '.join(columns)}", line=1)
        seen: set[str] = set()
        for row in reader:
            check(path, reader.line_num, row, seen)
            yield row
