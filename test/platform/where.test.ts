import fc from "fast-check";
import { compile, toBoolean } from "../../packages/sandbox/src/expressions";
import { conditionInputs } from "../../src/inputs/conditions";
import { where } from "../../src/inputs/queries";
import type { JsonObject } from "../../src/mixpanel/records/json";
import { readForm } from "../../src/platform/readForm";
import { withConditions } from "../../src/platform/where";

const NOW_MS = Date.UTC(2024, 0, 31, 12);
const NOW_SECONDS = NOW_MS / 1000;
const DAY_SECONDS = 86_400;

function whereOf(filtered: "event" | "profile", form: object): unknown {
  const params = readForm(form, { inputs: { where, ...conditionInputs(filtered) }, name: "Query" });
  return withConditions(params, NOW_MS).where;
}

const isSet = [{ property: "p", operator: "isSet" }];

test("R7: a raw expression is sent as it is without conditions", () => {
  expect(whereOf("event", { where: "a or b" })).toBe("a or b");
  expect(whereOf("event", { where: "a or b", match: "any", conditions: [{}] })).toBe("a or b");
});

test.each([
  ["all", 'defined(properties["p"])'],
  ["any", 'defined(properties["p"])'],
])("R7: a raw expression must hold beside conditions that match %s", (match, condition) => {
  expect(whereOf("event", { where: "a or b", match, conditions: isSet })).toBe(`(a or b) and (${condition})`);
  expect(whereOf("event", { where: "a or b", match, conditions: [...isSet, ...isSet] })).toBe(
    `(a or b) and ((${condition}) ${match === "all" ? "and" : "or"} (${condition}))`,
  );
});

/** Names and values that would end a text early, or be taken for a part of the expression. */
const word = fc.oneof(
  fc.constantFrom("p", "q", 'a"b', "a\\", '\\"', '"] == 1 or properties["', "and", "not (", "x, y", "[", "é😀", "005"),
  fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => text.trim() !== ""),
);
/** Around midnights: dates err at the edges of days. */
const seconds = fc
  .tuple(fc.constantFrom(-1, 0, 1, 2, 7), fc.constantFrom(0, 1, DAY_SECONDS / 2, DAY_SECONDS - 1))
  .map(([days, second]) => Date.UTC(2024, 0, 31 - days) / 1000 + second);
const isoOf = (at: number) => new Date(at * 1000).toISOString();
const moment = seconds.map((at) => isoOf(at).slice(0, 19));
const plain = fc.oneof(
  word,
  fc.integer({ min: -3, max: 12 }),
  fc.integer({ min: -999, max: 999 }).map((n) => n / 8),
  fc.boolean(),
);
const stored = fc.oneof(
  plain,
  moment,
  moment,
  seconds,
  fc.array(plain, { maxLength: 3 }),
  fc.constantFrom(null, undefined),
);

/** A condition as a form states it, with what it means for a stored value, told in plain JavaScript. */
interface Stated {
  row: JsonObject;
  holds(value: unknown): boolean;
}

const typeOf = (value: unknown) => (typeof value === "string" ? "text" : typeof value);
const isPresent = (value: unknown) => value !== undefined && value !== null;
const has = (whole: unknown, part: unknown) =>
  Array.isArray(whole)
    ? whole.includes(part)
    : typeof whole === "string" && typeof part === "string" && whole.includes(part);
/** The second that a stored date stands for: texts without a zone are UTC in the sandbox's projects. */
function secondOf(value: unknown): number {
  if (typeof value === "number") return value > 0 ? Math.floor(value) : Number.NaN;
  const isDate = typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(value);
  return isDate ? Date.parse(`${value}Z`) / 1000 : Number.NaN;
}

const ORDERS = {
  greaterThan: (a: number, b: number) => a > b,
  atLeast: (a: number, b: number) => a >= b,
  lessThan: (a: number, b: number) => a < b,
  atMost: (a: number, b: number) => a <= b,
};
const order = fc.constantFrom("greaterThan", "atLeast", "lessThan", "atMost");
const either = (operator: string, value: unknown, valueType: string, holds: (value: unknown) => boolean) =>
  fc.boolean().map((is): Stated => {
    const negated = `not${operator.charAt(0).toUpperCase()}${operator.slice(1)}`;
    const row = { operator: is ? operator : negated, value, valueType };
    return { row, holds: (held) => holds(held) === is };
  });

const equality = plain.chain((value) => either("equals", value, typeOf(value), (held) => held === value));
const membership = fc
  .tuple(fc.constantFrom("text", "number"), fc.array(fc.oneof(word, fc.integer({ min: 0, max: 5 })), { minLength: 1 }))
  .map(([type, values]) => ({ type, values: values.filter((value) => typeOf(value) === type) }))
  .filter(({ values }) => values.length > 0)
  .chain(({ type, values }) => either("oneOf", values, type, (held) => values.some((value) => value === held)));
const inclusion = plain.chain((value) => either("contains", value, typeOf(value), (held) => has(held, value)));
const numbers = fc.tuple(order, fc.integer({ min: -40, max: 40 })).map(
  ([operator, n]): Stated => ({
    row: { operator, value: n / 4 },
    holds: (held) => typeof held === "number" && ORDERS[operator](held, n / 4),
  }),
);
const dates = fc
  .tuple(
    fc.constantFrom("on", "before", "after", ...(["atLeast", "atMost"] as const)),
    seconds,
    fc.constantFrom(10, 19, 24),
  )
  .map(([operator, at, length]): Stated => {
    const value = isoOf(at).slice(0, length);
    const first = Date.parse(length === 19 ? `${value}Z` : value) / 1000;
    const last = length === 10 ? first + DAY_SECONDS - 1 : first;
    const meaning: Record<typeof operator, (second: number) => boolean> = {
      on: (second) => second >= first && second <= last,
      before: (second) => second < first,
      after: (second) => second > last,
      atLeast: (second) => second >= first,
      atMost: (second) => second <= last,
    };
    return { row: { operator, value, valueType: "date" }, holds: (held) => meaning[operator](secondOf(held)) };
  });
const presence: fc.Arbitrary<Stated> = fc.constantFrom<Stated>(
  { row: { operator: "isSet" }, holds: isPresent },
  { row: { operator: "isNotSet" }, holds: (held) => !isPresent(held) },
  { row: { operator: "isTrue" }, holds: (held) => held === true },
  { row: { operator: "isFalse" }, holds: (held) => held === false },
);
const lastDays = (filtered: "event" | "profile") =>
  fc.integer({ min: 1, max: 8 }).map((days): Stated => {
    const today = NOW_SECONDS - (NOW_SECONDS % DAY_SECONDS);
    const [from, to] = filtered === "event" ? [today, today + DAY_SECONDS - 1] : [NOW_SECONDS, NOW_SECONDS];
    const holds = (held: unknown) => secondOf(held) >= from - days * DAY_SECONDS && secondOf(held) <= to;
    return { row: { operator: "inLastDays", value: days }, holds };
  });

const SCOPES = { event: ["event", "user"], profile: ["profile", "behavior"] } as const;

describe.each(["event", "profile"] as const)("R7: conditions on %ss", (filtered) => {
  const stated = fc.oneof(equality, membership, inclusion, numbers, dates, presence, lastDays(filtered));
  const propertyType = fc.constantFrom(...SCOPES[filtered]);
  // A behavior is a count.
  const condition = fc
    .tuple(stated, word, propertyType, stored, fc.nat(12))
    .map(([stated, property, propertyType, value, count]) => ({
      stated,
      property,
      propertyType,
      value: propertyType === "behavior" ? count : value,
      count,
    }));
  const input = fc.record({
    conditions: fc.uniqueArray(condition, {
      minLength: 1,
      maxLength: 4,
      selector: ({ property, propertyType }) => `${propertyType} ${property}`,
    }),
    match: fc.constantFrom("all", "any"),
  });

  test("hold in the sandbox where plain JavaScript says so", () => {
    fc.assert(
      fc.property(input, ({ conditions, match }) => {
        const rows = conditions.map(({ stated, property, propertyType }) => ({
          property,
          propertyType,
          ...stated.row,
        }));
        const holding = (scope: string) =>
          Object.fromEntries(
            conditions
              .filter(({ propertyType }) => propertyType === scope)
              .map(({ property, value }) => [property, value]),
          );
        const subject = {
          properties: holding(filtered),
          user: holding("user"),
          behaviors: Object.fromEntries(
            conditions.flatMap(({ property, propertyType, count }) =>
              propertyType === "behavior" ? [[property, count]] : [],
            ),
          ),
          ...(filtered === "profile" ? { now: NOW_MS } : {}),
        };
        const outcomes = conditions.map(({ stated, value }) => stated.holds(value));
        const expected = match === "all" ? !outcomes.includes(false) : outcomes.includes(true);
        const expression = String(whereOf(filtered, { match, conditions: rows }));
        expect([expression, toBoolean(compile(expression)(subject))]).toEqual([expression, expected]);
      }),
      { numRuns: 1_000 },
    );
  });
});
