"""Approve, reject, defer, undo; claims that are given back."""

from typing import Final

from flask import Blueprint, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from moderation.api.endpoint import json_response
from moderation.decision import Reason
from moderation.errors import ConflictError, FieldProblem, InvalidFieldError
from moderation.review.answers import done
from moderation.review.parts import Desk, current_user
from moderation.storage import Verdict

_DONE: Final = {Verdict.APPROVE: "Approved", Verdict.REJECT: "Rejected", Verdict.DEFER: "Deferred"}


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the acts; each can be undone by its id."""
    store = desk.store

    def decide(comment_id: int) -> AnyResponse:
        verdict, reason, note = read_verdict()
        name = current_user().name
        if request.form.get("cluster") == "1":
            act = store.acts.decide_cluster(comment_id, verdict, name, reason=reason, note=note)
        else:
            revision = request.form.get("revision", type=int)
            seen = {comment_id: revision} if revision is not None else None
            act = store.acts.decide([comment_id], verdict, name, reason=reason, note=note, revisions=seen)
        return done(act, describe(verdict, act.count, reason), url_for("desk.queue"))

    def undo() -> AnyResponse:
        name = current_user().name
        act_id = request.form.get("act") or None
        if act_id is None:
            latest = store.acts.last_undoable(name)
            if latest is None:
                raise ConflictError("There is nothing of yours to undo.")
            act_id = latest.id
        act = store.acts.undo(act_id, name)
        return done(act, f"Undone: {count_of(act.count)} back as before.", url_for("desk.queue"))

    def release() -> AnyResponse:
        return json_response({"released": store.claims.release_all(current_user().name)})

    blueprint.add_url_rule("/comments/<int:comment_id>/decide", "decide", decide, methods=["POST"])
    blueprint.add_url_rule("/undo", "undo", undo, methods=["POST"])
    blueprint.add_url_rule("/release", "release", release, methods=["POST"])


def read_verdict() -> tuple[Verdict, Reason | None, str | None]:
    """Read verdict, reason and note of a form. Raises `InvalidFieldError`: a rejection needs a reason."""
    raw, code = request.form.get("verdict", ""), request.form.get("reason", "")
    try:
        # a button that names a reason is a rejection by itself
        verdict = Verdict(raw) if raw else (Verdict.REJECT if code else Verdict(raw))
        reason = Reason(code) if code and verdict is Verdict.REJECT else None
    except ValueError as error:
        raise InvalidFieldError(
            [FieldProblem("verdict", f"{error}: approve, reject with a reason, or defer")]
        ) from error
    if verdict is Verdict.REJECT and reason is None:
        raise InvalidFieldError([FieldProblem("reason", "is missing: say why the comment is rejected")])
    return verdict, reason, request.form.get("note", "").strip() or None


def describe(verdict: Verdict, count: int, reason: Reason | None) -> str:
    """Say what was done: "Rejected 3 comments: insult."."""
    because = f": {reason.value.replace('_', ' ')}" if reason is not None else ""
    return f"{_DONE[verdict]} {count_of(count)}{because}."


def count_of(count: int) -> str:
    """Return "1 comment" or "1,200 comments"."""
    return "1 comment" if count == 1 else f"{count:,} comments"
