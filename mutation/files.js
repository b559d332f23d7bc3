/** The files that are mutated, below src/mixpanel, each with the tests that are written for it, below test/mixpanel. */
const engine = (...tests) => tests.map((test) => `ingest/engine/${test}`);

/** The tests of what validates records. */
const VALIDATE = ["event", "tracked", "updates", "violations", "eventIds"].map((test) => `ingest/validate/${test}`);

/** The tests of what turns events into records to send. */
const EVENTS = ["events", "track", "present", "textIds", "identityEvents", "writeEvent"].map(
  (test) => `ingest/${test}`,
);

const FILES = {
  "ingest/engine/parts": engine("parts"),
  "ingest/engine/delivery": engine("delivery", "deliveryFailures"),
  "ingest/engine/tally": engine("tally", "tallyEnding"),
  "ingest/engine/failure": engine("failure"),
  "ingest/engine/verdict": engine("verdict", "unconfirmed", "refusedRecords", "identities"),
  "ingest/engine/inFlight": engine("inFlight", "run"),
  "ingest/engine/batch": engine("batch"),
  "ingest/engine/packer": engine("packer", "run"),
  "ingest/engine/positions": engine("positions"),
  "ingest/engine/progress": engine("progress", "watch"),
  "ingest/engine/timeLeft": engine("timeLeft", "interrupted"),
  "ingest/engine/untilAborted": engine("untilAborted", "interrupted"),
  "ingest/engine/dispatch": engine("run", "packAhead", "runEnds", "runTime", "failedRequests", "bodies", "interrupted"),
  "ingest/engine/run": engine("run", "packAhead", "runEnds", "runTime", "failedRequests", "bodies", "watch"),
  "http/retry": ["http/retry", "http/retries"],
  "http/retries": ["http/retry", "http/retries", "http/transportRetries", "http/transportLog"],
  "http/readResponse": ["http/readResponse", "http/readResponseCases"],
  "http/responseRecords": ["http/responseRecords"],
  "http/errorFromResponse": ["http/errorFromResponse"],
  "http/rateLimits": ["http/rateLimits"],
  "http/parameters": ["http/parameters"],
  "http/networkError": ["http/networkError"],
  "http/baseUrl": ["http/baseUrl"],
  "http/timeLimits": ["http/timeLimits"],
  "http/privacyRefusal": ["http/privacyRefusal", "http/errorFromResponse"],
  "ingest/insertId": ["ingest/insertId", "ingest/writeEvent"],
  "ingest/result": ["ingest/result"],
  "ingest/identityEvents": ["ingest/identityEvents"],
  "ingest/completeEvent": EVENTS,
  "ingest/encodeEvent": EVENTS,
  "ingest/validate/event": VALIDATE,
  "ingest/validate/eventIds": VALIDATE,
  "ingest/validate/profile": VALIDATE,
  "ingest/validate/properties": VALIDATE,
  "ingest/validate/refusedIds": VALIDATE,
  "ingest/validate/size": VALIDATE,
  "ingest/validate/tracked": VALIDATE,
  "ingest/validate/violations": VALIDATE,
};

module.exports = { FILES };
