"""Coral's side doors: the external moderation phase, and its webhooks. The front door is comments:analyze.

    signature   which requests are Coral's
    verdict     a decision in Coral's statuses, flags and reasons
    phase       POST /v1/coral/moderate
    outcomes    what Coral's moderators decided, asked of its GraphQL
    events      POST /v1/coral/events

Written against Coral 9.11.8 (`pipeline/phases/external.ts`, `signingSecret/helpers.ts`, `queue/tasks/webhook`).
"""
