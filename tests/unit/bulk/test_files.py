"""Scoring files: all columns kept, all cores used, and a killed run that goes on where it stopped."""

import csv
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from moderation.bulk import rows
from moderation.bulk.files import score_file
from moderation.bulk.frame import score_frame
from moderation.bulk.parts import Parts
from moderation.errors import DataError, InvalidFieldError


@pytest.fixture
def comments(tmp_path, dataset):
    path = tmp_path / "comments.csv"
    dataset.comments[["id", "text", "stance"]].head(500).to_csv(path, index=False)
    return path


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(rows.read_batches, "__kwdefaults__", {"rows": 100})


@pytest.mark.parametrize("ending", [".parquet", ".csv", ".jsonl"])
def test_the_output_has_the_inputs_columns_and_the_models_scores(comments, model, model_folder, ending):
    output = comments.with_name("scored" + ending)
    summary = score_file(comments, output, model=model_folder, processes=2)
    read = {".parquet": pd.read_parquet, ".csv": pd.read_csv, ".jsonl": lambda p: pd.read_json(p, lines=True)}
    scored, source = read[ending](output), pd.read_csv(comments)
    assert summary.scored == 500
    assert scored["id"].tolist() == source["id"].tolist()
    assert scored["stance"].tolist() == source["stance"].tolist()
    expected = model.score_texts(source["text"].tolist())["toxicity"]
    assert np.abs(scored["score_toxicity"] - expected).max() < 1e-6
    assert not output.with_name(output.name + ".parts").exists()


def test_an_interrupted_run_goes_on_without_losing_or_doubling_a_row(comments, model_folder, monkeypatch):
    output = comments.with_name("scored.parquet")
    add, calls = Parts.add, []

    def killed_at_the_third(self, last, table, rejected):
        calls.append(last)
        if len(calls) == 3:
            raise KeyboardInterrupt
        add(self, last, table, rejected)

    monkeypatch.setattr(Parts, "add", killed_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        score_file(comments, output, model=model_folder, processes=1)
    monkeypatch.setattr(Parts, "add", lambda self, last, *a: (calls.append(last), add(self, last, *a)))
    del calls[:]
    score_file(comments, output, model=model_folder, processes=1)
    assert calls == [300, 400, 500]
    assert pq.read_table(output)["id"].to_pylist() == pd.read_csv(comments)["id"].tolist()


def test_a_killed_process_leaves_nothing_half_done(tmp_path, dataset, model_folder):
    source, output = tmp_path / "many.csv", tmp_path / "scored.parquet"
    frame = pd.concat([dataset.comments[["id", "text"]]] * 10)
    frame["id"] = range(len(frame))
    frame.to_csv(source, index=False, quoting=csv.QUOTE_ALL)
    command = [sys.executable, "-m", "moderation", "score", str(source), "--out", str(output), "--processes", "1"]
    environment = os.environ | {"MODERATION_MODEL": str(model_folder)}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    parts = tmp_path / "scored.parquet.parts"
    while not list(parts.glob("0*.json")) and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not output.exists()
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert pq.read_table(output)["id"].to_pylist() == [str(i) for i in range(len(frame))]


def test_parts_of_another_run_are_not_mixed_in(comments, model_folder, tmp_path):
    output = tmp_path / "scored.parquet"
    Parts(output, {"input": "other", "size": 1, "text_column": "text", "longest": 1, "model": "x"})
    with pytest.raises(DataError, match="another input, size, longest, model"):
        score_file(comments, output, model=model_folder)


def test_refused_rows_are_written_beside_the_output(tmp_path, model_folder):
    source = tmp_path / "c.csv"
    source.write_text("id,text\n1,fine\n2,\n3,fine too\n")
    summary = score_file(source, tmp_path / "s.parquet", model=model_folder, processes=1)
    assert (summary.scored, summary.rejected) == (2, 1)
    assert summary.rejected_file.read_text() == "row,reason,beginning\n2,the text is empty,\n"


def test_the_input_is_never_overwritten(comments, model_folder):
    with pytest.raises(DataError, match="would overwrite the input"):
        score_file(comments, comments, model=model_folder)


def test_a_frame_gets_a_column_a_head(model):
    frame = pd.DataFrame({"text": ["Fine by me.", "You idiot"], "n": [1, 2]}, index=[7, 9])
    scored = score_frame(frame, model)
    assert scored.index.tolist() == [7, 9]
    assert scored["n"].tolist() == [1, 2]
    assert scored["score_insult"].iloc[1] > scored["score_insult"].iloc[0]
    assert "score_insult" not in frame


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (pd.DataFrame({"body": ["x"]}), "no column of the frame; there are body"),
        (pd.DataFrame({"text": ["x", None, 5]}), r"no text in 2 rows \(index 1, 2\)"),
    ],
    ids=["column", "rows"],
)
def test_a_frame_that_cannot_be_scored_is_refused(model, frame, message):
    with pytest.raises(InvalidFieldError, match=message):
        score_frame(frame, model)
