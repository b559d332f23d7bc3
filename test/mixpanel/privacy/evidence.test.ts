import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  beginEvidence,
  hashIdentifier,
  readEvidence,
  withArchive,
  withTask,
  withVerification,
} from "../../../src/mixpanel/privacy/evidence";
import type { FoundSubject, PrivacyRequest, SubmittedTask } from "../../../src/mixpanel/privacy/types";
import { thrownBy } from "../../support/failure";

const NOW = Date.parse("2024-01-31T12:00:00Z");
const DAY_MS = 86_400_000;
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

const ann: FoundSubject = {
  index: 0,
  subject: { email: " Ann@Example.com", property: { name: "phone", value: "555-0100" } },
  match: "one",
  distinct_ids: ["ann-id"],
  ids: [
    { distinct_id: "ann-id", sources: ["profile", "event"], fields: ["$email"] },
    { distinct_id: "device-1", sources: ["event"], fields: ["$device_id"], uncertain: "shared_device" },
  ],
  truncated: false,
};

const request: PrivacyRequest = {
  request_id: "ticket-7",
  kind: "deletion",
  compliance_type: "CCPA",
  requester: "ann@example.com",
  received_at: "2024-01-30T08:00:00.000Z",
  subjects: [ann],
};

const task: SubmittedTask = {
  tracking_id: "1234567890123456789",
  kind: "deletion",
  compliance_type: "CCPA",
  subjects: [0],
  distinct_id_count: 1,
  fingerprint: sha256("one"),
  submitted_at: new Date(NOW).toISOString(),
};

const begin = (secret?: string) =>
  beginEvidence(request, { tasks: [task], not_covered: ["Other projects."], nowMs: NOW, secret });

describe("P3, expectation 33: the evidence record", () => {
  test("says who asked for what and when, where the IDs were found, and which tasks were created", () => {
    expect(begin()).toEqual({
      version: 1,
      request_id: "ticket-7",
      kind: "deletion",
      compliance_type: "CCPA",
      hashing: "sha256",
      requester_sha256: sha256("ann@example.com"),
      received_at: "2024-01-30T08:00:00.000Z",
      written_at: "2024-01-31T12:00:00.000Z",
      subjects: [
        {
          index: 0,
          match: "one",
          ids: [
            { kind: "email", sha256: sha256("ann@example.com"), sources: ["given"] },
            { kind: "property", sha256: sha256('{"name":"phone","value":"555-0100"}'), sources: ["given"] },
            { kind: "distinct_id", sha256: sha256("ann-id"), sources: ["profile", "event"], requested: true },
            { kind: "distinct_id", sha256: sha256("device-1"), sources: ["event"], requested: false },
          ],
        },
      ],
      tasks: [{ ...task, statuses: [], outcome: null, ended_at: null }],
      archives: [],
      verifications: [],
      not_covered: ["Other projects."],
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  test("outlives the erasure: it holds no identifier in plain text", () => {
    const text = JSON.stringify(begin("a secret of the company"));
    for (const word of ["nn@", "555", "ann-id", "device-1", "a secret of the company"])
      expect(text).not.toContain(word);
  });

  test("with a secret, nobody without it can check a guessed e-mail, not even by a task's fingerprint", () => {
    const record = begin("a secret of the company");
    const text = JSON.stringify(record);
    for (const guess of ["ann@example.com", "ann-id", "device-1"]) expect(text).not.toContain(sha256(guess));
    expect(text).not.toContain(task.fingerprint);
    expect(record.hashing).toBe("hmac-sha256");
    expect(record.subjects[0]?.ids[0]?.sha256).toBe(
      hashIdentifier("email", "ANN@example.com", "a secret of the company"),
    );
    expect(record.subjects[0]?.ids[0]?.sha256).not.toBe(hashIdentifier("email", "ann@example.com", "another secret"));
  });

  test("grows by statuses, files and checks, each time with a new hash, and leaves the earlier record as it was", () => {
    const first = begin();
    const statuses = [
      { status: "PENDING", at: "2024-01-31T13:00:00.000Z" },
      { status: "SUCCESS", at: "2024-02-02T12:00:00.000Z" },
    ];
    const ended = { tracking_id: task.tracking_id, statuses, outcome: "success", ended_at: statuses[1]?.at } as const;
    const second = withTask(first, { ...ended, ended_at: "2024-02-02T12:00:00.000Z" }, NOW + 2 * DAY_MS);
    const archive = {
      tracking_id: "1",
      sha256: sha256("zip"),
      bytes: 3,
      encrypted: false,
      downloaded_at: "2024-02-03",
    };
    const third = withArchive(second, archive, NOW + 3 * DAY_MS);
    const check = { at: "2024-02-04T12:00:00.000Z", profiles_left: 0, events_left: 2, complete: false };
    const fourth = withVerification(third, check, NOW + 4 * DAY_MS);
    expect(fourth).toMatchObject({
      written_at: "2024-02-04T12:00:00.000Z",
      tasks: [{ tracking_id: task.tracking_id, statuses, outcome: "success" }],
      archives: [archive],
      verifications: [check],
    });
    expect(new Set([first, second, third, fourth].map((one) => one.sha256)).size).toBe(4);
    expect(first).toEqual(begin());
    for (const record of [first, second, third, fourth]) expect(readEvidence("Evidence", record)).toBe(record);
  });

  test("is read again as JSON, with its keys in any order", () => {
    const record = begin();
    const reversed = Object.fromEntries(Object.entries(record).reverse());
    expect(readEvidence("Evidence", JSON.stringify(reversed))).toEqual(record);
  });

  test("shows any change: property test over every value in it", () => {
    const text = JSON.stringify(begin());
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), fc.constantFrom("0", "1", "a", "Z"), (at, other) => {
        const changed = text.slice(0, at) + other + text.slice(at + 1);
        fc.pre(changed !== text);
        expect(thrownBy(() => readEvidence("Evidence", changed))).toMatchObject({
          code: "invalid_input",
          input: "Evidence",
        });
      }),
      { numRuns: 500 },
    );
  });

  test.each([undefined, null, "", "{}", 7, [], {}, { version: 2 }])("refuses %j in its place", (value) => {
    expect(thrownBy(() => readEvidence("Evidence", value))).toMatchObject({ code: "invalid_input", input: "Evidence" });
  });
});
