import type { ActionExpectation } from "./describeAction";
import type { Refusal } from "./describeRefusals";
import type { Reply, SentRequest } from "./wire";

/** What an action that sends records returns where all of them were taken. */
export function takenAll(records: number, batches = 1) {
  return {
    received: records,
    sent: records,
    imported: records,
    failed: 0,
    unknown: 0,
    unconfirmed: 0,
    batches,
    retries: 0,
    bytes: expect.any(Number),
    duration_ms: expect.any(Number),
    failed_records: [],
    unknown_records: [],
    failed_records_truncated: false,
    unconfirmed_requests: [],
    resume_from: null,
    stopped_by: null,
  };
}

/** The inputs of every sending action that leave a valid record as it is. */
export const TUNING: ActionExpectation["optional"] = [
  ["failOnRejected", false, {}],
  ["validateOnly", false, {}],
  ["skipInvalid", true, {}],
  ["concurrency", "1", {}],
  ["rateShare", 50, {}],
  ["resumeFrom", "0", {}],
];

export const TUNING_REFUSALS: Refusal[] = [
  ["a failure switch that is no switch", { failOnRejected: "perhaps" }, "Fail On Rejected"],
  ["a check that is no switch", { validateOnly: "perhaps" }, "Validate Only"],
  ["another check that is no switch", { skipInvalid: "perhaps" }, "Skip Invalid"],
  ["no requests at once", { concurrency: 0 }, "Requests At Once"],
  ["a share of more than all", { rateShare: 101 }, "Rate Share (%)"],
  ["a position before the first record", { resumeFrom: -1 }, "Resume From"],
];

/** A JSON input as a builder or a previous step may hand it over: list, text, one object, a file. */
export function jsonForms(input: string, record: object) {
  const text = JSON.stringify([record]);
  return [
    ["text", { [input]: text }, {}],
    ["text of one object", { [input]: JSON.stringify(record) }, {}],
    ["one object", { [input]: record }, {}],
    ["a file", { [input]: { data: Buffer.from(text), contentType: "application/json" } }, {}],
  ] as const;
}

/** What no input of records takes. */
export function badRecords(input: string, label: string): Refusal[] {
  return [
    ["nothing", { [input]: "" }, label],
    ["malformed JSON", { [input]: '[{"event": ' }, label],
    ["text that is no JSON", { [input]: "Signed Up" }, label],
    ["a number", { [input]: 7 }, label],
    ["true", { [input]: true }, label],
    ["the JSON text null", { [input]: "null" }, label],
    ["an empty list", { [input]: [] }, label],
    ["an empty list as text", { [input]: "[]" }, label],
    ["a list of null", { [input]: [null] }, label],
    ["a list of lists", { [input]: [[]] }, label],
    ["a list of empty objects", { [input]: [{}] }, label],
  ];
}

/** Events that differ in their distinct ID alone. */
export function manyEvents(count: number) {
  return Array.from({ length: count }, (_, index) => ({
    event: "Signed Up",
    properties: { time: 1700000000, distinct_id: `user-${index}`, $insert_id: `signup-${index}` },
  }));
}

/** Mixpanel's answer to an import of which it stores every event. */
export function storedAll({ json }: SentRequest): Reply {
  return { body: { code: 200, num_records_imported: Array.isArray(json) ? json.length : 0, status: "OK" } };
}
