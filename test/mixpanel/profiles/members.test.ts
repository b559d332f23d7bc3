import fc from "fast-check";
import { MixpanelClient } from "../../../src/mixpanel/client";
import { Limiters } from "../../../src/mixpanel/limits/limiter";
import { type CohortMembers, cohortMembers } from "../../../src/mixpanel/profiles/members";
import { failureOf } from "../../support/failure";
import { fakeTime } from "../../support/fakeTime";
import { useWire } from "../../support/wire";
import { SESSION } from "./engage";

const wire = useWire();

const member = (number: number) => ({ $distinct_id: `user-${number}`, $properties: { plan: "pro" } });
const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `user-${from + i}`);

/** A cohort with so many members, on pages of this size. */
function serve(members: number, page_size: number, failing?: number): void {
  wire.current.replyAlways(({ form = {} }) => {
    const page = Number(form.page ?? 0);
    if (page === failing) return { status: 503, body: { error: "no page" } };
    const results = ids(page * page_size, Math.min(members, (page + 1) * page_size)).map((_, i) =>
      member(page * page_size + i),
    );
    return { body: { page, page_size, session_id: SESSION, status: "ok", total: members, results } };
  });
}

function read(parameters: object, { maxMembers = 1_000, allPages = true } = {}): Promise<CohortMembers> {
  const client = new MixpanelClient({
    credentials: { username: "user", password: "password" },
    projectId: "1234567",
    limiters: new Limiters(),
    transport: fakeTime().options,
  });
  const cohort = { filter_by_cohort: { id: 7 }, include_all_users: true };
  return cohortMembers(client, { ...cohort, ...parameters }, { maxMembers, allPages });
}

describe("R5: members of a cohort", () => {
  test("are read page by page, and each page asks for the same cohort and for all its users", async () => {
    serve(5, 2);
    expect(await read({})).toEqual({
      distinct_ids: ids(0, 5),
      count: 5,
      total: 5,
      truncated: false,
      page: 0,
      page_size: 2,
      session_id: SESSION,
      next_page: null,
    });
    const asked = {
      filter_by_cohort: '{"id":7}',
      include_all_users: "true",
      output_properties: '["$distinct_id"]',
    };
    expect(wire.current.requests.map(({ form }) => form)).toEqual([
      asked,
      { ...asked, session_id: SESSION, page: "1" },
      { ...asked, session_id: SESSION, page: "2" },
    ]);
  });

  test("come with the properties that are asked for", async () => {
    serve(1, 2);
    expect(await read({ output_properties: ["plan"] })).toMatchObject({
      distinct_ids: ["user-0"],
      results: [member(0)],
    });
    expect(wire.current.request.form).toMatchObject({ output_properties: '["plan"]' });
  });

  test("are one page where one page is wanted, and it says where to continue", async () => {
    serve(5, 2);
    expect(await read({}, { allPages: false })).toMatchObject({
      distinct_ids: ids(0, 2),
      total: 5,
      truncated: true,
      session_id: SESSION,
      next_page: 1,
    });
    expect(wire.current.requests).toHaveLength(1);
  });

  test("are never more than the maximum", async () => {
    serve(9, 2);
    expect(await read({}, { maxMembers: 3 })).toMatchObject({ count: 3, total: 9, truncated: true, next_page: 1 });
    expect(wire.current.requests).toHaveLength(2);
  });

  test("that were read before a page failed stay, and the error says why", async () => {
    serve(5, 2, 1);
    const members = await read({});
    expect(members).toMatchObject({ distinct_ids: ids(0, 2), truncated: true, next_page: 1 });
    expect(members.error).toMatch(/^getCohortMembers: /);
  });

  test("that cannot be read at all are an error of Get Cohort Members", async () => {
    serve(5, 2, 0);
    expect(await failureOf(read({}))).toMatchObject({ operation: "getCohortMembers", code: "server_error" });
  });

  test("of a group's cohort have the ID of the group, under whatever name it comes", async () => {
    const results = [{ $group_id: "acme" }, { group_id: 12 }, { $distinct_id: "umbrella" }];
    wire.current.reply({ body: { page: 0, page_size: 10, session_id: SESSION, results } });
    expect(await read({ data_group_id: "3" })).toMatchObject({ distinct_ids: ["acme", "12", "umbrella"] });
  });

  test("are each returned once by steps that go on where the one before ended, whatever the sizes", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        async (total, pageSize, pagesAStep, allPages) => {
          serve(total, pageSize);
          const seen: string[] = [];
          let at: object = {};
          for (let step = 0; step < 40; step++) {
            const members = await read(at, { maxMembers: pageSize * pagesAStep, allPages });
            expect(members.count).toBeLessThanOrEqual(pageSize * pagesAStep);
            expect(members.truncated).toBe(members.next_page !== null);
            seen.push(...members.distinct_ids);
            if (members.next_page === null) break;
            at = { session_id: members.session_id, page: members.next_page };
          }
          expect(seen).toEqual(ids(0, total));
        },
      ),
      { numRuns: 30 },
    );
  });
});
