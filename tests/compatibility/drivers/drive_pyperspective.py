"""PyPI `PyPerspective` 1.0.4: requests, a URL in the module; its constructor posts no body to test the key."""

import importlib

from common import CIVIL, CONFIGURED, KEY, TOXIC, report

module = importlib.import_module("PyPerspective.Perspective")
if CONFIGURED:
    module.base_url = CONFIGURED + "/v1alpha1/comments:analyze"

client = module.Perspective(KEY)
try:
    module.Perspective("wrong")
except Exception as error:
    key = type(error).__name__
toxic = client.get_score(TOXIC, tests=["TOXICITY", "INSULT"])
report(
    toxic=toxic["TOXICITY"].score,
    civil=client.get_score(CIVIL)["TOXICITY"].score,
    span=str(toxic["TOXICITY"].spans[0]),
    detected=toxic.detected_langs,
    key=key,
)
