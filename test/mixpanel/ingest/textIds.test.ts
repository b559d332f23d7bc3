import { createHash } from "node:crypto";
import fc from "fast-check";
import { eventEncoder } from "../../../src/mixpanel/ingest/encodeEvent";
import { GROUP_PROFILES, USER_PROFILES } from "../../../src/mixpanel/ingest/profileKinds";
import { asItIs, readUpdate } from "../../../src/mixpanel/ingest/readUpdate";
import { validateEssentials, validateEvent } from "../../../src/mixpanel/ingest/validate";
import { recordSource } from "../../../src/mixpanel/records/source";

const RUN = { seed: 6, numRuns: 500 };
const NOW_MS = Date.UTC(2024, 0, 15);
const present = { nowMs: NOW_MS, clampToMs: NOW_MS };

/** Integers of any length, as JSON has them. */
const digits = fc.oneof(
  fc.maxSafeInteger().map(String),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
);
const FIELDS = ["distinct_id", "$user_id", "$device_id", "$insert_id"] as const;

type Properties = Record<string, unknown>;
/** What goes out for a record; undefined where it is refused. */
function sentProperties(record: unknown, encode = eventEncoder({ present })): Properties | undefined {
  const encoded = encode(record, 0);
  if (!("value" in encoded)) return undefined;
  const json = Buffer.isBuffer(encoded.value) ? encoded.value.toString() : JSON.stringify(encoded.value);
  return JSON.parse(json).properties;
}

/** The only record of a text, as a list or a line has it. */
async function recordOf(text: string): Promise<unknown> {
  const records: unknown[] = [];
  for await (const record of recordSource("Events", text)) records.push(record);
  return records[0];
}

describe.each(FIELDS)("T6: %s of an event", (field) => {
  const lineOf = (json: string) => `{"event":"E","properties":{"time":1700000000,"${field}":${json}}}`;

  test("keeps every digit of an integer of JSON text, as text", async () => {
    await fc.assert(
      fc.asyncProperty(digits, fc.boolean(), async (id, isLine) => {
        const text = isLine ? `${lineOf(id)}\n${lineOf("1")}` : `[${lineOf(id)}]`;
        expect(sentProperties(await recordOf(text))?.[field]).toBe(id);
      }),
      RUN,
    );
  });

  test("is text of a number whose digits are all known, and refused where they are not", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.double(), fc.bigInt().map(Number)), (id) => {
        const encoded = eventEncoder({ present })({ event: "E", properties: { time: 1_700_000_000, [field]: id } }, 0);
        const isRounded = Number.isInteger(id) && !Number.isSafeInteger(id);
        if (Number.isSafeInteger(id)) expect(encoded).toMatchObject({ value: { properties: { [field]: String(id) } } });
        else
          expect(encoded).toMatchObject({
            field: `properties.${field}`,
            rule: isRounded ? "id_rounded" : expect.stringMatching(/_type$/),
          });
      }),
      RUN,
    );
  });

  test.each(["1.5", "0.12345678901234567", "true", "{}", "[7]", "12345678901234567e1"])(
    "%s of a line is refused",
    async (json) => {
      const encoded = eventEncoder({ present })(Buffer.from(lineOf(json)), 0);
      expect(encoded).toMatchObject({ field: `properties.${field}`, message: expect.stringContaining("got") });
    },
  );

  test("goes out as it came on lines that are sent unaltered, also where they are checked", () => {
    const line = Buffer.from(
      `{"event":"E","properties":{"time":1700000000,"distinct_id":"u","$insert_id":"a","$user_id":12345678901234567890}}`,
    );
    const check = (event: unknown) => validateEvent(event, { now: NOW_MS });
    expect(eventEncoder({ present, unaltered: true })(line, 0)).toEqual({ value: line });
    expect(eventEncoder({ present, unaltered: true, check })(line, 0)).toEqual({ value: line });
  });
});

test("T6: IDs in a link to users become text or are refused, and elsewhere are properties like others", () => {
  const encode = eventEncoder({ present, mergeToken: "token-1" });
  const merge = (...ids: unknown[]) => encode({ event: "$merge", properties: { $distinct_ids: ids } }, 0);
  expect(merge("a", 7)).toMatchObject({ value: { properties: { $distinct_ids: ["a", "7"] } } });
  expect(merge("a", 2 ** 53)).toMatchObject({ rule: "id_rounded" });
  expect(encode({ event: "$create_alias", properties: { distinct_id: "a", alias: 7 } }, 0)).toMatchObject({
    value: { properties: { alias: "7" } },
  });
  const other = encode({ event: "E", properties: { alias: 2 ** 53 } }, 0);
  expect(JSON.parse(JSON.stringify(other))).toMatchObject({ value: { properties: { alias: 2 ** 53 } } });
});

/** The hash that version 1.0.0 made of an event with flat properties. Numbers of 16 digits or more on a line had a mark before them. */
function hashOf(event: string, given: Properties, isLine: boolean): string {
  const isLong = (value: unknown) => isLine && typeof value === "number" && /\d{16}/.test(String(value));
  const marked = Object.entries(given).map(([key, value]) => [key, isLong(value) ? `\ufdd0n${value}` : value]);
  const properties: Properties = Object.fromEntries(marked);
  const sorted = Object.fromEntries(Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256")
    .update(JSON.stringify([event, sorted]))
    .digest("hex")
    .slice(0, 36);
}

test("T6: a computed insert ID is of the event as it was given, whatever is changed or filled in beside it", () => {
  const flat = fc.dictionary(
    fc.string().filter((key) => key !== "__proto__" && key !== "$insert_id" && !/^\d+$/.test(key)),
    fc.oneof(fc.string(), fc.maxSafeInteger(), fc.boolean(), fc.constant(null)),
    { maxKeys: 4 },
  );
  const ids = fc.record(
    { distinct_id: fc.oneof(fc.string(), fc.maxSafeInteger()), $user_id: fc.maxSafeInteger() },
    { requiredKeys: [] },
  );
  const aheadMs = fc.integer({ min: -7_200_000, max: 7_200_000 });
  fc.assert(
    fc.property(
      flat,
      ids,
      aheadMs,
      fc.boolean(),
      fc.integer({ min: 0, max: 3_600_000 }),
      (own, given, ahead, isLine, later) => {
        const properties = { ...own, ...given, time: NOW_MS + ahead };
        const event = { event: "E", properties };
        const record = () => (isLine ? Buffer.from(JSON.stringify(event)) : event);
        const encode = (nowMs: number, source?: string) =>
          eventEncoder({ present: { nowMs, clampToMs: nowMs }, source, token: "token-1" });
        const runs = [encode(NOW_MS), encode(NOW_MS + later), encode(NOW_MS, "partner")];
        const sent = runs.map((run) => sentProperties(record(), run)?.$insert_id);
        expect(new Set(sent)).toEqual(new Set([hashOf("E", properties, isLine)]));
      },
    ),
    RUN,
  );
});

test("T6: an insert ID that is replaced is the hash of version 1.0.0, and a rounded one is refused all the same", () => {
  const encode = eventEncoder({ replaceInsertIds: true });
  const of = (id: unknown) => encode({ event: "E", properties: { $insert_id: id } }, 0);
  expect(of(7)).toMatchObject({
    value: { properties: { $insert_id: createHash("sha256").update("[7]").digest("hex").slice(0, 36) } },
  });
  expect(of(2 ** 53)).toMatchObject({ rule: "id_rounded" });
});

describe.each([
  ["$distinct_id", USER_PROFILES, '"$set":{"a":1}'],
  ["$group_id", GROUP_PROFILES, '"$group_key":"company","$set":{"a":1}'],
] as const)("T6: %s of a profile", (field, kind, rest) => {
  const judged = (record: unknown) => {
    const value = readUpdate(record, kind, asItIs, 0)?.value;
    return { id: (value as Properties)[field], rules: validateEssentials(value, kind).map(({ rule }) => rule) };
  };

  test("keeps every digit of an integer of JSON text, as text", async () => {
    const real = digits.filter((id) => id !== "0" && id !== "-1");
    await fc.assert(
      fc.asyncProperty(real, fc.boolean(), async (id, isLine) => {
        const text = `{"${field}":${id},${rest}}`;
        const record = await recordOf(isLine ? `${text}\n${text}` : `[${text}]`);
        expect(judged(record)).toEqual({ id, rules: [] });
      }),
      RUN,
    );
  });

  test("is text of a number whose digits are all known, and refused where they are not", () => {
    fc.assert(
      fc.property(fc.oneof(fc.maxSafeInteger(), fc.double(), fc.bigInt().map(Number)), (id) => {
        fc.pre(id !== 0 && id !== -1);
        const { id: sent, rules } = judged({ ...JSON.parse(`{${rest}}`), [field]: id });
        if (Number.isSafeInteger(id)) expect([sent, rules]).toEqual([String(id), []]);
        else
          expect(rules).toEqual([
            Number.isInteger(id) ? "id_rounded" : kind === USER_PROFILES ? "profile_distinct_id" : "group_id",
          ]);
      }),
      RUN,
    );
  });
});
