"""Links: more of them than a reader's comment needs, or to places that the site does not trust."""

from collections.abc import Sequence
from typing import Final

import regex

from moderation.comment import Comment
from moderation.decision import Action, Evidence, Finding, Reason

#: Without `https://` only under endings that are no words, in small letters: "the end.Me too" is no link.
_LINK: Final = regex.compile(
    r"(?i:https?://|www\.)(?P<host>[^\s/?#:\u3000]++)[^\s\u3000]*+"
    r"|(?<![\w@.-])(?P<bare>(?:[A-Za-z0-9-]{1,63}\.){1,4}(?:com|net|org|info|biz|io|shop|xyz|ru))\b[^\s\u3000]*+"
)


def find_links(text: str) -> list[tuple[int, int, str]]:
    """Return start, end and host of each link, also of those written without `https://`.

    >>> find_links("see example.com/x or https://www.BBC.co.uk, ok")
    [(4, 17, 'example.com'), (21, 43, 'www.bbc.co.uk')]
    """
    found = []
    for match in _LINK.finditer(text):
        host = (match["host"] or match["bare"]).rstrip(".,;:!?)").lower()
        found.append((match.start(), match.end(), host))
    return found


def check_links(comment: Comment, maximum: int, allow: Sequence[str], action: Action) -> Finding | None:
    """Find a comment with more than `maximum` links to hosts that are not allowed."""
    links = [link for link in find_links(comment.text) if not _is_allowed(link[2], allow)]
    if len(links) <= maximum:
        return None
    evidence = tuple(Evidence(start, end, comment.text[start:end], 0.0) for start, end, _ in links[:8])
    plural = "" if len(links) == 1 else "s"
    details = {"count": len(links), "maximum": maximum}
    return Finding(Reason.LINKS, action, f"{len(links)} link{plural}, {maximum} allowed", details, evidence)


def _is_allowed(host: str, allow: Sequence[str]) -> bool:
    return any(host == allowed or host.endswith(f".{allowed}") for allowed in allow)
