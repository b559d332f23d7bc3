/** The files that are mutated, below src/mixpanel, each with the tests that are written for it, below test/mixpanel. */
const engine = (...tests) => tests.map((test) => `ingest/engine/${test}`);

const validate = (...tests) => tests.map((test) => `ingest/validate/${test}`);

/** The tests of what all validation has in common. */
const VALIDATE = validate("event", "tracked", "updates", "violations", "eventIds");

const FILES = {
  "ingest/engine/parts": engine("parts"),
  "ingest/engine/delivery": engine("delivery", "deliveryFailures"),
  "ingest/engine/tally": engine("tally", "tallyEnding"),
  "ingest/engine/failure": engine("failure"),
  "ingest/engine/verdict": engine("verdict", "unconfirmed", "refusedRecords", "identities"),
  "ingest/engine/inFlight": engine("inFlight", "run"),
  "ingest/engine/batch": engine("batch", "batchRuns"),
  "ingest/engine/packer": engine("packer", "run", "verbatim"),
  "ingest/engine/positions": engine("positions"),
  "ingest/engine/progress": engine("progress", "watch"),
  "ingest/engine/timeLeft": engine("timeLeft", "interrupted"),
  "ingest/engine/untilAborted": engine("untilAborted", "interrupted"),
  "ingest/engine/dispatch": engine("dispatch"),
  "ingest/engine/options": engine("options"),
  "ingest/engine/run": engine(
    "run",
    "packAhead",
    "runEnds",
    "runLines",
    "runTime",
    "failedRequests",
    "bodies",
    "watch",
  ),
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
  "http/call": ["http/call", "http/callEnds"],
  "http/wholeCalls": ["http/wholeCalls"],
  "http/transport": ["http/transport"],
  "http/callRequest": ["http/callRequest"],
  "http/compression": ["http/compress", "http/compression"],
  "http/response": ["http/response"],
  "http/responseSize": ["http/responseSize"],
  "http/errorText": ["http/errorText"],
  "http/defaultIds": ["http/defaultIds"],
  "http/watched": ["http/watched"],
  "records/jsonScanner": ["records/jsonScanner"],
  "records/recordRun": ["records/recordRun"],
  "ingest/engine/verbatim": engine("verbatim"),
  "ingest/verbatimEvents": ["ingest/verbatimEvents"],
  "ingest/soundEvent": ["ingest/soundEvent"],
  "ingest/insertId": ["ingest/insertId", "ingest/writeEvent"],
  "ingest/acceptedOne": ["ingest/acceptedOne"],
  "ingest/idText": ["ingest/textIds"],
  "ingest/profileKinds": ["ingest/profileKinds"],
  "ingest/profileRows": ["ingest/profileRows"],
  "ingest/readUpdate": ["ingest/textIds", "records/utf8"],
  "ingest/result": ["ingest/result"],
  "ingest/identityEvents": ["ingest/identityLane"],
  "ingest/completeEvent": ["ingest/completeEvent"],
  "ingest/encodeEvent": ["ingest/encodeEvent"],
  "ingest/validate/event": validate("event", "shape"),
  "ingest/validate/eventIds": VALIDATE,
  "ingest/validate/profile": validate("updates"),
  "ingest/validate/properties": validate("properties", "size"),
  "ingest/validate/refusedIds": validate("refusedIds"),
  "ingest/validate/size": validate("size"),
  "ingest/validate/tracked": validate("tracked"),
  "ingest/validate/violations": VALIDATE,
};

/** Files whose constants are mutated too: settings of every request. Each such mutant needs all tests of the file. */
const WITH_CONSTANTS = ["http/wholeCalls"];

module.exports = { FILES, WITH_CONSTANTS };
