// Google's Node discovery client (googleapis-common 8.0.3), as OSMod uses it.
"use strict";
const { Discovery } = require("googleapis-common");
const { BASE, CIVIL, KEY, TOXIC, run } = require("./common.js");

run(async () => {
  const create = await new Discovery({}).discoverAPI(`${BASE}/$discovery/rest?version=v1alpha1`);
  const { comments } = create({});
  const analyze = async (text, more = {}, key = KEY) =>
    (
      await comments.analyze({
        key,
        resource: { comment: { text }, requestedAttributes: { "TOXICITY@6": {} }, languages: ["en"], ...more },
      })
    ).data;
  const toxic = await analyze(TOXIC, { clientToken: "t1" });
  const feedback = await comments.suggestscore({
    key: KEY,
    resource: {
      comment: { text: TOXIC },
      attributeScores: { TOXICITY: { summaryScore: { value: 1 } } },
      clientToken: "t2",
    },
  });
  const refusal = (error) => [error.response.status, error.response.data.error.message];
  return {
    toxic: toxic.attributeScores["TOXICITY@6"].summaryScore.value,
    civil: (await analyze(CIVIL)).attributeScores["TOXICITY@6"].summaryScore.value,
    token: toxic.clientToken,
    feedback: feedback.data.clientToken,
    language: await analyze(TOXIC, { languages: ["de"] }).catch(refusal),
    key: await analyze(TOXIC, {}, "wrong").catch(refusal),
  };
});
