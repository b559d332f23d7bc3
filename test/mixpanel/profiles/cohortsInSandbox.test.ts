import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { runInSandbox } from "../../support/inSandbox";

const MEMBERS = 2_345;
const WITHOUT_PROFILE = "visitor";
const members = Array.from({ length: MEMBERS }, (_, i) => `user-${i}`);

let sandbox: Sandbox;
beforeAll(async () => {
  const profiles = Object.fromEntries(members.map((id, number) => [id, { number, plan: "pro" }]));
  const cohort = { id: 2_000, name: "Listed", description: "", created: "2024-01-02 10:00:00", is_visible: 1 };
  const cohorts = { definitions: [{ ...cohort, members: [...members, WITHOUT_PROFILE] }] };
  sandbox = await startSandbox({
    port: 0,
    clock: "2024-01-15T12:00:00Z",
    // One query an hour: whatever needs a second one fails.
    limits: { query: { windows: [{ quota: 1, windowSeconds: 3_600 }] } },
    seed: { projects: [{ id: 1, profiles, slices: { cohorts } }] },
  });
});
beforeEach(() => sandbox.limits.reset());
afterAll(() => sandbox.close());

const run = (key: string, params: Record<string, unknown>): Promise<Record<string, unknown>> =>
  runInSandbox(sandbox, key, params);

describe("R5: over HTTP", () => {
  test("a cohort is listed with its size", async () => {
    expect(await run("listCohorts", {})).toMatchObject({
      results: [{ id: 2_000, name: "Listed", count: MEMBERS + 1, is_visible: 1 }],
    });
  });

  test("all members of a cohort are one query of the hour, also those without a profile", async () => {
    const { distinct_ids, ...rest } = await run("getCohortMembers", { filter_by_cohort: "2000" });
    expect(distinct_ids).toEqual([...members, WITHOUT_PROFILE]);
    expect(rest).toMatchObject({ count: MEMBERS + 1, total: MEMBERS + 1, truncated: false, next_page: null });
    expect(rest).not.toHaveProperty("results");
  });

  test("only members with a profile come where the others are not wanted, with the chosen properties", async () => {
    const { results, count } = await run("getCohortMembers", {
      filter_by_cohort: { id: 2_000 },
      include_all_users: false,
      output_properties: ["number"],
      maxMembers: 1_000,
    });
    expect(count).toBe(1_000);
    expect(results).toEqual(
      members.slice(0, 1_000).map((id, number) => ({ $distinct_id: id, $properties: { number } })),
    );
  });

  test("a second step goes on where the first one ended, for no query more", async () => {
    const first = await run("getCohortMembers", { filter_by_cohort: "2000", maxMembers: "2000" });
    expect(first).toMatchObject({ count: 2_000, truncated: true, next_page: 2 });
    const second = await run("getCohortMembers", {
      filter_by_cohort: "2000",
      session_id: first.session_id,
      page: first.next_page,
    });
    expect(second).toMatchObject({ page: 2, count: MEMBERS + 1 - 2_000, truncated: false });
  });

  test("a cohort that does not exist is refused in Mixpanel's words", async () => {
    await expect(run("getCohortMembers", { filter_by_cohort: "5" })).rejects.toMatchObject({
      code: "validation_failed",
      message: expect.stringContaining("Cohort 5 does not exist"),
    });
  });
});
