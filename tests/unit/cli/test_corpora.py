"""`moderation corpora`: what can be fetched, what cannot, and whether a folder holds what it should."""

import pandas as pd
import pytest
from click.testing import CliRunner

from moderation.cli import main
from moderation.training.corpora import place
from moderation.training.fetch import write_prepared


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.setenv("MODERATION_CORPORA", str(tmp_path))
    return lambda *arguments: CliRunner().invoke(main, ["corpora", *arguments])


def test_the_list_says_where_each_corpus_comes_from(run):
    said = run("list").stdout
    assert "edos: 19,998 rows, fetched\n    https://raw.githubusercontent.com/rewire-online/edos/" in said
    assert "jigsaw_wiki20k: 19,997 rows, by hand\n    needs a Kaggle account" in said


def test_fetching_what_needs_an_account_says_what_to_do(run):
    result = run("fetch", "jigsaw_wiki20k")
    assert result.exit_code == 1
    assert "jigsaw_wiki20k has to be got by hand: needs a Kaggle account" in result.output
    assert "1 of 1 corpora failed" in result.output


def test_verifying_goes_on_after_a_file_that_is_wrong(run, tmp_path):
    place(tmp_path, "edos").parent.mkdir()
    write_prepared(pd.DataFrame({"text": ["a"], "toxicity": [1]}), place(tmp_path, "cat_small"))
    result = run("verify", "cat_small", "edos")
    assert result.exit_code == 1
    assert "cat_small.csv.gz: expected 977 rows, found 1" in result.output
    assert "edos.csv.gz: there is no such file; `moderation corpora fetch` gets it" in result.output


@pytest.mark.parametrize("command", ["fetch", "verify"])
def test_without_a_folder_the_setting_is_named(command, run, monkeypatch):
    monkeypatch.delenv("MODERATION_CORPORA")
    assert "MODERATION_CORPORA is not set" in run(command).output


def test_an_unknown_name_is_one_line_of_error(run):
    result = run("fetch", "edoz")
    assert result.exit_code == 1
    assert "Error: 'edoz' is no corpus" in result.output
