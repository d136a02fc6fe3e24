"""`moderation migrate report`: a log in, tables and a page out."""

import json

import pytest
from click.testing import CliRunner

from moderation.cli import main

ROWS = [
    {"text": "You stupid idiot, go away and never write here again.", "scores": {"TOXICITY": 0.95, "FLIRTATION": 0.1}},
    {"text": "<script>alert(1)</script> [bold]well[/bold]", "scores": {"TOXICITY": 0.99}},
    {"text": "Thank you for the clear explanation of the timetable.", "scores": {"TOXICITY": 0.02}},
    {"text": "Short", "scores": {"UNSUBSTANTIAL": 0.9, "TOXICITY": 0.1}},
]


@pytest.fixture
def run(model_folder, tmp_path, monkeypatch):
    monkeypatch.setenv("MODERATION_MODEL", str(model_folder))
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.chdir(tmp_path)

    def report(*rows):
        (tmp_path / "log.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
        return CliRunner().invoke(main, ["migrate", "report", "log.jsonl", "--output", "page.html"])

    return report


def test_the_report_is_printed_and_written(run, tmp_path):
    result = run(*ROWS)
    assert result.exit_code == 0, result.output
    assert "4 comments of log.jsonl" in result.output
    assert "No number here for FLIRTATION" in result.output
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert 'id="TOXICITY"' in page
    assert 'id="UNSUBSTANTIAL"' in page
    assert page.count("<svg") == 4


def test_a_comment_is_text_on_the_page_and_in_the_terminal(run, tmp_path):
    assert "[bold]well[/bold]" in run(*ROWS).output
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_log_without_scores_is_refused(run):
    result = run({"text": "Hm"})
    assert result.exit_code == 1
    assert "no comment with a score" in result.output


def test_a_bad_line_is_one_line_of_error(run):
    result = run(*ROWS, {"text": "a", "scores": {"TOXICITY": 7}})
    assert result.exit_code == 1
    assert "log.jsonl:5: column 'TOXICITY': 7 is no score" in result.output
