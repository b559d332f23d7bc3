/** Every example of a request and of a response in Mixpanel's description, sent to and asked of the sandbox. */
import described from "../../../test/contract/examples.json";
import official from "../../../test/contract/official.json";
import type { Sandbox } from "../src";
import type { Calls } from "./describedExamples/calls";
import { INGESTION } from "./describedExamples/ingestion";
import { MANAGEMENT } from "./describedExamples/management";
import { QUERIES } from "./describedExamples/queries";
import { kindsOfDifferences } from "./describedExamples/shape";
import { type Answer, startStill } from "./ingestionClient";

/** What the description shows of an operation. */
interface Examples {
  requests?: { in: string; example: unknown }[];
  responses?: { status: number; name?: string; type: string; example: unknown }[];
}

const operations = Object.entries<Examples>(described);
const calls = new Map(Object.entries<Calls[string]>({ ...QUERIES, ...INGESTION, ...MANAGEMENT }));

const RESPONSES = operations.flatMap(([id, { responses = [] }]) =>
  responses.map(({ status, name, type, example }) => ({
    key: [id, status, name ?? []].flat().join(" "),
    status,
    type,
    example,
  })),
);
/** The status of the first response that is shown, and its text if it is one value. */
function acceptedBy([first]: Required<Examples>["responses"]): { status: number; text?: string } {
  if (first === undefined) return { status: 200 };
  return { status: first.status, ...(typeof first.example === "number" && { text: String(first.example) }) };
}

const REQUESTS = operations.flatMap(([id, { requests = [], responses = [] }]) =>
  requests.map(({ example }, index) => ({
    key: `${id} request ${index + 1}`,
    example,
    response: acceptedBy(responses),
  })),
);

/** Where the sandbox answers in another shape, and why that is right. */
const OTHERWISE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "funnels-query 200": {
    "$.data.*.steps.*.avg_time: null instead of number":
      "nobody takes time to reach the first step; the prose says null",
  },
  "engage-query 200": {
    "$.results.*.$distinct_id: string instead of number": "IDs come back as they were sent, and the sample's are texts",
  },
  "get-deletion 200": {
    "$.results.project_id: number instead of string":
      "the example has words in the place of the ID; the schema beside it says number",
  },
};

/** A request that the sandbox refuses as the description shows it: its response, why that is right, and what makes it valid. */
interface Refused {
  status: number;
  json: unknown;
  reason: string;
  /** Corrects the example, as JSON. */
  correct: (example: string) => string;
}

const REFUSED: Readonly<Record<string, Refused>> = {
  "create-identity request 1": {
    status: 200,
    json: 0,
    reason: "the text beside the example wants a UUID as $anon_id",
    correct: (example) => example.replace("NEW_ID", "0b0c6c4a-4f3e-4c0f-9d57-6a3c4b3f2a11"),
  },
  "get-variant-assignments request 1": {
    status: 400,
    json: { status: "error", error: "context: must be a JSON object" },
    reason: "a quotation mark too many stands at the end",
    correct: (example) => example.replace('%22"', '"'),
  },
  "query-jql request 1": {
    status: 400,
    json: { request: "/api/query/jql", error: "Invalid value for params: it must be JSON." },
    reason: "the dates lack their quotation marks",
    correct: (example) => example.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '\\"$&\\"'),
  },
  "retention-query request 1": {
    status: 500,
    json: { request: "/api/query/retention", error: "Internal Server Error" },
    reason: "each parameter has an example of its own, but Mixpanel does not take unit and interval together",
    correct: (example) => example.replace('"interval":1,', ""),
  },
};

let sample: Sandbox;
let empty: Sandbox;
beforeAll(async () => {
  sample = await startStill({ sample: true, limits: false });
  empty = await startStill({ limits: false });
});
beforeEach(() => empty.reset());
afterAll(() => Promise.all([sample.close(), empty.close()]));

/** Makes the call of an example: queries ask for the sample, all else begins with nothing. */
function ask(key: string, example: unknown): Promise<Answer> {
  const call = calls.get(key);
  if (!call) throw new Error(`Nothing asks for the example ${key}.`);
  return call(key in QUERIES ? sample : empty, example);
}

const linesOf = (text: string): unknown[] =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("B8: each operation of the description is listed, and nothing is asked for that has no example", () => {
  expect(Object.keys(described)).toEqual(Object.keys(official));
  expect([RESPONSES.length, REQUESTS.length]).toEqual([104, 30]);
  const keys = [...RESPONSES, ...REQUESTS].map(({ key }) => key);
  expect([...calls.keys()].sort()).toEqual([...new Set(keys)].sort());
  expect(keys).toEqual(expect.arrayContaining([...Object.keys(OTHERWISE), ...Object.keys(REFUSED)]));
});

test.each(RESPONSES)("B8: $key has the shape of its example", async ({ key, status, type, example }) => {
  const answer = await ask(key, example);
  expect([answer.status, answer.headers.get("content-type")?.replace(/;.*/, "")]).toEqual([status, type]);
  const [shown, got] = typeof example === "string" ? [linesOf(example), linesOf(answer.text)] : [example, answer.json];
  expect(kindsOfDifferences(shown, got)).toEqual(Object.keys(OTHERWISE[key] ?? {}));
});

test.each(REQUESTS)("B8: $key is accepted as the description shows it", async ({ key, example, response }) => {
  const { status, json, reason, correct } = REFUSED[key] ?? {};
  if (correct) {
    const refused = await ask(key, example);
    expect({ status: refused.status, json: refused.json, reason }).toEqual({ status, json, reason });
  }
  const valid: unknown = correct ? JSON.parse(correct(JSON.stringify(example))) : example;
  const accepted = await ask(key, valid);
  expect({ status: accepted.status, text: accepted.text }).toEqual({
    status: response.status,
    text: response.text ?? accepted.text,
  });
});
