import { loadComponent } from "../../src/bundle";
import { shortfall } from "../../src/outcome";
import { BUNDLE } from "../runCli";

const { actions } = loadComponent(BUNDLE);

/** Keys that sound like a failure and are none: what they hold is data, an example, or has a key of its own that counts. */
const NO_FAILURE = new Set([
  "bad_lines",
  "failed_records",
  "failed_records_truncated",
  "held_file",
  "held_orders",
  "held_rows",
  "held_rows_truncated",
  "incomplete",
  "not_covered",
  "not_found",
  "not_searched",
  "problems",
  "rejected_by_reason",
  "rejected_file",
  "rejected_orders",
  "rejected_rows",
  "rejected_rows_truncated",
  "unconfirmed_requests",
  "unknown_records",
]);

const SOUNDS_LIKE_FAILURE =
  /fail|reject|refus|error|stop|held|hold|unconfirm|unknown|complete|^ok$|clean|ready|outage|problem|bad|not_|replaced|cancelled$|outcome/;

const keysOf = (schema: string | undefined): string[] => Object.keys(Object(JSON.parse(schema ?? "{}").properties));

/** A value for which a key says that something went wrong. */
const BAD_VALUES: readonly unknown[] = [false, 1, "time", { message: "down" }, "partly_submitted"];

test.each(Object.values(actions))("F1: each key of $key that tells of a failure counts for the exit code", (action) => {
  const telling = keysOf(action.outputSchema?.schema).filter((key) => SOUNDS_LIKE_FAILURE.test(key));
  const counts = (key: string) => BAD_VALUES.some((value) => shortfall({ [key]: value }) !== undefined);
  expect(telling.filter((key) => !NO_FAILURE.has(key) && !counts(key))).toEqual([]);
});

/** Examples that show a failure on purpose. */
const SHOW_A_FAILURE = new Set(["syncRows", "previewRows", "verifyErasure", "downloadRetrieval"]);

test.each(Object.values(actions))("F1: the example of $key is no failure, unless it shows one", (action) => {
  const example = Object(action.examplePayload).data;
  if (SHOW_A_FAILURE.has(action.key)) return;
  expect(shortfall(example)).toBeUndefined();
});

test.each<[string, unknown]>([
  ["ok is false", { ok: false, problems: ["No token."] }],
  ["rejected is 2", { imported: 3, rejected: 2 }],
  ["error is no such token", { status: 0, error: "no such token" }],
  ["status is 0", { status: 0, error: null }],
  ["status is FAILED", { status: "FAILED", complete: true }],
  ["outcome is partly_submitted", { outcome: "partly_submitted", left: ["user-1"] }],
  ["stopped_by is time", { failed: 0, stopped_by: "time" }],
  ["outage is set", { held: 0, outage: { code: "timeout", message: "no response" } }],
])("F1: a result tells of a failure: %s", (words, result) => {
  expect(shortfall(result)).toBe(words);
});

test.each<[string, unknown]>([
  ["a list of imports of which one has failed", { status: "ok", results: [{ status: "FAILED", error: "x" }] }],
  ["a dry run", { outcome: "dry_run", left: ["user-1"], refused: null }],
  ["a list", [{ ok: false }]],
  ["nothing", null],
  ["a truncated page", { events: [], truncated: true }],
])("F1: %s is no failure", (_what, result) => {
  expect(shortfall(result)).toBeUndefined();
});
