-- wrk asks for the scores of comments of several lengths, in turn.
local texts = {
  "You idiot.",
  "I was at the meeting on Tuesday and nobody asked the people who live on the road what they think of it.",
  "The council says that the closure has cut traffic by a third, but it counted in August, when the school is "
    .. "shut and half of the town is away. Count again in October and publish the raw figures, then we can talk.",
}
local headers = { ["Content-Type"] = "application/json" }
local count = 0

request = function()
  count = count + 1
  local text = texts[count % #texts + 1]
  local body = '{"comment":{"text":"' .. text .. '"},"languages":["en"],"doNotStore":true,'
    .. '"requestedAttributes":{"TOXICITY":{},"INSULT":{}}}'
  return wrk.format("POST", "/v1alpha1/comments:analyze", headers, body)
end

done = function(summary, latency)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.status
    + summary.errors.timeout
  io.write(string.format(
    '{"requests":%d,"failed":%d,"per_second":%.1f,"p50_ms":%.2f,"p99_ms":%.2f,"max_ms":%.2f}\n',
    summary.requests, failed, summary.requests / summary.duration * 1e6,
    latency:percentile(50) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
