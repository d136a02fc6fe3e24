"""What each driver must observe, whichever way its client found the server."""

LANGUAGES = "Attribute TOXICITY does not support request languages: "
BAD_KEY = "API key not valid. Please pass a valid API key."


def google_api_python_client(seen):
    assert seen["token"] == "t1"
    assert seen["spans"] == 2
    assert seen["feedback"] == "t2"
    assert seen["below"] == ["detectedLanguages", "languages"]
    assert seen["language"] == [400, LANGUAGES + "ja, de", "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"]
    assert seen["key"] == [400, BAD_KEY, "API_KEY_INVALID"]
    assert seen["batch"]["toxic"] == seen["toxic"]
    assert seen["batch"]["civil"] == seen["civil"]
    assert "Comment must be non-empty." in seen["batch"]["empty"]


def perspective(seen):
    assert seen["key"] == 400
    assert seen["feedback"] == {"clientToken": "t2", "detectedLanguages": ["en"]}


def pyperspective(seen):
    assert seen["key"] == "InvalidAuthKey"
    assert seen["detected"] == ["en"]


def perspectiveapi_js_client(seen):
    assert "400" in seen["key"]


def googleapis_common(seen):
    assert seen["token"] == "t1"
    assert seen["feedback"] == "t2"
    assert seen["language"] == [400, "Attribute TOXICITY@6 does not support request languages: de"]
    assert seen["key"] == [400, BAD_KEY]


def perspectiveapi(seen):
    assert seen["insult"] > 0.5
    assert seen["flirtation"] is None


def perspective_py(seen):
    assert seen["language"] == ["UnsupportedLanguage", 'Japanese (ja) is not supported by "TOXICITY" attribute.']
    assert seen["key"][0] == "InvalidToken"


def pyspective(seen):
    assert {"TOXICITY", "INSULT", "PROFANITY", "THREAT", "IDENTITY_ATTACK"} <= set(seen["attributes"])
    assert seen["feedback"] == "Successed"


def begentle(seen):
    assert set(seen) == {"toxic", "civil"}


def perspective_api_client(seen):
    assert seen["key"] == BAD_KEY
    assert seen["long"] == "Comment text too long."


def check(name, seen):
    assert seen["toxic"] > 0.5
    assert seen["civil"] < 0.2
    globals()[name](seen)
