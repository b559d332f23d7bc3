/** G7: an answer is bounded in size and time, whatever Mixpanel has and does. */
import fc from "fast-check";
import { freezeTimers } from "../../../test/support/frozenTimers";
import { askOffline } from "../offline";
import { answered, bounded, clip, MAX_ANSWER_BYTES, type Row } from "../src/answer";
import type { Mixpanel } from "../src/mixpanel";
import { nearNames, similarity } from "../src/names";
import { ask } from "../src/tool";
import { tools, userStory } from "../src/tools";
import { fitting } from "../src/tools/whatChanged";
import { sampleSandbox } from "./sample";

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
const anyText = fc.string({ unit: "binary", maxLength: 300 });
const anyRow = fc.dictionary(anyText, fc.oneof(anyText, fc.double(), fc.boolean(), fc.constant(null)), { maxKeys: 12 });

it("G7: an answer has at most 2 KB and says how many rows it left out, for any texts and tables", () => {
  const tables = fc.record({
    steps: fc.array(anyRow, { maxLength: 40 }),
    suggestions: fc.array(anyRow, { maxLength: 10 }),
  });
  const fields = fc.record({ a: anyText, b: anyText, c: anyText, d: anyText, e: anyText, f: anyText });
  fc.assert(
    fc.property(anyText, fields, tables, (sentence, texts, { steps, suggestions }) => {
      const answer = bounded(answered(sentence, { ...texts, steps, suggestions }));
      expect(bytes(answer)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
      const kept = Object(answer.steps).length + Object(answer.suggestions).length;
      expect(kept + (answer.rows_left_out === undefined ? 0 : Number(answer.rows_left_out))).toBe(
        steps.length + suggestions.length,
      );
    }),
  );
});

it("G7: a text is cut between characters, and only if it is too long", () => {
  fc.assert(
    fc.property(anyText, fc.integer({ min: 10, max: 120 }), (text, max) => {
      const cut = clip(text, max);
      if (bytes(text) - 2 <= max) expect(cut).toBe(text);
      else expect(bytes(cut) - 2).toBeLessThanOrEqual(max);
      expect(cut === text || text.startsWith(cut.slice(0, -1))).toBe(true);
    }),
  );
});

it("G7: names are compared alike in both directions, and a name is most similar to itself", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      expect(similarity(one, other)).toBeCloseTo(similarity(other, one));
      expect(similarity(one, one)).toBe(1);
      expect(nearNames(one, [other, one])).toContain(one);
    }),
  );
});

it("G7: the names of events that are compared fit into an address", () => {
  fc.assert(
    fc.property(fc.array(anyText, { maxLength: 60 }), (names) => {
      expect(encodeURIComponent(JSON.stringify(fitting(names))).length).toBeLessThan(6_500);
    }),
  );
});

describe("in a sandbox", () => {
  const sandbox = sampleSandbox();

  it("G7: long names and values are cut, and the answer is still whole", async () => {
    const long = '😀\u0001"'.repeat(80);
    const profile = sandbox().projects.get(1)?.profiles.get("user-007");
    if (profile) profile.properties = { $email: "long@example.com", $name: long, $city: long };
    const events = [...(sandbox().projects.get(1)?.events.range() ?? [])].filter(
      (one) => one.distinctId === "user-007",
    );
    for (const event of events) Object.assign(event.properties, { company: long, [long]: long });
    const answer = await askOffline(sandbox(), "mixpanel-user-story", { user: "long@example.com" });
    expect(answer).toMatchObject({ answered: true, distinct_id: "user-007" });
    expect(bytes(answer)).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    sandbox().reset();
  });

  it("G7: a spent hourly limit is answered with when to ask again", async () => {
    const question = { cohort: "Paying users" };
    sandbox().faults.add({ kind: "status", status: 429, operationId: "cohorts-list" });
    const answer = await askOffline(sandbox(), "mixpanel-cohort-members", question);
    expect(answer.answered).toBe(false);
    expect(answer.answer).toMatch(/limit/i);
  });

  it("G7: refused credentials fail the execution, and the error has no secret", async () => {
    sandbox().faults.add({ kind: "status", status: 401, operationId: "cohorts-list" });
    const failure = await askOffline(sandbox(), "mixpanel-cohort-members", { cohort: "Paying users" }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(String(failure)).not.toMatch(/sandbox-secret/);
  });
});

describe("time", () => {
  beforeEach(freezeTimers);
  afterEach(() => jest.useRealTimers());

  const never = () => new Promise<never>(() => {});
  const silent: Mixpanel = {
    querySegmentation: never,
    queryEventCounts: never,
    listEventNames: never,
    listEventProperties: never,
    listSavedFunnels: never,
    queryFunnelSavedReports: never,
    queryInsightsSavedReports: never,
    listCohorts: never,
    getCohortMembers: never,
    queryProfiles: never,
    queryActivityStream: never,
  };

  it.each(tools)("G7: $key answers after 25 seconds that Mixpanel did not answer", async (tool) => {
    const asked = ask(tool, silent, { event: "a", funnel: "a", cohort: "a", user: "a" });
    await jest.advanceTimersByTimeAsync(25_000);
    expect(await asked).toEqual({
      answered: false,
      answer: "Mixpanel did not answer within 25 seconds. Ask about fewer days, or try again later.",
    });
  });

  it("G7: an answer in time leaves no timer behind", async () => {
    await ask(userStory, silent, {});
    expect(jest.getTimerCount()).toBe(0);
  });
});

it("G7: a row keeps a property that is named like one of an object's own", () => {
  const row: Row = Object.fromEntries([["__proto__", "kept"]]);
  const [kept] = Object(bounded(answered("", { rows: [row] })).rows);
  expect(Object.entries(kept)).toEqual([["__proto__", "kept"]]);
});
