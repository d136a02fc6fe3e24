"""PyPI `PySpective` 0.0.2: requests, a fixed URL, all attributes at once."""

from common import CIVIL, KEY, TOXIC, report
from pyspective import pyspective

client = pyspective.PyspectiveAPI(KEY)
everything = client.score(TOXIC)
report(
    toxic=everything["TOXICITY"],
    civil=client.score(CIVIL, "toxicity")["TOXICITY"],
    attributes=sorted(everything),
    feedback=client.suggest(TOXIC, 1.0),
)
