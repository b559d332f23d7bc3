import fc from "fast-check";
import { actionIn, CohortMessageError, readCohortMessage } from "../../../src/mixpanel/webhooks/cohortMessage";
import { cohortBody, cohortText, type Page } from "../../support/cohortPages";

test("G1: a documented message is read whole", () => {
  const text = cohortText({ action: "add_members", page: 6, totalPages: 10, ids: ["ada"] });
  expect(readCohortMessage(text)).toEqual({
    source: {
      action: "add_members",
      project_id: "1",
      cohort_id: "77",
      cohort_name: "Power users",
      cohort_description: "Daily",
      session_id: "s1",
    },
    page: 6,
    totalPages: 10,
    members: [{ distinct_id: "ada", email: "ada@example.com" }],
  });
});

describe("IDs are text", () => {
  test.each([
    ['"ada"', "ada"],
    ["12", "12"],
    ["-7", "-7"],
    ["0", "0"],
    ["9007199254740993", "9007199254740993"],
    ["123456789012345678901234567890", "123456789012345678901234567890"],
    ['"\\uFDD0n1"', "\uFDD0n1"],
    ['""', ""],
  ])("G1: %s", (sent, expected) => {
    const text = cohortText({ ids: ["ID"] })
      .replace('"mixpanel_distinct_id":"ID"', `"mixpanel_distinct_id":${sent}`)
      .replace('"77"', '"12345678901234567890"');
    expect(readCohortMessage(text).members[0]?.distinct_id).toBe(expected);
  });

  test("G1: of whole numbers of any length, with all digits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (number) => {
        const body = cohortBody({ cohortId: "COHORT", ids: ["ID"], session: "SESSION" });
        const text = JSON.stringify(body).replace(/"(ID|COHORT|SESSION)"/g, String(number));
        const { members, source } = readCohortMessage(text);
        expect([members[0]?.distinct_id, source.cohort_id, source.session_id]).toEqual(Array(3).fill(String(number)));
      }),
    );
  });

  test.each([null, undefined, {}, []])("G1: a member whose ID is %j stays, with null", (id) => {
    const parameters = { members: [{ mixpanel_distinct_id: id, email: "a@example.com" }] };
    expect(readCohortMessage(cohortText({ parameters })).members).toEqual([
      { distinct_id: null, email: "a@example.com" },
    ]);
  });

  test("G1: a property named distinct_id does not replace Mixpanel's ID", () => {
    const parameters = { members: [{ mixpanel_distinct_id: "ada", distinct_id: "other" }] };
    expect(readCohortMessage(cohortText({ parameters })).members[0]?.distinct_id).toBe("ada");
  });

  test("G1: properties named like JavaScript's own are data", () => {
    const text = cohortText({ ids: ["ada"] }).replace('"email"', '"__proto__":{"distinct_id":"x"},"email"');
    const [member] = readCohortMessage(text).members;
    expect(member?.distinct_id).toBe("ada");
    expect(Object.getPrototypeOf(member)).toBe(Object.prototype);
  });
});

describe("empty calls", () => {
  test.each([
    ["an empty list", {}],
    ["no pages", { page_info: { total_pages: 0, page_count: 0 } }],
  ])("G1: a full set with %s is an empty cohort", (_, parameters) => {
    expect(readCohortMessage(cohortText({ parameters }))).toMatchObject({ page: 1, totalPages: 1, members: [] });
  });

  test.each([
    ["no list", { members: undefined }],
    ["null", { members: null }],
    ["no page_info", { page_info: undefined }],
  ])("G1: changes with %s are nothing to do", (_, parameters) => {
    for (const action of ["add_members", "remove_members"]) {
      expect(readCohortMessage(cohortText({ action, parameters }))).toMatchObject({ totalPages: 1, members: [] });
    }
  });

  test.each([
    ["no list", { members: undefined }, "parameters.members"],
    ["null", { members: null }, "parameters.members"],
    ["no page_info", { page_info: undefined }, "parameters.page_info"],
  ])("G1: a full set with %s does not replace the cohort with nothing", (_, parameters, named) => {
    expect(() => readCohortMessage(cohortText({ parameters }))).toThrow(named);
  });
});

describe("what is not a message", () => {
  const faultOf = (text: string) => {
    try {
      readCohortMessage(text);
    } catch (error) {
      if (error instanceof CohortMessageError) return error;
    }
    return undefined;
  };

  test.each([
    ["", "not JSON (fault at its end)", ""],
    ["{", "not JSON", ""],
    ["null", "action", ""],
    ["[]", "action", ""],
    ["{}", "action", ""],
    ['{"action":5}', "action", ""],
    ['{"action":"delete_members"}', "action: expected one of members, add_members, remove_members", "delete_members"],
    [JSON.stringify({ action: "a".repeat(101) }), "action", ""],
    ['{"action":"toString"}', "action", "toString"],
    ['{"action":"members"}', "parameters: expected an object", "members"],
    ['{"action":"members","parameters":[]}', "parameters: expected an object", "members"],
  ])("G1: %s", (text, message, action) => {
    expect(faultOf(text)).toMatchObject({ message: expect.stringContaining(message), action });
  });

  test.each<[string, Page, string]>([
    ["members as an object", { parameters: { members: {} } }, "parameters.members"],
    ["members as texts", { parameters: { members: ["ada"] } }, "parameters.members"],
    ["page 0", { page: 0, totalPages: 2 }, "parameters.page_info"],
    ["a page past the last", { page: 3, totalPages: 2 }, "parameters.page_info"],
    ["half a page", { page: 1.5, totalPages: 2 }, "parameters.page_info"],
    ["no number of pages", { totalPages: null, ids: ["a"] }, "parameters.page_info"],
    ["no cohort", { cohortId: undefined }, "parameters.mixpanel_cohort_id"],
    ["an empty cohort ID", { parameters: { mixpanel_cohort_id: "" } }, "parameters.mixpanel_cohort_id"],
    ["several pages without a session", { totalPages: 2, session: null }, "parameters.mixpanel_session_id"],
  ])("G1: %s", (_, page, named) => {
    const parameters = "cohortId" in page ? { mixpanel_cohort_id: page.cohortId } : page.parameters;
    const fault = faultOf(cohortText({ ...page, parameters: parameters ?? {} }));
    expect(fault?.message).toContain(named);
    expect(fault?.action).toBe("members");
  });

  test.each([5_000, 500_000])("G1: a property of %s levels, which could not be kept", (levels) => {
    const text = cohortText({ ids: ["DEEP"] }).replace('"DEEP"', "[".repeat(levels) + "]".repeat(levels));
    expect(faultOf(text)).toMatchObject({ message: expect.stringContaining("parameters.members"), action: "members" });
  });

  test("G1: but a property of 50 levels is none of that", () => {
    const text = cohortText({ ids: ["DEEP"] }).replace('"DEEP"', `${'{"a":'.repeat(50)}1${"}".repeat(50)}`);
    expect(readCohortMessage(text).members).toHaveLength(1);
  });

  test("G1: page numbers may be text, and a single page needs no session", () => {
    expect(readCohortMessage(cohortText({ page: "2", totalPages: "3" }))).toMatchObject({ page: 2, totalPages: 3 });
    expect(readCohortMessage(cohortText({ session: null })).source.session_id).toBeNull();
  });

  test("G1: whatever the call says, it is read, or refused as no message", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.string(),
          fc.jsonValue().map((parameters) => JSON.stringify({ action: "members", parameters })),
        ),
        (text) => {
          try {
            readCohortMessage(text);
          } catch (error) {
            expect(error).toBeInstanceOf(CohortMessageError);
          }
        },
      ),
    );
  });
});

test("G1: the action is repeated as sent if it is a short text", () => {
  expect(actionIn('{"action":"whatever"}')).toBe("whatever");
  for (const body of [null, "members", ["members"], {}, { action: 1 }, { action: "a".repeat(101) }])
    expect(actionIn(JSON.stringify(body))).toBe("");
  for (const text of ["", "members", '{"action":"members"']) expect(actionIn(text)).toBe("");
});
