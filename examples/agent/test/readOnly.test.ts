/** G7: the tools only read, and cost little. */
import { isDeepStrictEqual } from "node:util";
import component from "../../../src";
import { rows } from "../../../test/support/endpointRows";
import { askOffline, type Received } from "../offline";
import { MAX_ANSWER_BYTES } from "../src/answer";
import { flows } from "../src/flows";
import { RESULTS } from "../src/mixpanel";
import { tools } from "../src/tools";
import { everyQuestion } from "./questions";
import { queriesOf, sampleSandbox } from "./sample";

const sandbox = sampleSandbox();
const called = new Set<string>();
const mostQueries = new Map<string, number>();
const readActions = Object.keys(RESULTS);

it.each(readActions)("G7: %s, which the tools may call, only reads", (key) => {
  expect(component.actions[key]).toBeDefined();
  expect(rows.find(({ row }) => row.operation === key)?.row.effect).toBe("read");
});

/** Scalars, and lists of rows of scalars: nothing deeper. */
function isFlat(answer: Received): boolean {
  const isScalar = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);
  const isRow = (row: unknown) => typeof row === "object" && row !== null && Object.values(row).every(isScalar);
  return Object.values(answer).every((value) => isScalar(value) || (Array.isArray(value) && value.every(isRow)));
}

it.each(everyQuestion)(
  "G7: %s %j changes nothing, stays within its queries, and is answered short and flat",
  async (key, question) => {
    const tool = tools.find((one) => one.key === key);
    const before = sandbox().snapshot();
    const answer = await askOffline(sandbox(), key, question, (action) => called.add(action));
    expect(isDeepStrictEqual(sandbox().snapshot(), before)).toBe(true);
    expect(queriesOf(sandbox())).toBeLessThanOrEqual(tool?.maxQueries ?? 0);
    mostQueries.set(key, Math.max(mostQueries.get(key) ?? 0, queriesOf(sandbox())));
    expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThanOrEqual(MAX_ANSWER_BYTES);
    expect(isFlat(answer)).toBe(true);
    expect(JSON.stringify(answer)).not.toMatch(/sandbox-secret|sandbox\.user|Basic /);
    const described = flows.find(({ stableKey }) => stableKey === key)?.schemas?.result?.properties ?? {};
    expect(Object.keys(described)).toEqual(expect.arrayContaining(Object.keys(answer)));
  },
);

it("G7: these questions use each action that the tools may call, and no other", () => {
  expect([...called].sort()).toEqual([...readActions].sort());
});

it("G7: each tool tells the highest number of queries that a question needed", () => {
  expect(Object.fromEntries(mostQueries)).toEqual(
    Object.fromEntries(tools.map(({ key, maxQueries }) => [key, maxQueries])),
  );
});
