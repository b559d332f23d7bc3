import { attemptIn, collapsed, Outages } from "../src/outages";

const line = (outcome: string, attempt: number, rest = "") =>
  `Mixpanel importEvents: POST /import ${outcome} in 12 ms, 40 bytes out, 12 bytes in, attempt ${attempt}${rest}`;

function follow() {
  let ms = 0;
  const lines: string[] = [];
  const outages = new Outages(
    (level, message) => lines.push(`${level}: ${message}`),
    () => ms,
  );
  const pass = (by: number) => {
    ms += by;
  };
  return { outages, lines, pass };
}

test.each([
  [
    line("503", 1, "; retry in 1.2 s, and for at most 80.5 s"),
    { outcome: 503, reason: undefined, retryInMs: 1_200, givesUpInMs: 80_500 },
  ],
  [
    line("network_error (ECONNREFUSED)", 2, "; retry in 4.0 s"),
    { outcome: "network_error", reason: "ECONNREFUSED", retryInMs: 4_000, givesUpInMs: undefined },
  ],
  [line("200", 3), { outcome: 200, reason: undefined, retryInMs: undefined, givesUpInMs: undefined }],
])("F1: the component's line %j is an attempt", (text, attempt) => {
  expect(attemptIn(text)).toEqual(attempt);
});

test("F1: fifty retries are two lines: the cause with the time it goes on, and the end with the count", () => {
  const { outages, lines, pass } = follow();
  for (let attempt = 0; attempt < 50; attempt++) {
    outages.note({ outcome: "network_error", reason: "ECONNREFUSED", retryInMs: 1_000, givesUpInMs: 83_000 });
    pass(1_000);
  }
  outages.note({ outcome: 200 });
  outages.note({ outcome: 200 });
  expect(lines).toEqual([
    "warn: Mixpanel cannot be reached: nothing listens at its address (ECONNREFUSED). Trying again, for at most 83 s.",
    "info: Mixpanel responds again after 50 s and 50 failed attempts.",
  ]);
});

test("F1: a run that gives up says so, with the last attempt counted", () => {
  const { outages, lines, pass } = follow();
  outages.note({ outcome: 503, retryInMs: 2_000, givesUpInMs: 2_000 });
  pass(2_000);
  outages.note({ outcome: 503 });
  outages.end(false);
  expect(lines).toEqual([
    "warn: Mixpanel responds with an error (503). Trying again, for at most 2 s.",
    "warn: Given up after 2 s and 2 failed attempts.",
  ]);
});

test("F1: a success of another request does not end an outage before the retry is due", () => {
  const { outages, lines, pass } = follow();
  outages.note({ outcome: 429, retryInMs: 3_000 });
  outages.note({ outcome: 200 });
  pass(1_000);
  outages.note({ outcome: 429, retryInMs: 3_000 });
  pass(2_500);
  outages.note({ outcome: 200 });
  pass(500);
  outages.note({ outcome: 200 });
  outages.end(true);
  expect(lines).toEqual([
    "warn: Mixpanel's rate limit is reached (429). Trying again.",
    "info: Mixpanel responds again after 4 s and 2 failed attempts.",
  ]);
});

test("F1: a run that fails on an unusable response is not said to have recovered", () => {
  const { outages, lines, pass } = follow();
  outages.note({ outcome: 503, retryInMs: 1_000 });
  pass(1_000);
  outages.note({ outcome: 200 });
  outages.end(false);
  expect(lines).toEqual(["warn: Mixpanel responds with an error (503). Trying again."]);
});

test("F1: an unusable response that is retried belongs to the same outage", () => {
  const { outages, lines, pass } = follow();
  outages.note({ outcome: 503, retryInMs: 1_000 });
  pass(1_000);
  outages.note({ outcome: 200 });
  outages.note({ outcome: "unusable_response", retryInMs: 1_000 });
  pass(1_000);
  outages.note({ outcome: 200 });
  pass(5_000);
  outages.end(true);
  expect(lines).toEqual([
    "warn: Mixpanel responds with an error (503). Trying again.",
    "info: Mixpanel responds again after 2 s and 2 failed attempts.",
  ]);
});

test("F1: each outage has its own lines, and a run without one has none", () => {
  const { outages, lines, pass } = follow();
  outages.note({ outcome: 200 });
  outages.end(true);
  for (const outcome of ["timeout", "unusable_response"]) {
    outages.note({ outcome, retryInMs: 1_000 });
    pass(1_000);
    outages.note({ outcome: 200 });
    outages.note({ outcome: 200 });
  }
  expect(lines.filter((text) => text.startsWith("warn"))).toEqual([
    "warn: Mixpanel does not respond in time. Trying again.",
    "warn: Mixpanel's response cannot be used (unusable_response). Trying again.",
  ]);
  expect(lines).toHaveLength(4);
});

test("F1: other lines pass as they are, and --debug shows each attempt", () => {
  const [quiet, loud]: [string[], string[]] = [[], []];
  const texts = [line("503", 1, "; retry in 1.2 s"), "Sync Rows: 3 rows were rejected"];
  for (const text of texts) {
    collapsed((_level, message) => quiet.push(message), false).log("warn", text);
    collapsed((_level, message) => loud.push(message), true).log("warn", text);
  }
  expect(quiet).toEqual(["Mixpanel responds with an error (503). Trying again.", texts[1]]);
  expect(loud).toEqual(texts);
});
