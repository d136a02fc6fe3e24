"""A request becomes a Comment, a Decision becomes a response.

endpoint  what an endpoint is: its route, its documentation and its view in one place
body      read a request's body: limits, media type, JSON, the schema
problem   every error as RFC 9457 problem JSON
score     POST /v1/score, GET /v1/attributes
batch     POST /v1/score:batch
health    /healthz and /readyz
openapi   /openapi.json and a readable page of it
"""
