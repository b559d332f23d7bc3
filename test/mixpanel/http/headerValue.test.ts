import { HEADER_VALUE } from "../../../src/mixpanel/http/headerValue";

test("B7: a header holds any text of Latin-1 on one line, and no other", () => {
  const allowed = (code: number) => code === 0x09 || (code >= 0x20 && code <= 0x7e) || (code >= 0x80 && code <= 0xff);
  for (let code = 0; code <= 0x200; code++) {
    const character = String.fromCharCode(code);
    for (const text of [character, `a${character}`, `${character}a`, `a${character}${character}a`])
      expect([code, HEADER_VALUE.test(text)]).toEqual([code, allowed(code)]);
  }
  expect(HEADER_VALUE.test("")).toBe(true);
  expect(HEADER_VALUE.test("a\u2028")).toBe(false);
});
