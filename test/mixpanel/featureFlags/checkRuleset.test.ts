import fc from "fast-check";
import { InputError } from "../../../src/mixpanel/errors";
import { checkRuleset } from "../../../src/mixpanel/featureFlags/checkRuleset";
import { RULESET } from "../../support/flags";

const [control, treatment] = RULESET.variants;
const variants = (...list: unknown[]) => ({ ...RULESET, variants: list });
const group = (change: object) => ({ ...RULESET, rollout: [{ ...RULESET.rollout[0], ...change }] });
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ key: `v${index}`, value: "x", is_control: false, split: 1 / count }));

test.each([
  ["no variants", { rollout: [] }, "no list of objects as variants"],
  ["no rollout", { variants: RULESET.variants }, "no list of objects as rollout"],
  ["an empty list of variants", variants(), "0 variants"],
  ["12 variants", { variants: many(12), rollout: [] }, "12 variants"],
  ["a variant without a key", variants({ ...control, key: "" }, treatment), "variant 1"],
  ["a variant without a value", variants(control, { ...treatment, value: undefined }), "variant 2"],
  ["a key twice", variants(control, { ...treatment, key: "control" }), "same key"],
  ["values of two types", variants(control, { ...treatment, value: true }), "string, boolean"],
  ["a value that is too long", variants(control, { ...treatment, value: "x".repeat(32_769) }), "value of treatment"],
  ["variants that add up to less", variants({ ...control, split: 0.4 }, treatment), "add up to 0.9"],
  ["a split that is no number", variants({ ...control, split: "0.5" }, treatment), "split of variants"],
  ["a negative split", group({ variant_splits: { control: -0.5, treatment: 1.5 } }), "rollout group 1"],
  ["a group without a percentage", group({ rollout_percentage: undefined }), "rollout group 1"],
  ["a percentage of 25", group({ rollout_percentage: 25 }), "rollout_percentage"],
  ["a group without splits", group({ variant_splits: undefined }), "without variant_splits"],
  ["a group with an unknown variant", group({ variant_splits: { other: 1 } }), "variant other"],
])("M4: refuses %s", (_what, ruleset, words) => {
  const check = () => checkRuleset(ruleset);
  expect(check).toThrow(InputError);
  expect(check).toThrow(words);
});

test.each([
  ["11 variants", { variants: many(11), rollout: [] }],
  ["a group that has the splits of the variants", group({ variant_splits: {} })],
  ["a variant with no users", group({ variant_splits: { control: 0, treatment: 1 } })],
  ["objects as values", variants({ ...control, value: { a: 1 } }, { ...treatment, value: {} })],
])("M4: takes %s", (_what, ruleset) => {
  expect(() => checkRuleset(ruleset)).not.toThrow();
});

test("M4: takes splits that add up to 1, give or take 0.01, and no others", () => {
  const percents = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 11 });
  // Mostly sums near 1, which chance alone would hardly find.
  const nearOne = fc
    .tuple(percents, fc.integer({ min: -3, max: 3 }))
    .map(([list, off]) => [...list.slice(0, 10), 100 + off - list.slice(0, 10).reduce((sum, one) => sum + one, 0)])
    .filter((list) => list.every((one) => one >= 0 && one <= 100));
  fc.assert(
    fc.property(fc.oneof(percents, nearOne), (list) => {
      const sum = list.reduce((total, one) => total + one, 0);
      const splits = Object.fromEntries(list.map((one, index) => [`v${index}`, one / 100]));
      const ruleset = { variants: many(list.length), rollout: [{ rollout_percentage: 1, variant_splits: splits }] };
      const check = () => checkRuleset(ruleset);
      if (Math.abs(sum - 100) <= 1) expect(check).not.toThrow();
      else expect(check).toThrow("add up to");
    }),
    { seed: 12, numRuns: 300 },
  );
});
