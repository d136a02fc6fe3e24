"""What every Python driver needs. It runs inside the client's own environment, with nothing of this project."""

import json
import os

#: Set: the client is configured with this address. Not set: it is unmodified and calls Google's host by name.
CONFIGURED = os.environ.get("PERSPECTIVE_BASE")
BASE = CONFIGURED or "https://commentanalyzer.googleapis.com"
KEY = os.environ["PERSPECTIVE_KEY"]
TOXIC = "You are a stupid, disgusting idiot and everybody here hates you. 👍"
CIVIL = "Thank you for explaining the new timetable so clearly."


def report(**observed):
    print(json.dumps(observed))
