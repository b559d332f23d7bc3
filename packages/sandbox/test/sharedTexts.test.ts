import fc from "fast-check";
import { sharedText, shareTexts } from "../src/state/sharedTexts";

const jsonObjects = fc
  .jsonValue()
  .map((value): Record<string, unknown> => ({ value, list: [value, "a", "a"], ["__proto__"]: "a" }));

test("S9: sharing texts changes no property, whatever it is", () => {
  fc.assert(
    fc.property(jsonObjects, (properties) => {
      const before = JSON.stringify(properties);
      shareTexts(properties);
      expect(JSON.stringify(properties)).toBe(before);
    }),
  );
});

test("S9: a text is the same however many others came between", () => {
  for (let i = 0; i < 250_000; i++)
    if (sharedText(`text ${i}`) !== `text ${i}`) throw new Error(`text ${i} has changed`);
  expect(sharedText("text 1")).toBe("text 1");
});
