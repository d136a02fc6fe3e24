// npm perspective-api-client 3.1.0: a fixed URL.
"use strict";
const Perspective = require("perspective-api-client");
const { CIVIL, KEY, TOXIC, run } = require("./common.js");

run(async () => {
  const score = (answer) => answer.attributeScores.TOXICITY.summaryScore.value;
  const client = new Perspective({ apiKey: KEY });
  const key = await new Perspective({ apiKey: "wrong" }).analyze(TOXIC).catch((error) => error.message);
  const long = await client.analyze("é".repeat(20000)).catch((error) => error.message);
  return {
    toxic: score(await client.analyze(TOXIC)),
    civil: score(await client.analyze(`<b>${CIVIL}</b>`, { attributes: ["toxicity", "insult"] })),
    key,
    long,
  };
});
