import { GDPR_TOKEN, PROJECT_TOKEN } from "../../support/connection";
import type { Refusal } from "../../support/describeRefusals";
import { type ExpectedRequest, JSON_BODY } from "../../support/expectedRequest";

export const TRACKING_ID = "1234567890123456789";

export const UUID = "3b9aca00-1111-4222-8333-444455556666";

/** A request about retrievals or deletions, over the connection with every credential. */
export const privacyRequest = (method: string, kind: "retrievals" | "deletions", id?: string): ExpectedRequest => ({
  method,
  host: "mixpanel.com",
  path: `/api/app/data-${kind}/v3.0${id === undefined ? "" : `/${id}`}`,
  query: { token: PROJECT_TOKEN },
  headers: { authorization: `Bearer ${GDPR_TOKEN}`, ...(method === "POST" ? JSON_BODY : {}) },
});

/** The optional inputs of every action. */
export const anotherToken = ["token", "another-token", { query: { token: "another-token" } }] as const;

/** IDs that no task is made for. @param max how many a request takes */
export function refusedIds(max: number): Refusal[] {
  const wrong: readonly (readonly [what: string, distinct_ids: unknown])[] = [
    ["no ID", []],
    ["an empty row", [""]],
    ["a null among IDs", ["user-1", null]],
    ["a list of null as JSON", "[null]"],
    ["a placeholder", ["user-1", "undefined"]],
    ["a placeholder in capitals", "ANONYMOUS"],
    ["an anonymous ID made of a placeholder", ["$device:null"]],
    ["blanks", ["user-1", "  "]],
    ["a number that has lost digits", [Number(TRACKING_ID)]],
    [`${max + 1} IDs`, Array.from({ length: max + 1 }, (_, i) => `user-${i}`)],
  ];
  return wrong.map(([what, distinct_ids]) => [`M4: ${what}`, { distinct_ids }, "Distinct IDs"]);
}

export const refusedTrackingIds = [
  ["M4: no ID", { tracking_id: " " }, "Tracking ID"],
  ["M4: an ID that has lost digits", { tracking_id: Number(TRACKING_ID) }, "Tracking ID"],
  ["M4: an ID that leads to another path", { tracking_id: ".." }, "tracking_id"],
] as const;

const done = { task_status: null, compliance_type: null, status: "ok" };

/** What a task that was created is told by, in each of Mixpanel's shapes. */
export const created: readonly (readonly [string, unknown, object])[] = [
  ["the description's object", { task_id: UUID }, { ...done, tracking_id: UUID }],
  ["an ID as a number", { task_id: 42 }, { ...done, tracking_id: "42" }],
  [
    "the prose's list",
    [{ tracking_id: TRACKING_ID, status: "PENDING", compliance_type: "ccpa", destination_url: null }],
    { tracking_id: TRACKING_ID, task_status: "PENDING", compliance_type: "CCPA", status: "ok" },
  ],
];
