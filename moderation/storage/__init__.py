"""Comments, decisions, labels and the append-only log: the only place with SQL.

`open_store(url)` gives a `Store`; its parts are one file each:

    comments    save a scored comment once, find it again
    queues      what waits for a moderator: pages, counts, histogram
    claims      two moderators never hold the same card
    acts        approve, reject, defer, one or many; undo of any act
    reports     what readers reported
    clusters    near-duplicates, decided once
    authors     an author's history, and erasure
    articles    articles and their propositions
    reviews     blind second reviews and how far people agree
    users       moderators, editors and admins
    labels      what moderators taught, for the next model
    stances     what moderators say of a comment's stance, for its article
    statements  the statement of reasons for every rejected comment
    figures     the numbers of the dashboard
    log         every change, append-only
    retention   what is old is forgotten

`tables` and `migrations` hold the schema, `database` the connection, `records` what the parts give back.
"""

from moderation.storage.records import (
    Band,
    Card,
    Filter,
    Order,
    Queue,
    Role,
    Status,
    StoredComment,
    Verdict,
)
from moderation.storage.store import Store, open_store

__all__ = [
    "Band",
    "Card",
    "Filter",
    "Order",
    "Queue",
    "Role",
    "Status",
    "Store",
    "StoredComment",
    "Verdict",
    "open_store",
]
