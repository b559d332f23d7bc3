import fc from "fast-check";
import { compile } from "../../../packages/sandbox/src/expressions";
import { Criteria, MAX_EXPRESSION_CHARACTERS } from "../../../src/mixpanel/privacy/criteria";
import { foldEmail } from "../../../src/mixpanel/privacy/subjects";
import type { Subject } from "../../../src/mixpanel/privacy/types";

const NAMES = ["$email", "email"];
const options = (ignoreCase: boolean) => ({ emailProperties: NAMES, serviceIdProperty: 'billing "id"', ignoreCase });

/** Pieces of expressions, so that a value that is not escaped changes what is asked for. */
const hostile = fc
  .array(
    fc.constantFrom('"', "\\", "'", ") or (", 'true or properties["', "]", ",", " ", "a", "A", "é", "\n", "1", "@x.io"),
    { minLength: 1, maxLength: 6 },
  )
  .map((pieces) => pieces.join(""))
  .filter((text) => text.trim() !== "");
const value = fc.oneof(hostile, fc.constantFrom("ann@x.io", "Ann@x.io", " ann@x.io", "42", "true"));

const subject: fc.Arbitrary<Subject> = fc.oneof(
  fc.record({ email: value }),
  fc.record({ serviceId: value }),
  fc.record({ property: fc.record({ name: fc.oneof(hostile, fc.constant("phone")), value }) }),
  fc.record({ email: value, userId: value, serviceId: value }),
);

type Profile = Record<string, string | number | boolean>;

/** Profiles with values of the subjects, and with other ones. */
const profilesFor = (subjects: readonly Subject[]): fc.Arbitrary<Profile[]> => {
  const names = [...NAMES, "$user_id", 'billing "id"', ...subjects.flatMap(({ property }) => property?.name ?? [])];
  const values = subjects.flatMap(({ email, userId, serviceId, property }) =>
    [email, userId, serviceId, property?.value, Number(serviceId)].filter((one) => one !== undefined),
  );
  const one = fc.oneof(fc.constantFrom(...values, "other"), value, fc.constantFrom(42, true));
  return fc.array(fc.dictionary(fc.constantFrom(...names), one, { maxKeys: 3 }), { maxLength: 6 });
};

const valuesOf = ({ email, userId, serviceId, property }: Subject) => [
  ...NAMES.map((name) => ({ name, wanted: email, isEmail: true })),
  { name: "$user_id", wanted: userId, isEmail: false },
  { name: 'billing "id"', wanted: serviceId, isEmail: false },
  { name: property?.name ?? "", wanted: property?.value, isEmail: false },
];

/** Whether a profile is a subject's, said without the code under test. */
const isOf = (profile: Profile, one: Subject, ignoreCase: boolean): boolean =>
  valuesOf(one).some(({ name, wanted, isEmail }) => {
    const held = Object.hasOwn(profile, name) ? profile[name] : undefined;
    if (wanted === undefined || held === undefined) return false;
    const [a, b] = [String(wanted), String(held)];
    return a === b || (isEmail && ignoreCase && foldEmail(a) === foldEmail(b));
  });

type Server = (where: string, properties: Profile) => boolean;

const minding: Server = (where, properties) => compile(where)({ properties }) === true;
const lower = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : value);
/** A Mixpanel whose comparisons do not mind capitals. */
const notMinding: Server = (where, properties) =>
  compile(where.toLowerCase())({
    properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name.toLowerCase(), lower(one)])),
  }) === true;

interface Searching {
  ignoreCase: boolean;
  maxCharacters: number;
  server?: Server;
}

/** The pairs of subjects and profiles that a search finds, with expressions of at most so many characters. */
function found(
  subjects: readonly Subject[],
  profiles: readonly Profile[],
  { ignoreCase, maxCharacters, server = minding }: Searching,
) {
  const criteria = new Criteria(subjects, options(ignoreCase));
  const pairs = new Set<string>();
  for (const { where, names } of criteria.expressions(maxCharacters)) {
    for (const [at, properties] of profiles.entries())
      if (server(where, properties))
        for (const name of names)
          for (const index of criteria.matching(name, Object.hasOwn(properties, name) ? properties[name] : undefined))
            pairs.add(`${index} ${at}`);
  }
  return pairs;
}

const cases = fc
  .array(subject, { minLength: 1, maxLength: 8 })
  .chain((subjects) => fc.tuple(fc.constant(subjects), profilesFor(subjects), fc.integer({ min: 1, max: 2_000 })));

describe("P1: criteria", () => {
  test("each subject gets exactly its own profiles, whatever the identifiers, the chunks and how Mixpanel compares", () => {
    fc.assert(
      fc.property(cases, ([subjects, profiles, maxCharacters]) => {
        const expected = subjects.flatMap((one, index) =>
          profiles.flatMap((profile, at) => (isOf(profile, one, false) ? [`${index} ${at}`] : [])),
        );
        expected.sort();
        const exactly = { ignoreCase: false, maxCharacters };
        expect([...found(subjects, profiles, exactly)].sort()).toEqual(expected);
        expect([...found(subjects, profiles, { ...exactly, server: notMinding })].sort()).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });

  test("P1, expectation 22: without regard to capitals, each gets its own in the spellings asked for, and nobody else's", () => {
    fc.assert(
      fc.property(cases, ([subjects, profiles, maxCharacters]) => {
        const pairs = found(subjects, profiles, { ignoreCase: true, maxCharacters });
        const anyCase = found(subjects, profiles, { ignoreCase: true, maxCharacters, server: notMinding });
        for (const [index, one] of subjects.entries())
          for (const [at, profile] of profiles.entries()) {
            const isFound = pairs.has(`${index} ${at}`);
            if (anyCase.has(`${index} ${at}`)) expect(isOf(profile, one, true)).toBe(true);
            if (isFound) expect(isOf(profile, one, true)).toBe(true);
            if (isOf(profile, one, false)) expect(isFound).toBe(true);
            const spelt = one.email === undefined ? [] : [one.email.trim(), foldEmail(one.email)];
            if (NAMES.some((name) => lower(profile[name]) === spelt[1] && spelt.length > 0))
              expect(anyCase.has(`${index} ${at}`)).toBe(true);
            if (NAMES.some((name) => spelt.some((spelling) => profile[name] === spelling))) expect(isFound).toBe(true);
          }
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    [false, "ANN@x.io", "ann@X.io", false],
    [true, "ANN@x.io", "ann@X.io", true],
    [true, " ann@x.io", "ann@x.io ", true],
    [false, "ann@x.io", "ann@x.io", true],
  ])(
    "ignoring case %p, %p and the profile's %p match: %p, whatever Mixpanel returned",
    (ignoreCase, email, held, isMatch) => {
      const criteria = new Criteria([{ email }], options(ignoreCase));
      expect(criteria.matching("$email", held).has(0)).toBe(isMatch);
    },
  );

  test("an ID of digits is asked for as text and as number, because expressions cast nothing", () => {
    const [expression] = new Criteria([{ serviceId: "42" }], options(true)).expressions();
    expect(expression?.where).toBe(
      '(properties["billing \\"id\\""] in ["42"]) or (properties["billing \\"id\\""] in [42])',
    );
  });

  test("an ID that a number would change is asked for as text alone", () => {
    for (const serviceId of ["007", "1e3", "12345678901234567890", "-0", " 7"])
      expect(new Criteria([{ serviceId }], options(true)).values()).toEqual([['billing "id"', serviceId]]);
  });

  test("an element of a list property matches", () => {
    const criteria = new Criteria([{ email: "ann@x.io" }], options(true));
    expect([...criteria.matching("email", ["bob@x.io", "Ann@x.io"])]).toEqual([0]);
  });

  test("no expression is longer than the maximum, and 100 e-mails fit in one", () => {
    const people = (count: number) =>
      Array.from({ length: count }, (_, at) => ({ email: `person.${String(at).padStart(6, "0")}@example.com` }));
    expect(new Criteria(people(100), options(true)).expressions()).toHaveLength(1);
    const many = new Criteria(people(2_000), options(true)).expressions();
    expect(many.length).toBeLessThan(20);
    for (const { where } of many) expect(where.length).toBeLessThanOrEqual(MAX_EXPRESSION_CHARACTERS);
  });
});
