"""Moderators look at what was held: pages that Flask and Jinja draw, with a little plain JavaScript on top.

desk        the blueprint that `app` mounts at /desk, and the parts its views share
secret      the key that signs sessions: set, or made once and kept in a file
sessions    the session cookie, and when it may travel without TLS
access      signing in and out, who may do what, cross-site request forgery
throttle    how often a name may be tried with a wrong password
headers     the security headers of every page
answers     one view, two callers: a page for a browser, JSON for the desk's own script; errors alike
query       the query string of a queue as a `Filter`, and back
highlight   a comment's text in pieces, each as strong as its words raised the score
recent      what may be half a minute old
cards       how a comment is shown: bars, blur, reasons
queue       the queues, one card after the other
acts        approve, reject, defer, undo, claim
bulk        a band of scores decided at once
articles    the page of an article, and its proposition
stances     how its readers divide, and labels that teach the stance of its comments
second      blind second opinions, and how far they agree
dashboard   the figures, as plots
charts      the geometry of those plots
statements  the statement of reasons, for export
"""

from moderation.review.desk import build_blueprint
from moderation.review.secret import load_secret
from moderation.review.sessions import DeskSessions

__all__ = ["DeskSessions", "build_blueprint", "load_secret"]
