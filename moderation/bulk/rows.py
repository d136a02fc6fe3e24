"""Read CSV, JSON lines and Parquet in batches of bounded size; set bad rows aside with the reason."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from moderation.errors import DataError

BATCH_ROWS: Final = 20_000
FORMATS: Final = (".csv", ".jsonl", ".parquet")


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not scored: its number in the file (1 is the first row of data), why, and its beginning."""

    row: int
    reason: str
    beginning: str


@dataclass(slots=True)
class Batch:
    """Consecutive rows of the input: those to score, and those refused. `last` is the last row's number."""

    table: pa.Table
    last: int
    rejected: list[Rejected] = field(default_factory=list)


def format_of(path: Path) -> str:
    """Return the file's format by its ending. Raises `DataError` for another ending."""
    if path.suffix.lower() not in FORMATS:
        raise DataError(path, f"the ending {path.suffix!r} is none of {', '.join(FORMATS)}")
    return path.suffix.lower()


def read_batches(path: Path, text_column: str, *, longest: int, rows: int = BATCH_ROWS) -> Iterator[Batch]:
    """Yield the file's rows in order, batch by batch; texts over `longest` UTF-8 bytes are refused.

    Raises `DataError` where the file is missing, the column is not in it, or it cannot be read on.
    """
    if not path.is_file():
        raise DataError(path, "there is no such file")
    readers = {".csv": _read_csv, ".jsonl": _read_jsonl, ".parquet": _read_parquet}
    try:
        for batch in readers[format_of(path)](path, rows):
            if text_column not in batch.table.column_names:
                known = ", ".join(batch.table.column_names)
                raise DataError(path, f"there is no column {text_column!r}; there are {known}: use --text-column")
            yield _refuse_bad_texts(batch, text_column, longest)
    except pa.ArrowInvalid as error:
        raise DataError(path, f"cannot be read on: {error}") from error


def count_rows(path: Path) -> int | None:
    """Return the number of rows where the file says it without being read, else None."""
    if path.is_file() and format_of(path) == ".parquet":
        return int(pq.read_metadata(path).num_rows)
    return None


_NUMBER: Final = "__row__"


def _numbered(table: pa.Table, numbers: Any) -> pa.Table:
    return table.append_column(_NUMBER, pa.array(numbers, pa.int64()))


def _read_csv(path: Path, rows: int) -> Iterator[Batch]:
    refused: list[tuple[int, str, str]] = []

    def refuse(row: pacsv.InvalidRow) -> str:
        reason = f"has {row.actual_columns} fields, the header has {row.expected_columns}"
        refused.append((row.number, reason, (row.text or "")[:80]))
        return "skip"

    # every column is read as bytes and kept as text: a type guessed from the first block would fail on the last
    header = _csv_header(path)
    reader = pacsv.open_csv(
        path,
        read_options=pacsv.ReadOptions(use_threads=False, block_size=4 << 20),
        parse_options=pacsv.ParseOptions(newlines_in_values=True, invalid_row_handler=refuse),
        convert_options=pacsv.ConvertOptions(
            column_types=dict.fromkeys(header, pa.binary()), strings_can_be_null=False
        ),
    )
    last = 0
    for block in reader:
        # row numbers count the header as 1, and refused rows among the others
        gone = sorted(number - 1 for number, _, _ in refused)
        total = block.num_rows + len(gone)
        missing = set(gone)
        numbers = [n for n in range(last + 1, last + total + 1) if n not in missing]
        table = _numbered(pa.Table.from_batches([block]), numbers)
        rejected = [Rejected(number - 1, reason, text) for number, reason, text in refused]
        refused.clear()
        first, last = last, last + total
        yield from _slices(table, rejected, first, last, rows)


def _csv_header(path: Path) -> list[str]:
    with path.open("rb") as file:
        line = file.readline(1 << 20)
    if not line.strip():
        raise DataError(path, "it is empty: a CSV file begins with the names of its columns")
    table = pacsv.read_csv(pa.BufferReader(line.rstrip(b"\r\n") + b"\n"))
    return list(table.schema.names)


def _slices(table: pa.Table, rejected: list[Rejected], first: int, last: int, rows: int) -> Iterator[Batch]:
    table, undecodable = _decode(table)
    rejected = sorted([*rejected, *undecodable], key=lambda r: r.row)
    while table.num_rows > rows:
        part, table = table.slice(0, rows), table.slice(rows)
        end = part[_NUMBER][-1].as_py()
        yield Batch(part, end, [r for r in rejected if first < r.row <= end])
        first = end
    yield Batch(table, last, [r for r in rejected if r.row > first])


def _decode(table: pa.Table) -> tuple[pa.Table, list[Rejected]]:
    """Turn bytes into text; rows with bytes that are no UTF-8 are taken out."""
    try:
        fields = [pa.field(f.name, pa.string() if pa.types.is_binary(f.type) else f.type) for f in table.schema]
        return table.cast(pa.schema(fields)), []
    except pa.ArrowInvalid:
        good, rejected = [], []
        for row in table.to_pylist():
            try:
                good.append({k: v.decode() if isinstance(v, bytes) else v for k, v in row.items()})
            except UnicodeDecodeError as error:
                reason = f"byte {error.object[error.start]:#04x} is not UTF-8"
                rejected.append(Rejected(row[_NUMBER], reason, ascii(error.object[:60])))
        return pa.Table.from_pylist(good, pa.schema(fields)), rejected


def _read_jsonl(path: Path, rows: int) -> Iterator[Batch]:
    schema: pa.Schema | None = None
    records: list[dict[str, Any]] = []
    rejected: list[Rejected] = []
    number = 0
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            record = _parse(line)
            if isinstance(record, dict):
                records.append(record | {_NUMBER: number})
            else:
                rejected.append(Rejected(number, record, line[:80].decode("utf-8", "replace").rstrip()))
            if len(records) >= rows:
                batch, schema = _records(records, rejected, schema, number)
                yield batch
                records, rejected = [], []
    if records or rejected:
        yield _records(records, rejected, schema, number)[0]


def _parse(line: bytes) -> dict[str, Any] | str:
    """Return the line's object, or what is wrong with it."""
    try:
        record = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return f"not JSON: {error}"
    return record if isinstance(record, dict) else "is no JSON object"


def _records(
    records: list[dict[str, Any]], rejected: list[Rejected], schema: pa.Schema | None, last: int
) -> tuple[Batch, pa.Schema]:
    """Make a table of records; a value of another type than the first ones' goes aside."""
    if schema is None:
        schema = _infer_schema(records)
    try:
        return Batch(pa.Table.from_pylist(records, schema), last, rejected), schema
    except (pa.ArrowInvalid, pa.ArrowTypeError):
        good = []
        for record in records:
            try:
                pa.Table.from_pylist([record], schema)
                good.append(record)
            except (pa.ArrowInvalid, pa.ArrowTypeError) as error:
                rejected.append(Rejected(record[_NUMBER], f"does not fit the first rows: {error}", str(record)[:80]))
        return Batch(pa.Table.from_pylist(good, schema), last, sorted(rejected, key=lambda r: r.row)), schema


def _infer_schema(records: list[dict[str, Any]]) -> pa.Schema:
    """Type every field by its first value that is not null."""
    first: dict[str, Any] = {}
    for record in records:
        for name, value in record.items():
            if first.get(name) is None:
                first[name] = value
    return pa.schema([(name, pa.string() if v is None else pa.array([v]).type) for name, v in first.items()])


def _read_parquet(path: Path, rows: int) -> Iterator[Batch]:
    last = 0
    with pq.ParquetFile(path) as file:
        for block in file.iter_batches(batch_size=rows):
            table = _numbered(pa.Table.from_batches([block]), range(last + 1, last + block.num_rows + 1))
            last += block.num_rows
            yield Batch(table, last)


def _refuse_bad_texts(batch: Batch, column: str, longest: int) -> Batch:
    """Take rows out whose text cannot be scored, and drop the row numbers."""
    table = batch.table
    texts = table[column]
    if not pa.types.is_string(texts.type) and not pa.types.is_large_string(texts.type):
        raise DataError(Path(), f"column {column!r} holds {texts.type}, not text: use --text-column")
    size = pc.fill_null(pc.binary_length(texts), -1)
    nul = pc.fill_null(pc.match_substring(texts, "\x00"), False)
    bad = pc.or_(pc.or_(pc.less_equal(size, 0), pc.greater(size, longest)), nul)
    rejected = list(batch.rejected)
    if pc.any(bad).as_py():
        rejected += [
            Rejected(row[_NUMBER], _reason(row[column], longest), (row[column] or "")[:80])
            for row in table.select([_NUMBER, column]).filter(bad).to_pylist()
        ]
        table = table.filter(pc.invert(bad))
    return Batch(table.drop_columns([_NUMBER]), batch.last, sorted(rejected, key=lambda r: r.row))


def _reason(text: str | None, longest: int) -> str:
    if not text:
        return "the text is missing" if text is None else "the text is empty"
    if "\x00" in text:
        return f"the text has a NUL character at position {text.index(chr(0))}"
    return f"the text has {len(text.encode()):,} bytes, the limit is {longest:,}"
