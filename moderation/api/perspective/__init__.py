"""The wire protocol of Google's Perspective API (commentanalyzer v1alpha1): a caller changes one URL and goes on.

errors     every refusal in Google's shape, with its exact text and details
call       a call as the handlers see it: over HTTP, or as a part of a batch
lenient    the JSON that Google's parser takes and a strict one refuses
fields     read fields with their types, refused in Google's words
comment    the parts that both methods share: comment, context, languages
languages  what becomes of text that the model does not read
spans      UTF-16 offsets, sentences
analyze    comments:analyze
suggest    comments:suggestscore
quota      requests a minute for each key
discovery  the discovery document
batch      POST /batch, multipart/mixed
schema     what it all looks like, for our own OpenAPI document
endpoints  the routes, CORS, and the last resort for errors

Its callers fail open: on any error, redirect or time-out the comment is published unmoderated. So a short comment, odd
JSON or an unknown media type is never an error here.
"""
