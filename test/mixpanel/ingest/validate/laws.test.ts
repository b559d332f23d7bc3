import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import {
  MAX_VIOLATIONS,
  RULES,
  validateEvent,
  validateGroupUpdate,
  validateProfileUpdate,
} from "../../../../src/mixpanel/ingest/validate";
import { walkProperties } from "../../../../src/mixpanel/ingest/validate/properties";
import { jsonBytesBound } from "../../../../src/mixpanel/ingest/validate/size";
import { Violations } from "../../../../src/mixpanel/ingest/validate/violations";
import { anyCharacter } from "../../../support/anyText";

const NOW_MS = Date.UTC(2024, 0, 15, 12);
/** The same examples in every run. */
const RUN = { seed: 20_240_115, numRuns: 150 };

const jsonObject = fc.dictionary(fc.string({ unit: anyCharacter }), fc.jsonValue({ stringUnit: anyCharacter }));

/** Mostly the one, now and then the other. */
const mostly = (sound: fc.Arbitrary<unknown>, ...others: fc.Arbitrary<unknown>[]) =>
  fc.oneof<fc.MaybeWeightedArbitrary<unknown>[]>({ weight: 4 * others.length, arbitrary: sound }, ...others);

/** Events of which each field is sound or one of the usual faults. */
const anyEvent = fc.record({
  event: mostly(fc.constant("Signed Up"), fc.string()),
  properties: fc
    .tuple(
      jsonObject,
      fc.record({
        time: mostly(fc.integer({ min: 1, max: NOW_MS + 7_200_000 }), fc.constantFrom("now", 0, null)),
        distinct_id: mostly(fc.string(), fc.constantFrom("anon", "None", "0", null)),
        $insert_id: mostly(fc.uuid(), fc.string({ maxLength: 40 }), fc.constantFrom("null", "a:b", null)),
      }),
    )
    .map(([own, known]) => ({ ...own, ...known })),
});

const id = mostly(fc.uuid(), fc.constantFrom("", 7, null));
// What JSON leaves empty is refused here alone, as Mixpanel would count it as done.
const AT_LEAST_ONE = { minKeys: 1 };
const values = fc.dictionary(fc.string(), fc.jsonValue(), AT_LEAST_ONE);
const numbers = fc.dictionary(fc.string(), mostly(fc.integer(), fc.string()), AT_LEAST_ONE);
const lists = fc.dictionary(fc.string(), mostly(fc.array(fc.string()), fc.string()), AT_LEAST_ONE);
const names = fc.array(mostly(fc.string(), fc.integer()), { minLength: 1 });
const isEmpty = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length === 0;
const operands = {
  $set: values,
  $set_once: values,
  $add: numbers,
  $append: values,
  $remove: values,
  $union: lists,
  $unset: names,
  $delete: fc.jsonValue(),
};
const anyOperation = fc.constantFrom(...Object.entries(operands)).chain(([operation, operand]) =>
  mostly(
    operand,
    fc.jsonValue().filter((value) => !isEmpty(value)),
  ).map((value) => ({ [operation]: value })),
);
/** Updates of up to three operations, nearly all of them sound. */
const anyUpdate = fc
  .tuple(
    fc.record({ $distinct_id: id, $group_key: id, $group_id: id }),
    fc.array(anyOperation, { size: "max", maxLength: 3 }),
  )
  .map(([ids, operations]) => Object.assign({}, ids, ...operations));

const checks = [(value: unknown) => validateEvent(value, { now: NOW_MS }), validateProfileUpdate, validateGroupUpdate];

test("any value can be checked, with the same result each time: at most twenty violations of known rules", () => {
  fc.assert(
    fc.property(fc.anything({ withBigInt: true, withDate: true }), (value) => {
      for (const check of checks) {
        const violations = check(value);
        expect(violations.length).toBeLessThanOrEqual(MAX_VIOLATIONS);
        for (const { rule } of violations) expect(Object.keys(RULES)).toContain(rule);
        expect(check(value)).toEqual(violations);
      }
    }),
    RUN,
  );
});

test("checking does not change the value", () => {
  fc.assert(
    fc.property(anyEvent, (event) => {
      const before = structuredClone(event);
      validateEvent(event, { now: NOW_MS });
      expect(event).toEqual(before);
    }),
    RUN,
  );
});

test("the upper bound of the JSON size is never less than the real size", () => {
  fc.assert(
    fc.property(jsonObject, (value) => {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      expect(jsonBytesBound(value)).toBeGreaterThanOrEqual(bytes);
      expect(walkProperties(value, new Violations())).toBeGreaterThanOrEqual(bytes);
    }),
    RUN,
  );
});

test("every rule has a page of Mixpanel's documentation, an expected value and a fix", () => {
  for (const rule of Object.values(RULES)) {
    expect(rule.source).toMatch(/^https:\/\/(developer|docs)\.mixpanel\.com\//);
    expect(rule.appliesTo.length).toBeGreaterThan(0);
    expect(rule.expected).toMatch(/^[^.]+$/);
    expect(rule.fix).toMatch(/\.$/);
  }
});

describe("compared with the sandbox, which was written independently", () => {
  let sandbox: Sandbox;
  beforeAll(async () => {
    sandbox = await startSandbox({ port: 0, clock: NOW_MS, limits: false });
  });
  afterAll(() => sandbox.close());

  async function refusedBySandbox(path: string, records: unknown[]): Promise<number[]> {
    const answer = await fetch(`${sandbox.url}${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        authorization: `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}`,
      },
      body: JSON.stringify(records),
    });
    const { failed_records = [] } = Object(await answer.json());
    return failed_records.map(({ index }: { index: number }) => index);
  }
  const refusedHere = (records: unknown[], check: (record: unknown) => readonly unknown[]) =>
    records.flatMap((record, index) => (check(record).length > 0 ? [index] : []));

  test("the client and the sandbox reject the same events", async () => {
    const events = fc.sample(anyEvent, { seed: RUN.seed, numRuns: 500 });
    const refused = refusedHere(events, (event) => validateEvent(event, { now: NOW_MS }));
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.length).toBeLessThan(450);
    expect(await refusedBySandbox("/import?strict=1&project_id=1", events)).toEqual(refused);
  });

  test.each([
    ["user", "/engage?strict=1", validateProfileUpdate],
    ["group", "/groups?strict=1", validateGroupUpdate],
  ])("the client and the sandbox reject the same updates of %s profiles", async (_kind, path, check) => {
    const updates = fc
      .sample(anyUpdate, { seed: RUN.seed, numRuns: 500 })
      .map((update) => ({ ...update, $token: "sandbox-token" }));
    const refused = refusedHere(updates, check);
    expect(refused.length).toBeGreaterThan(50);
    expect(refused.length).toBeLessThan(450);
    expect(await refusedBySandbox(path, updates)).toEqual(refused);
  });
});
