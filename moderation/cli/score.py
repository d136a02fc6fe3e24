"""`moderation score TEXT`: one line in, its decision and scores out."""

import click
import orjson


@click.command()
@click.argument("text")
def score(text: str) -> None:
    """Score one line of text and print the result as JSON."""
    # imported here: the response is Flask's side of the house, `train` does without it
    from moderation.app import create_app  # noqa: PLC0415

    client = create_app().test_client()
    answer = client.post("/v1/score", json={"comment": {"text": text}}).get_json()
    click.echo(orjson.dumps(answer, option=orjson.OPT_INDENT_2).decode())
