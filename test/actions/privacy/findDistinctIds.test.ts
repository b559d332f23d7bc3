import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { dataGroupId } from "../../../packages/sandbox/src/query/profiles";
import { runInSandbox } from "../../support/inSandbox";
import { sendUpdates } from "../../support/profilesInSandbox";

const DEVICE = "7b0e2c9a-4f1d-4b7e-9a53-0c2d8e6f1a35";
const TABLET = "1c8f5d2e-6a3b-4c9d-8e7f-2b4a6c8d0e1f";
const HOUR_SECONDS = 3_600;
/** Yesterday or the day before. Steps know the real time only. */
const time = Math.floor(Date.now() / 1_000) - 26 * HOUR_SECONDS;
const event = (name: string, properties: object, at = 0) => ({
  event: name,
  properties: { time: time + at, $insert_id: `${name.replace(/\W/g, "")}-${at}`, ...properties },
});

const profiles = {
  "user-ann": { $email: "ann@example.com", stripe: "cus_1", phone: "+1 555", $user_id: "12" },
  "user-ann-old": { email: "Ann@Example.com" },
  "bob@example.com": { plan: "free" },
  "user-bob": { $email: "bob@example.com" },
  "user-carol": { $email: "family@example.com" },
  "user-dave": { $email: "family@example.com" },
  "user-merged": { $email: "merged@example.com" },
  "42": { $email: "digits@example.com", stripe: 77 },
};
const groups = {
  company: { acme: { $email: "ann@example.com", plan: "pro" }, umbrella: { $email: "other@example.com" } },
};
const events = [
  event("Viewed", { distinct_id: `$device:${DEVICE}`, $device_id: DEVICE }, 1),
  event("Signed In", { distinct_id: "user-merged", $user_id: "user-merged", $device_id: DEVICE }, 2),
  // A tablet of the family: two users, one device.
  event("Signed In", { distinct_id: "user-carol", $user_id: "user-carol", $device_id: TABLET }, 3),
  event("Signed In", { distinct_id: "user-dave", $user_id: "user-dave", $device_id: TABLET }, 4),
  event("Invited", { distinct_id: "user-dave", email: "guest@example.com" }, 5),
  event("$create_alias", { distinct_id: "user-ann", alias: "ann-alias" }, 6),
  event("Chose Name", { distinct_id: "user-ann", alias: "just-a-property" }, 7),
  event("$identify", { distinct_id: "user-ann", $identified_id: "user-ann", $anon_id: TABLET }, 8),
  event("$merge", { distinct_id: "user-ann", $distinct_ids: ["user-ann", "ann-merged"] }, 9),
  event("Visited", { distinct_id: "no-profile" }, 10),
  event("Visited", { distinct_id: "user-ann", $device_id: "undefined" }, 11),
];
const identities = { [`$device:${DEVICE}`]: "user-merged", "old-id": "user-merged", "ann-alias": "user-ann" };

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({
    port: 0,
    seed: { projects: [{ id: 1, profiles, groups, events, identities }] },
  });
});
beforeEach(() => sandbox.limits.reset());
afterAll(() => sandbox.close());

interface Id {
  distinct_id: string;
  sources: string[];
  fields: string[];
  uncertain?: string;
}
interface Person {
  match: string;
  distinct_ids: string[];
  ids: Id[];
  truncated: boolean;
}
interface Search extends Record<string, unknown> {
  subjects: Person[];
  distinct_ids: string[];
  used: { queries: number; exports: number; profiles: number; events: number };
  not_searched: { place: string }[];
}

const find = (params: Record<string, unknown>): Promise<Search> => runInSandbox(sandbox, "findDistinctIds", params);
const idsOf = ({ subjects }: Search) => subjects.map(({ distinct_ids }) => [...distinct_ids].sort());
const sent = () => sandbox.requests.list().filter(({ operationId }) => operationId === "engage-query").length;

describe("P1: Find Distinct IDs", () => {
  test("P1, expectation 22: one e-mail gives all its profiles in any property, also in capitals and with spaces", async () => {
    const result = await find({ emails: [" ANN@example.com ", "Ann@Example.com"] });
    expect(idsOf(result)).toEqual([
      ["user-ann", "user-ann-old"],
      ["user-ann", "user-ann-old"],
    ]);
    expect(result.subjects[1]?.match).toBe("many");
    expect(result.subjects[1]?.ids).toEqual([
      { distinct_id: "user-ann", sources: ["profile"], fields: ["$email"] },
      { distinct_id: "user-ann-old", sources: ["profile"], fields: ["email"] },
    ]);
    expect(result.not_searched).toContainEqual(expect.objectContaining({ place: "other_capitals" }));
  });

  test("with Ignore Case Of E-mails off, only the same spelling matches", async () => {
    const result = await find({ emails: ["ANN@example.com", "Ann@Example.com"], ignoreCase: false });
    expect(idsOf(result)).toEqual([[], ["user-ann-old"]]);
  });

  test("P1, expectation 22: an e-mail that is the distinct ID itself is found", async () => {
    expect(idsOf(await find({ emails: ["Bob@example.com"] }))).toEqual([["bob@example.com", "user-bob"]]);
  });

  test("P1, expectation 23: who is found nowhere has no IDs, and is told", async () => {
    const result = await find({ emails: ["nobody@example.com", "ann@example.com"], distinctIds: ["ghost"] });
    expect(result.subjects.map(({ match }) => match)).toEqual(["none", "one", "none"]);
    expect(idsOf(result)).toEqual([[], ["user-ann"], []]);
    expect(result.subjects[2]?.ids).toEqual([{ distinct_id: "ghost", sources: ["given"], fields: ["$distinct_id"] }]);
    expect(result).toMatchObject({ counts: { subjects: 3, none: 2, one: 1, many: 0 }, count: 1 });
  });

  test("an address that several people share shows all of them", async () => {
    const result = await find({ emails: ["family@example.com"], userIds: ["user-dave"] });
    expect(result.subjects.map(({ match }) => match)).toEqual(["many", "one"]);
    expect(result).toMatchObject({ shared: [{ distinct_id: "user-dave", subjects: [0, 1] }] });
  });

  test.each([
    ["a user ID as distinct ID", { userIds: ["user-bob"] }, ["user-bob"]],
    ["a user ID in $user_id", { userIds: [12] }, ["user-ann"]],
    ["a distinct ID of digits", { distinctIds: [42] }, ["42"]],
    ["a service ID", { serviceIds: ["cus_1"], serviceIdProperty: "stripe" }, ["user-ann"]],
    ["a service ID that the profile has as number", { serviceIds: ["77"], serviceIdProperty: "stripe" }, ["42"]],
    ["any property", { subjects: [{ property: { name: "phone", value: "+1 555" } }] }, ["user-ann"]],
    ["a chosen property of e-mails", { emails: ["+1 555"], emailProperties: ["phone"] }, ["user-ann"]],
    [
      "several identifiers of one person",
      { subjects: "email,userId\nbob@example.com,42\n" },
      ["42", "bob@example.com", "user-bob"],
    ],
    ["an ID that was merged into another", { distinctIds: ["old-id"] }, ["user-merged"]],
  ])("finds by %s", async (_, params, expected) => {
    expect(idsOf(await find(params))).toEqual([expected]);
  });

  test("IDs that were merged are told apart, also when many are looked up at once", async () => {
    const before = sent();
    const result = await find({ distinctIds: ["user-bob", "old-id", "ghost", "user-merged", "ann-alias"] });
    expect(idsOf(result)).toEqual([["user-bob"], ["user-merged"], [], ["user-merged"], ["user-ann"]]);
    expect(result.used.queries).toBe(sent() - before);
  });

  test("P1, expectation 22: group profiles are found on request, and are no IDs of users", async () => {
    const result = await find({ emails: ["ann@example.com"], groupIds: [dataGroupId("company")] });
    expect(result.subjects[0]?.ids).toContainEqual({
      distinct_id: "acme",
      sources: ["group_profile"],
      fields: ["$email"],
      data_group_id: dataGroupId("company"),
    });
    expect(result.distinct_ids).toEqual(["user-ann"]);
    expect(result.not_searched).not.toContainEqual(expect.objectContaining({ place: "group_profiles" }));
  });
});

describe("P1: members known from events", () => {
  const searched = (params: Record<string, unknown>) => find({ exportDays: 3, ...params });

  test("P1, expectation 22: members of a user come from events, each with its sources and fields", async () => {
    const { subjects } = await searched({ emails: ["merged@example.com"] });
    expect(subjects[0]?.ids).toEqual([
      {
        distinct_id: "user-merged",
        sources: ["profile", "event"],
        fields: expect.arrayContaining(["$email", "distinct_id", "$user_id"]),
      },
      {
        distinct_id: `$device:${DEVICE}`,
        sources: ["event"],
        fields: expect.arrayContaining(["$distinct_id_before_identity", "$device_id"]),
      },
      { distinct_id: DEVICE, sources: ["event"], fields: ["$device_id"] },
    ]);
  });

  test("IDs of identity events are members, a property of the same name in another event is none", async () => {
    const { subjects } = await searched({ userIds: ["user-ann"] });
    const ids = subjects[0]?.distinct_ids;
    expect(ids).toEqual(expect.arrayContaining(["user-ann", "ann-alias", TABLET, "ann-merged"]));
    expect(ids).not.toContain("just-a-property");
    expect(ids).not.toContain("undefined");
  });

  test("a device that another user has, too, is shown and not requested", async () => {
    const { subjects } = await searched({ userIds: ["user-carol"] });
    expect(subjects[0]?.ids).toContainEqual(
      expect.objectContaining({ distinct_id: `$device:${TABLET}`, uncertain: "shared_device" }),
    );
    expect(subjects[0]?.distinct_ids).toEqual(["user-carol"]);
  });

  test("a user whose events hold the e-mail of a guest is shown for the guest and not requested", async () => {
    const { subjects } = await searched({ emails: ["guest@example.com"] });
    expect(subjects[0]).toMatchObject({
      match: "none",
      distinct_ids: [],
      ids: [{ distinct_id: "user-dave", sources: ["event"], fields: ["email"], uncertain: "event_property" }],
    });
  });

  test("a user without a profile is found by events", async () => {
    const { subjects } = await searched({ distinctIds: ["no-profile"] });
    expect(subjects[0]).toMatchObject({ match: "none", distinct_ids: ["no-profile"] });
    expect(subjects[0]?.ids[0]?.sources).toEqual(["given", "event"]);
  });

  test("members of many people are read from all events, if an address cannot hold their IDs", async () => {
    const others = Array.from({ length: 150 }, (_, at) => `stranger-with-a-rather-long-id-${at}`);
    const result = await searched({ userIds: ["user-merged", ...others, "user-carol"] });
    expect(result.subjects[0]?.distinct_ids).toEqual(["user-merged", `$device:${DEVICE}`, DEVICE]);
    expect(result.subjects.at(-1)?.distinct_ids).toEqual(["user-carol"]);
    expect(result.used.events).toBe(2 * events.length);
  });

  test("days before Export Days are not searched, and that is told", async () => {
    const result = await find({ userIds: ["user-merged"], exportDays: 1 });
    expect(result.distinct_ids).toEqual(["user-merged"]);
    expect(result.not_searched).toContainEqual(expect.objectContaining({ place: "events_of_other_days" }));
  });

  test("Event Name narrows what is exported", async () => {
    const { subjects } = await searched({ userIds: ["user-ann"], event: ["$create_alias"] });
    expect(subjects[0]?.distinct_ids).toEqual(["user-ann", "ann-alias"]);
  });

  test("without events, the result says what that leaves out", async () => {
    const result = await find({ emails: ["ann@example.com"] });
    expect(result.used).toMatchObject({ exports: 0, events: 0 });
    expect(result.not_searched).toContainEqual(expect.objectContaining({ place: "events" }));
  });
});

describe("P1: bounds and the hourly limit", () => {
  test("hundreds of people are a few queries, each gets its own, and the queries are told", async () => {
    const people = Array.from({ length: 400 }, (_, at) => `person-${at}@example.com`);
    await sendUpdates(
      sandbox,
      people.map(($email, at) => ({ $distinct_id: `p-${at}`, $set: { $email } })),
    );
    const before = sent();
    const result = await find({ emails: people });
    expect(idsOf(result)).toEqual(people.map((_, at) => [`p-${at}`]));
    expect(result.used.queries).toBe(sent() - before);
    expect(result.used.queries).toBeLessThan(10);
  });

  test("more people than the queries of an hour find are refused before anything is sent", async () => {
    const before = sent();
    const long = (at: number) => `${at}-${"x".repeat(480)}@example.com`;
    await expect(find({ emails: Array.from({ length: 500 }, (_, at) => long(at)) })).rejects.toThrow(
      /^E-mails and other people: got 500 people, who need \d+ queries, expected at most the 60/,
    );
    expect(sent()).toBe(before);
  });

  test("one person with more IDs than Max IDs Per Person is truncated, and says so", async () => {
    const result = await find({ emails: ["family@example.com"], maxIds: 1 });
    expect(result).toMatchObject({ truncated: true, count: 1 });
    expect(result.subjects[0]).toMatchObject({ truncated: true });
  });

  test("the hourly limit fails the step, and the error says when to run it again", async () => {
    sandbox.faults.add({ kind: "status", status: 429, retryAfter: 600, operationId: "engage-query", count: 1 });
    const search = find({ emails: ["family@example.com"] });
    await expect(search).rejects.toMatchObject({ name: "MixpanelRateLimitError", retryAfterMs: 600_000 });
  });

  test("a query that fails fails the step: a search with holes looks like one that found nothing", async () => {
    sandbox.faults.add({ kind: "status", status: 400, operationId: "engage-query", after: 1, count: 1 });
    await expect(find({ emails: ["ann@example.com"] })).rejects.toMatchObject({ code: "validation_failed" });
  });
});

describe("P1: identifiers are data", () => {
  const hostile = fc
    .array(
      fc.constantFrom('"', "\\", '" or true or "', "') or (", "properties", "]", "\n", "é", "a", "%22", "\u2028"),
      {
        minLength: 1,
        maxLength: 5,
      },
    )
    .map((pieces) => `x${pieces.join("")}`);

  test("any identifier finds the profile that has it, and no other", async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (text, name) => {
        sandbox.limits.reset();
        const id = `hostile-${number++}`;
        const property = `${name}-${id}`;
        const email = `${text}-${id}`;
        await sendUpdates(sandbox, [{ $distinct_id: id, $set: { $email: email, [property]: text } }]);
        const subjects = [
          { email },
          { property: { name: property, value: text } },
          { userId: email },
          { serviceId: text },
        ];
        const result = await find({ subjects, serviceIdProperty: property });
        expect(idsOf(result)).toEqual([[id], [id], [], [id]]);
      }),
      { numRuns: 40 },
    );
  });
});

describe("P1: inputs of Find Distinct IDs", () => {
  test.each([
    ["nobody", {}, "E-mails: got nothing"],
    ["an empty table", { subjects: [] }, "E-mails: got nothing"],
    ["service IDs without their property", { serviceIds: ["cus_1"] }, "Service ID Property: got nothing"],
    ["a placeholder", { userIds: ["12", "null"] }, "User IDs, item 2"],
    ["a number as People", { subjects: 5 }, "People: got 5"],
    ["a group key by its name", { emails: ["a@x.io"], groupIds: ["company"] }, "Data Group IDs"],
    ["too many days", { emails: ["a@x.io"], exportDays: 367 }, "Export Days"],
    ["no IDs at all", { emails: ["a@x.io"], maxIds: 0 }, "Max IDs Per Person"],
  ])("refuse %s", async (_, params, words) => {
    await expect(find(params)).rejects.toThrow(words);
  });
});
