"""Google's own Python client: discovery, analyze, suggestscore, errors, a batch."""

from common import BASE, CIVIL, KEY, TOXIC, report
from googleapiclient import discovery, errors

URL = f"{BASE}/$discovery/rest?version=v1alpha1"


def build(key):
    return discovery.build(
        "commentanalyzer", "v1alpha1", developerKey=key, discoveryServiceUrl=URL, static_discovery=False
    )


def analyze(service, text, **more):
    return service.comments().analyze(
        body={"comment": {"text": text}, "requestedAttributes": {"TOXICITY": {}}, "languages": ["en"], **more}
    )


def score(answer):
    return answer["attributeScores"]["TOXICITY"]["summaryScore"]["value"]


service = build(KEY)
toxic = analyze(service, TOXIC, clientToken="t1", spanAnnotations=True).execute()
feedback = (
    service.comments()
    .suggestscore(
        body={
            "comment": {"text": TOXIC},
            "attributeScores": {"TOXICITY": {"summaryScore": {"value": 1}}},
            "clientToken": "t2",
        }
    )
    .execute()
)
below = analyze(service, CIVIL, requestedAttributes={"TOXICITY": {"scoreThreshold": 0.99}}).execute()
try:
    analyze(service, TOXIC, languages=["ja", "de"]).execute()
except errors.HttpError as error:
    language = [error.resp.status, error.reason, error.error_details[0]["errorType"]]
try:
    build("wrong")
except errors.HttpError as error:
    key = [error.resp.status, error.reason, error.error_details[0]["reason"]]
answers = {}
batch = service.new_batch_http_request(
    callback=lambda part, answer, error: answers.update({part: str(error.reason) if error else score(answer)})
)
batch.add(analyze(service, TOXIC), request_id="toxic")
batch.add(analyze(service, CIVIL), request_id="civil")
batch.add(analyze(service, ""), request_id="empty")
batch.execute()
report(
    toxic=score(toxic),
    civil=score(analyze(service, CIVIL).execute()),
    token=toxic["clientToken"],
    spans=len(toxic["attributeScores"]["TOXICITY"]["spanScores"]),
    feedback=feedback["clientToken"],
    below=sorted(below),
    language=language,
    key=key,
    batch=answers,
)
