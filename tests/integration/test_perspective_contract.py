"""Perspective's contract, row by row: a request, and the status, the exact message and the details of its answer."""

import json

import pytest

from moderation.app import create_app
from moderation.settings import Settings
from tests.fakes import FixedScorer

ANALYZE = "/v1alpha1/comments:analyze"
SUGGEST = "/v1alpha1/comments:suggestscore"
TEXT = "You are quite wrong about the new timetable, and rude as well."
GERMAN = "Das ist doch völliger Unsinn, was Sie da schreiben."
OWN_ERROR = "type.googleapis.com/google.commentanalyzer.v1alpha1.Error"
BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"
BOTH = "Context can have either entries or article_and_parent_comment, but both fields were populated."
PLAIN_ONLY = "Currently, only 'PLAIN_TEXT' comments are supported"


def analyze(text=TEXT, attributes=("TOXICITY",), **more):
    return {"comment": {"text": text}, "requestedAttributes": {name: {} for name in attributes}, **more}


def asking(options, name="TOXICITY"):
    return {"comment": {"text": TEXT}, "requestedAttributes": {name: options}}


def suggest(scores, **more):
    return {"comment": {"text": TEXT}, "attributeScores": scores, **more}


def summary(value):
    return {"TOXICITY": {"summaryScore": {"value": value}}}


def spans(*given):
    return {"TOXICITY": {"spanScores": list(given)}}


def language(unsupported, requested, detected, attribute="TOXICITY"):
    return (
        f"Attribute {attribute} does not support request languages: {unsupported}",
        {
            "@type": OWN_ERROR,
            "errorType": "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE",
            "languageNotSupportedByAttributeError": {
                "detectedLanguages": detected,
                "requestedLanguages": requested,
                "attribute": attribute,
            },
        },
    )


def own(message, kind="INVALID_REQUEST"):
    return message, {"@type": OWN_ERROR, "errorType": kind}


def invalid(field, kind, value):
    message = f"Invalid value at '{field}' ({kind}), {value}"
    return message, {"@type": BAD_REQUEST, "fieldViolations": [{"description": message, "field": field}]}


EMPTY = own("Comment must be non-empty.", "COMMENT_EMPTY")
LONG = own("Comment text too long.", "COMMENT_TOO_LONG")
NOTHING_ASKED = own("Missing requested_attributes", "NO_REQUESTED_ATTRIBUTES")

REFUSED = {
    "no body at all": (ANALYZE, b"", EMPTY),
    "a blank body": (ANALYZE, b" \n", EMPTY),
    "an empty object": (ANALYZE, {}, EMPTY),
    "no comment": (ANALYZE, {"requestedAttributes": {"TOXICITY": {}}}, EMPTY),
    "a null comment": (ANALYZE, {"comment": None}, EMPTY),
    "no text": (ANALYZE, {"comment": {}}, EMPTY),
    "null text": (ANALYZE, {"comment": {"text": None}}, EMPTY),
    "empty text": (ANALYZE, analyze(""), EMPTY),
    "a byte too many": (ANALYZE, analyze("x" * 20_481), LONG),
    "a byte too many, not a character": (ANALYZE, analyze("é" * 10_241), LONG),
    "text that is a number": (ANALYZE, analyze(5), invalid("comment.text", "TYPE_STRING", "5")),
    "a comment that is a list": (ANALYZE, {"comment": []}, invalid("comment", "message", "[]")),
    "HTML": (ANALYZE, {"comment": {"text": TEXT, "type": "HTML"}}, own(PLAIN_ONLY)),
    "another text type": (ANALYZE, {"comment": {"text": TEXT, "type": "MARKDOWN"}}, own("Unknown text type")),
    "no attributes": (ANALYZE, {"comment": {"text": TEXT}}, NOTHING_ASKED),
    "an empty list of attributes": (ANALYZE, analyze(attributes=()), NOTHING_ASKED),
    "attributes as a list": (
        ANALYZE,
        {"comment": {"text": TEXT}, "requestedAttributes": ["TOXICITY"]},
        invalid("requested_attributes", "map", '["TOXICITY"]'),
    ),
    "options that are a string": (
        ANALYZE,
        asking("x"),
        invalid("requested_attributes.TOXICITY", "message", '"x"'),
    ),
    "an unknown attribute": (ANALYZE, analyze(attributes=["RUDENESS"]), own("Unknown requested attribute: RUDENESS")),
    "an attribute in lower case": (
        ANALYZE,
        analyze(attributes=["toxicity"]),
        own("Unknown requested attribute: toxicity"),
    ),
    "one unknown of two": (
        ANALYZE,
        analyze(attributes=["TOXICITY", "RUDENESS"]),
        own("Unknown requested attribute: RUDENESS"),
    ),
    "nothing but what has no head": (
        ANALYZE,
        analyze(attributes=["SPAM"]),
        own("Unknown requested attribute: SPAM"),
    ),
    "a percentile": (
        ANALYZE,
        asking({"scoreType": "PERCENTILE"}),
        own("Requested score type PERCENTILE is not supported by attribute TOXICITY"),
    ),
    "standard deviations": (
        ANALYZE,
        asking({"scoreType": "STD_DEV_SCORE"}, "INSULT"),
        own("Requested score type STD_DEV_SCORE is not supported by attribute INSULT"),
    ),
    "a raw score": (
        ANALYZE,
        asking({"scoreType": "RAW"}, "THREAT@2"),
        own("Requested score type RAW is not supported by attribute THREAT@2"),
    ),
    "a threshold that is a word": (
        ANALYZE,
        asking({"scoreThreshold": "high"}),
        invalid("requested_attributes.TOXICITY.score_threshold", "TYPE_FLOAT", '"high"'),
    ),
    "a threshold that is no number": (
        ANALYZE,
        b'{"comment":{"text":"Fine"},"requestedAttributes":{"TOXICITY":{"scoreThreshold":NaN}}}',
        invalid("requested_attributes.TOXICITY.score_threshold", "TYPE_FLOAT", "null"),
    ),
    "spanAnnotations that are a string": (
        ANALYZE,
        analyze(spanAnnotations="yes"),
        invalid("span_annotations", "TYPE_BOOL", '"yes"'),
    ),
    "a token that is a number": (ANALYZE, analyze(clientToken=7), invalid("client_token", "TYPE_STRING", "7")),
    "languages as a string": (ANALYZE, analyze(languages="en"), invalid("languages", "TYPE_STRING", '"en"')),
    "two languages asked for": (
        ANALYZE,
        analyze(languages=["ja", "de"]),
        language("ja, de", ["ja", "de"], ["en"]),
    ),
    "one of two languages": (ANALYZE, analyze(languages=["en", "fr"]), language("fr", ["en", "fr"], ["en"])),
    "a language that is none": (ANALYZE, analyze(languages=["xx"]), language("xx", ["xx"], ["en"])),
    "a language for the second attribute": (
        ANALYZE,
        analyze(attributes=["UNSUBSTANTIAL", "INSULT"], languages=["de"]),
        language("de", ["de"], ["en"], "INSULT"),
    ),
    "German, detected": (ANALYZE, analyze(GERMAN), language("de", [], ["de"])),
    "Japanese, detected": (ANALYZE, analyze("これは本当にひどい話だと思います"), language("ja", [], ["ja"])),
    "a script that no language here has": (
        ANALYZE,
        analyze("ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ ᎠᏂᏬᏂᏍᎬ ᏣᎳᎩ ᎠᏰᎵ"),
        own("Unable to detect language", "LANGUAGE_DETECTION_FAILED"),
    ),
    "both contexts": (
        ANALYZE,
        analyze(context={"entries": [{"text": "x"}], "articleAndParentComment": {"article": {"text": "y"}}}),
        own(BOTH),
    ),
    "an entry over a megabyte": (
        ANALYZE,
        analyze(context={"entries": [{"text": "x" * 1_000_001}]}),
        own("Context entry too long: the limit is 1000000 bytes."),
    ),
    "an article that is HTML": (
        ANALYZE,
        analyze(context={"articleAndParentComment": {"article": {"text": "x", "type": "HTML"}}}),
        own(PLAIN_ONLY),
    ),
    "a list as the body": (
        ANALYZE,
        b"[1]",
        (
            "Invalid JSON payload received. Root element must be a message.",
            {
                "@type": BAD_REQUEST,
                "fieldViolations": [{"description": "Invalid JSON payload received. Root element must be a message."}],
            },
        ),
    ),
    "feedback without text": (SUGGEST, {"attributeScores": summary(1)}, EMPTY),
    "feedback that is too long": (SUGGEST, {"comment": {"text": "x" * 20_481}}, LONG),
    "feedback without scores": (SUGGEST, suggest({}), own("Missing attribute_scores")),
    "feedback with an empty score": (
        SUGGEST,
        suggest({"TOXICITY": {}}),
        own("Attribute score for TOXICITY must have a summary_score or span_scores."),
    ),
    "feedback for an unknown attribute": (
        SUGGEST,
        suggest({"RUDENESS": {"summaryScore": {"value": 1}}}),
        own("Unknown requested attribute: RUDENESS"),
    ),
    "feedback over one": (
        SUGGEST,
        suggest(summary(1.5)),
        own("Score value for TOXICITY must be between 0 and 1, but was 1.5."),
    ),
    "feedback under zero": (
        SUGGEST,
        suggest(summary(-0.1)),
        own("Score value for TOXICITY must be between 0 and 1, but was -0.1."),
    ),
    "feedback of another score type": (
        SUGGEST,
        suggest({"TOXICITY": {"summaryScore": {"value": 1, "type": "RAW"}}}),
        own("Requested score type RAW is not supported by attribute TOXICITY"),
    ),
    "a span without its end": (
        SUGGEST,
        suggest(spans({"begin": 0, "score": {"value": 1}})),
        own("Span score for TOXICITY must have both begin and end."),
    ),
    "a span behind the comment": (
        SUGGEST,
        suggest(spans({"begin": 0, "end": 63, "score": {"value": 1}})),
        own("Span score for TOXICITY lies outside of the comment: 0 to 63."),
    ),
    "an empty span": (
        SUGGEST,
        suggest(spans({"begin": 3, "end": 3, "score": {"value": 1}})),
        own("Span score for TOXICITY lies outside of the comment: 3 to 3."),
    ),
    "feedback with both contexts": (
        SUGGEST,
        suggest(summary(1), context={"entries": [{"text": "x"}], "articleAndParentComment": {}}),
        own(BOTH),
    ),
}

ANSWERED = {
    "one attribute": (analyze(), {"TOXICITY"}),
    "two attributes": (analyze(attributes=["TOXICITY", "INSULT"]), {"TOXICITY", "INSULT"}),
    "a pinned version": (analyze(attributes=["TOXICITY@6"]), {"TOXICITY@6"}),
    "an experimental alias": (analyze(attributes=["INSULT_EXPERIMENTAL"]), {"INSULT_EXPERIMENTAL"}),
    "OBSCENE for profanity": (analyze(attributes=["OBSCENE"]), {"OBSCENE"}),
    "what the old client asks for": (analyze(attributes=["SPAM", "TOXICITY"]), {"TOXICITY"}),
    "a rule": (analyze(attributes=["UNSUBSTANTIAL"]), {"UNSUBSTANTIAL"}),
    "a rule in any language": (analyze(GERMAN, attributes=["UNSUBSTANTIAL"]), {"UNSUBSTANTIAL"}),
    "a score type by name": (asking({"scoreType": "PROBABILITY"}), {"TOXICITY"}),
    "no score type by name": (asking({"scoreType": "SCORE_TYPE_UNSPECIFIED"}), {"TOXICITY"}),
    "null options": (asking(None), {"TOXICITY"}),
    "a threshold at the score": (asking({"scoreThreshold": 0.5}), {"TOXICITY"}),
    "a threshold as a string": (asking({"scoreThreshold": "0.5"}), {"TOXICITY"}),
    "a threshold over the score": (asking({"scoreThreshold": 0.51}), None),
    "plain text by name": ({**analyze(), "comment": {"text": TEXT, "type": "PLAIN_TEXT"}}, {"TOXICITY"}),
    "a British language": (analyze(languages=["en-GB"]), {"TOXICITY"}),
    "German that is said to be English": (analyze(GERMAN, languages=["en"]), {"TOXICITY"}),
    "two words": (analyze("You idiot"), {"TOXICITY"}),
    "two German words": (analyze("Du Idiot"), {"TOXICITY"}),
    "an emoji": (analyze("👍"), {"TOXICITY"}),
    "a blank": (analyze(" "), {"TOXICITY"}),
    "look-alike letters": (analyze("уоu аrе аn іdіоt аnd а mоrоn"), {"TOXICITY"}),
    "20,480 bytes": (analyze("x" * 20_480), {"TOXICITY"}),
    "a NUL": (analyze("a\x00b"), {"TOXICITY"}),
    "a lone surrogate": (json.dumps(analyze("\ud83d cut")).encode(), {"TOXICITY"}),
    "broken UTF-8": (b'{"comment":{"text":"caf\xe9"},"requestedAttributes":{"TOXICITY":{}}}', {"TOXICITY"}),
    "a byte order mark": (b"\xef\xbb\xbf" + json.dumps(analyze()).encode(), {"TOXICITY"}),
    "the quick start's unquoted keys": (
        b'{comment: {text: "what kind of idiot name is foo?"}, languages: ["en"], requestedAttributes: {TOXICITY:{}} }',
        {"TOXICITY"},
    ),
    "single quotes and a comma too many": (
        b"{'comment': {'text': 'it\\'s \"fine\", really: yes,'}, requestedAttributes: {TOXICITY: {},},}",
        {"TOXICITY"},
    ),
    "original field names": (
        {"comment": {"text": TEXT}, "requested_attributes": {"TOXICITY": {"score_threshold": 0.1}}},
        {"TOXICITY"},
    ),
    "unknown fields": (analyze(colour="blue"), {"TOXICITY"}),
    "entries of a context": (analyze(context={"entries": [{"text": "earlier"}]}), {"TOXICITY"}),
    "an empty context": (analyze(context={}), {"TOXICITY"}),
    "all other fields": (
        analyze(doNotStore=True, sessionId="s", communityId="c", spanAnnotations=False, languages=[]),
        {"TOXICITY"},
    ),
}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    folder = tmp_path_factory.mktemp("contract")
    settings = Settings(keys=folder / "keys.json", feedback=folder / "feedback.jsonl")
    return create_app(settings, scorer=FixedScorer(toxicity=0.5)).test_client()


def post(client, path, body):
    return client.post(path, data=body if isinstance(body, bytes) else json.dumps(body))


@pytest.mark.parametrize(("path", "body", "expected"), REFUSED.values(), ids=REFUSED.keys())
def test_a_refusal_has_googles_status_message_and_details(client, path, body, expected):
    answer = post(client, path, body)
    message, detail = expected
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/json; charset=UTF-8"
    assert answer.get_json() == {
        "error": {"code": 400, "message": message, "status": "INVALID_ARGUMENT", "details": [detail]}
    }


@pytest.mark.parametrize(("body", "names"), ANSWERED.values(), ids=ANSWERED.keys())
def test_an_answer_has_the_attributes_as_they_were_asked_for(client, body, names):
    answer = post(client, ANALYZE, body)
    content = answer.get_json()
    assert answer.status_code == 200, content
    assert (set(content["attributeScores"]) if names else None) == names
    assert ("attributeScores" in content) == bool(names)
    assert content["languages"]
    assert content["detectedLanguages"]


MALFORMED = {
    "cut off": b'{"comment":',
    "no JSON": b"comment=x",
    "deep": b'{"comment":' * 50_000,
    "deep and closed": b'{"a":' * 5000 + b"1" + b"}" * 5000,
    "an open quote and many escapes": b'{"comment": "' + b"\\" * 99_999,
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
def test_what_nobody_can_read_is_an_invalid_argument(client, body):
    answer = post(client, ANALYZE, body)
    error = answer.get_json()["error"]
    assert answer.status_code == error["code"] == 400
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["details"]
