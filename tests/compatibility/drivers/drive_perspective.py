"""PyPI `perspective` 1.0.3: urllib, a URL on the instance."""

import urllib.error

from common import CIVIL, CONFIGURED, KEY, TOXIC, report
from perspective import PerspectiveAPI


def client(key):
    api = PerspectiveAPI(key)
    if CONFIGURED:
        api.api_client.url = CONFIGURED + "/v1alpha1/{endpoint}"
    return api


def score(answer):
    return answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"]


api = client(KEY)
try:
    client("wrong").analyze_comment(TOXIC)
except urllib.error.HTTPError as error:
    key = error.code
report(
    toxic=score(api.analyze_comment(TOXIC, languages=["en"])),
    civil=score(api.analyze_comment(CIVIL, context=[{"text": "The new timetable"}])),
    feedback=api.suggest_score(TOXIC, {"TOXICITY": {"summaryScore": {"value": 1.0}}}, client_token="t2"),
    key=key,
)
