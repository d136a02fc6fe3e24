"""`moderation train` on files that are wrong: a clear error each, and the served model stays as it was."""

import csv
import hashlib
import io
import shutil

import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.label import Attribute
from moderation.settings import PRETRAINED


def broken_row(text):
    first, second, *rest = text.splitlines(keepends=True)
    return first + second.rsplit(",", 5)[0] + "\n" + "".join(rest)


def unknown_label(text):
    return text.replace(",support,", ",perhaps,", 1)


def one_class(text):
    lines = list(csv.DictReader(text.splitlines()))
    kept = [line for line in lines if float(line["toxicity"] or 0) == 0][:60]
    for number, line in enumerate(kept):
        clean = dict.fromkeys((a.value for a in Attribute), "0")
        line.update(clean | {"parent_id": "", "text": f"The water is fine, number {number}"})
    written = io.StringIO()
    writer = csv.DictWriter(written, lines[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    return written.getvalue()


FAULTS = {
    "a broken row": (lambda text: broken_row(text).encode(), "comments.csv:2"),
    "an unknown label": (lambda text: unknown_label(text).encode(), "'perhaps'"),
    "an empty file": (lambda text: b"", "columns"),
    "one class only": (lambda text: one_class(text).encode(), "no head can be trained"),
    "another encoding": (lambda text: text.replace("the", "thé").encode("latin-1", "replace"), "UTF-8"),
}


def hashes(folder):
    return {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.iterdir()}


@pytest.mark.parametrize("scratch", [(), ("--from-scratch",)], ids=["from the pretrained weights", "from scratch"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_file_is_refused_and_the_served_model_stays(tmp_path, small_data, fault, scratch):
    spoil, said = FAULTS[fault]
    data, served = tmp_path / "data", tmp_path / "current"
    shutil.copytree(small_data, data)
    shutil.copytree(PRETRAINED, served)
    comments = data / "comments.csv"
    comments.write_bytes(spoil(comments.read_text(encoding="utf-8")))
    before = hashes(served)
    result = CliRunner().invoke(main, ["train", "--data", str(data), "--output", str(served), *scratch])
    assert result.exit_code == 1
    assert said in result.output
    assert "Traceback" not in result.output
    assert hashes(served) == before
    assert [p.name for p in tmp_path.iterdir() if p.name not in {"data", "current"}] == []
