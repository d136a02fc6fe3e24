"""A request becomes a Comment, a Decision becomes a response.

endpoint  what an endpoint is: its route, its documentation and its view in one place
body      read a request's body: limits, media type, JSON, the schema
problem   every error as RFC 9457 problem JSON
score     POST /v1/score
batch     POST /v1/score:batch
attributes  the names that Perspective knew and where their numbers come from, GET /v1/attributes
perspective/  Google Perspective's protocol
keys      API keys and their scopes
access    who may call: the holder of a key, or this machine alone
feedback  labels from outside
metrics   /metrics
health    /healthz and /readyz
openapi   /openapi.json and a readable page of it
"""
