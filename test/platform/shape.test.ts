import Ajv from "ajv";
import fc from "fast-check";
import {
  anything,
  boolean,
  choice,
  integer,
  integerOrText,
  keyed,
  list,
  nullable,
  number,
  object,
  optional,
  type Shape,
  text,
} from "../../src/platform/shape";

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
const fits = (shape: Shape<unknown>, value: unknown) => ajv.validate(shape, value);

/** A shape, values that it describes, and values that it does not. */
interface Sample {
  shape: Shape<unknown>;
  fitting: unknown;
  other: unknown;
}

const leaf = fc.constantFrom<Sample>(
  { shape: text("A text."), fitting: "a", other: 1 },
  { shape: integer(), fitting: 1, other: 1.5 },
  { shape: number(), fitting: 1.5, other: "1.5" },
  { shape: boolean(), fitting: false, other: 0 },
  { shape: choice(["a", "b"]), fitting: "b", other: "c" },
  { shape: integerOrText(), fitting: "7", other: true },
);

const { sample } = fc.letrec<{ sample: Sample }>((tie) => ({
  sample: fc.oneof(
    { maxDepth: 4 },
    leaf,
    tie("sample").map(({ shape, fitting, other }) => ({ shape: list(shape), fitting: [fitting], other: [other] })),
    tie("sample").map(({ shape, fitting, other }) => ({
      shape: keyed(shape, "By day."),
      fitting: { "2024-01-01": fitting },
      other: { "2024-01-01": other },
    })),
    fc.tuple(tie("sample"), tie("sample")).map(([one, two]) => ({
      shape: object({ one: one.shape, two: optional(two.shape) }),
      fitting: { one: one.fitting, two: two.fitting },
      other: { one: one.fitting, two: two.other },
    })),
  ),
}));

test("H4: a shape describes its values and no others, at any depth", () => {
  fc.assert(
    fc.property(sample, ({ shape, fitting, other }) => {
      expect([fits(shape, fitting), fits(shape, other), fits(shape, null)]).toEqual([true, false, false]);
    }),
  );
});

test("H4: a nullable shape describes null as well", () => {
  fc.assert(
    fc.property(sample, ({ shape, fitting, other }) => {
      const values = [fitting, null, other];
      expect(values.map((value) => fits(nullable(shape), value))).toEqual([true, true, false]);
    }),
  );
});

test("H4: an object needs each key that is not optional, and may have others", () => {
  fc.assert(
    fc.property(sample, ({ shape, fitting }) => {
      const both = object({ one: shape, two: optional(shape) });
      const values = [{ one: fitting }, { two: fitting }, { one: fitting, three: fitting }];
      expect(values.map((value) => fits(both, value))).toEqual([true, false, true]);
    }),
  );
});

test("H4: anything is any JSON value", () => {
  fc.assert(fc.property(fc.jsonValue(), (value) => fits(anything("What Mixpanel sends."), value)));
});
