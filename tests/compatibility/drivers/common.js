// What every Node driver needs; the clients are found through NODE_PATH.
"use strict";
exports.CONFIGURED = process.env.PERSPECTIVE_BASE;
exports.BASE = exports.CONFIGURED || "https://commentanalyzer.googleapis.com";
exports.KEY = process.env.PERSPECTIVE_KEY;
exports.TOXIC = "You are a stupid, disgusting idiot and everybody here hates you. 👍";
exports.CIVIL = "Thank you for explaining the new timetable so clearly.";
exports.run = (observe) =>
  observe().then(
    (observed) => console.log(JSON.stringify(observed)),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
