"""Capitals: a comment that shouts from beginning to end."""

from moderation.comment import Comment
from moderation.decision import Action, Finding, Reason


def check_capitals(comment: Comment, share: float, letters: int, action: Action) -> Finding | None:
    """Find a comment of at least `letters` cased letters of which `share` or more are capitals."""
    cased = [c for c in comment.text if c.isupper() or c.islower()]
    capitals = sum(c.isupper() for c in cased)
    if len(cased) < letters or capitals < share * len(cased):
        return None
    found = capitals / len(cased)
    return Finding(Reason.CAPITALS, action, f"{found:.0%} capital letters", {"share": round(found, 4), "limit": share})
