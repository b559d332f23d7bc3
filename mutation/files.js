/** The files that are mutated, below src/mixpanel, each with the tests that are written for it, below test/mixpanel. */
const engine = (...tests) => tests.map((test) => `ingest/engine/${test}`);

/** The quick tests of a run: the others are properties that take seconds. */
const RUN = engine(
  "run",
  "writes",
  "tooLarge",
  "failedRequests",
  "unconfirmed",
  "refusedRecords",
  "verdict",
  "identities",
);

const FILES = {
  "ingest/engine/parts": [...RUN, ...engine("batch")],
  "ingest/engine/delivery": RUN,
  "ingest/engine/tally": [...RUN, ...engine("watch", "timeLeft")],
  "ingest/engine/failure": RUN,
  "ingest/engine/verdict": engine("verdict", "unconfirmed", "refusedRecords", "identities"),
  "ingest/engine/inFlight": RUN,
  "ingest/engine/batch": engine("batch", "bodies"),
  "ingest/engine/packer": engine("packer", "watch", "run", "refusedRecords", "bodies"),
  "ingest/engine/positions": engine("failedRequests", "unconfirmed"),
  "ingest/engine/progress": engine("progress", "watch"),
  "ingest/engine/timeLeft": engine("timeLeft", "interrupted"),
  "ingest/engine/untilAborted": engine("interrupted"),
  "ingest/engine/run": [...RUN, ...engine("bodies", "watch", "interrupted", "timeLeft")],
  "http/retry": ["http/retry", "http/retries", "http/transportRetries"],
  "http/retries": ["http/retry", "http/retries", "http/transportRetries", "http/transportLog"],
  "http/readResponse": ["http/readResponse", "http/responseRecords"],
  "http/responseRecords": ["http/readResponse", "http/responseRecords", "http/errorFromResponse"],
  "http/errorFromResponse": ["http/errorFromResponse", "http/privacyRefusal"],
};

module.exports = { FILES };
