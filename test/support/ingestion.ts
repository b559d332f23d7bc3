import { gzipSync } from "node:zlib";
import type { ActionExpectation } from "./describeAction";
import type { Refusal, Rejection } from "./describeRefusals";
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
export const TUNING: NonNullable<ActionExpectation["optional"]> = [
  ["failOnRejected", false, {}],
  ["validateOnly", false, {}],
  ["skipInvalid", true, {}],
  ["concurrency", "1", {}],
  ["rateShare", 50, {}],
  ["resumeFrom", "0", {}],
];

export const TUNING_STEERS = TUNING.map(([input]) => input);

export const TUNING_REFUSALS: Refusal[] = [
  ["a failure switch that is no switch", { failOnRejected: "perhaps" }, "Fail On Rejected"],
  ["a check that is no switch", { validateOnly: "perhaps" }, "Validate Only"],
  ["another check that is no switch", { skipInvalid: "perhaps" }, "Skip Invalid"],
  ["no concurrent requests", { concurrency: 0 }, "Concurrent Requests"],
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
    ["the JSON text true", { [input]: "true" }, label],
  ];
}

/** What is no record, in a list and in NDJSON, behind one that is sound. @param rule what an element that is no object breaks */
export function badElements(input: string, sound: unknown, rule: string): Rejection[] {
  const lines = (line: string) => `${JSON.stringify(sound)}\n${line}\n`;
  return [
    ["T8: null in a list", { [input]: [sound, null] }, rule],
    ["T8: a list in a list", { [input]: [sound, []] }, rule],
    ["T8: null in a list as text", { [input]: JSON.stringify([sound, null]) }, rule],
    ["T8: null on a line", { [input]: lines("null") }, rule],
    ["T8: a line that is no JSON", { [input]: lines("{") }, "invalid_json"],
  ];
}

/** What is empty, and what is not even that: blank text and files without bytes. */
const EMPTY = [
  ["an empty list", []],
  ["an empty list as text", "[]"],
  ["blank text", " \n\n"],
  ["an empty file", { data: Buffer.alloc(0), contentType: "application/json" }],
  ["an empty compressed file", { data: gzipSync(""), contentType: "application/gzip" }],
] as const;

/** Inputs of records that hold none. */
export const emptyForms = (input: string) => EMPTY.map(([what, value]) => [what, { [input]: value }] as const);

/** Empty inputs, where they are a mistake. */
export const emptyRefusals = (input: string, label: string): Refusal[] =>
  emptyForms(input).map(([what, params]): Refusal => [`T8: ${what}`, params, label]);

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
