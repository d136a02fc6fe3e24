"""PyPI `begentle` 0.1.1: Google's client underneath, a fixed discovery URL, no language."""

import begentle
from common import CIVIL, KEY, TOXIC, report

client = begentle.CommentAnalyzer(KEY)
report(toxic=client.analyze(TOXIC), civil=client.analyze(CIVIL))
