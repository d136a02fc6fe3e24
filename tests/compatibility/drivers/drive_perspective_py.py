"""PyPI `perspective.py` 0.3.4: Google's client underneath, a fixed discovery URL; it parses the error texts."""

from common import CIVIL, KEY, TOXIC, report
from perspective import Client


def refusal(call):
    try:
        call()
    except Exception as error:
        return [type(error).__name__, str(error)[:80]]


client = Client(KEY)
report(
    toxic=client.analyze(TOXIC, ["TOXICITY", "INSULT"], language="en")["TOXICITY"] / 100,
    civil=client.analyze(CIVIL, ["TOXICITY"])["TOXICITY"] / 100,
    language=refusal(lambda: client.analyze(TOXIC, ["TOXICITY"], language="ja")),
    key=refusal(lambda: Client("wrong")),
)
