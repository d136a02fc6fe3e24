// npm @conversationai/perspectiveapi-js-client 1.0.1: a URL on the instance; asks for SPAM and TOXICITY by default.
"use strict";
const { Client } = require("@conversationai/perspectiveapi-js-client");
const { CIVIL, CONFIGURED, KEY, TOXIC, run } = require("./common.js");

const build = (key) => {
  const client = new Client(key);
  if (CONFIGURED) client.perspectiveApiUrl = `${CONFIGURED}/v1alpha1/comments:analyze?key=${key}`;
  return client;
};

run(async () => {
  const client = build(KEY);
  const toxic = await client.getScores(TOXIC);
  const key = await build("wrong").getScores(TOXIC).catch((error) => String(error));
  return { toxic: toxic.TOXICITY, civil: (await client.getScores(CIVIL, { attributes: ["TOXICITY"] })).TOXICITY, key };
});
