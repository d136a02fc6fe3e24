"""Reading files: every good row once and in order, every bad one aside with its number and reason."""

import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from moderation.bulk.rows import read_batches
from moderation.errors import DataError


def read(path, rows=3, longest=1000):
    batches = list(read_batches(path, "text", longest=longest, rows=rows))
    table = pa.concat_tables([b.table for b in batches])
    return table, [r for b in batches for r in b.rejected], batches


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".parquet"])
def test_every_row_is_read_once_and_in_order(tmp_path, ending):
    records = [{"id": str(i), "text": f"Comment {i}, with a\nline break and “quotes”"} for i in range(10)]
    path = tmp_path / f"comments{ending}"
    if ending == ".csv":
        lines = ["id,text", *(f'{r["id"]},"{r["text"]}"' for r in records)]
        path.write_text("\n".join(lines), encoding="utf-8")
    elif ending == ".jsonl":
        path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    else:
        pq.write_table(pa.Table.from_pylist(records), path)
    table, rejected, batches = read(path)
    assert table.to_pylist() == records
    assert rejected == []
    assert [b.last for b in batches] == [3, 6, 9, 10]


def test_bad_rows_of_a_csv_go_aside_with_number_and_reason(tmp_path):
    path = tmp_path / "c.csv"
    path.write_bytes(b"id,text\n1,fine\n2,too,many\n3,\n4,b\xe9te\n5,fine too\n6," + b"x" * 30 + b"\n7,a\x00b\n8,end\n")
    table, rejected, _ = read(path, rows=100, longest=20)
    assert table["id"].to_pylist() == ["1", "5", "8"]
    assert [r.row for r in rejected] == [2, 3, 4, 6, 7]
    reasons = " | ".join(r.reason for r in rejected)
    for word in ("3 fields, the header has 2", "is empty", "0xe9 is not UTF-8", "30 bytes, the limit is 20", "NUL"):
        assert word in reasons


def test_bad_lines_of_json_go_aside(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text('{"text": "a"}\nnot json\n[1]\n\n{"text": 7}\n{"text": null}\n{"text": "b"}\n')
    table, rejected, _ = read(path, rows=100)
    assert table["text"].to_pylist() == ["a", "b"]
    assert [r.row for r in rejected] == [2, 3, 5, 6]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("c.txt", "x", "none of .csv, .jsonl, .parquet"),
        ("c.csv", "", "is empty"),
        ("c.csv", "id,body\n1,x\n", "no column 'text'; there are id, body"),
        ("c.parquet", "not parquet", "cannot be read"),
    ],
    ids=["ending", "empty", "column", "damaged"],
)
def test_a_file_that_cannot_be_read_is_refused(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_text(content)
    with pytest.raises(DataError, match=message):
        read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(DataError, match="there is no such file"):
        read(tmp_path / "nowhere.csv")
