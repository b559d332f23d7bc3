import fc from "fast-check";
import { strToU8, zipSync } from "fflate";
import { archiveKind } from "../../../src/mixpanel/privacy/archive";

const zip = (files: Record<string, string>) =>
  Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)]))));

/** Marks one file as encrypted in the list of files, and in its own header. */
function encrypted(file: Buffer, name: string): Buffer {
  const copy = Buffer.from(file);
  for (let at = copy.indexOf(name); at !== -1; at = copy.indexOf(name, at + 1)) {
    const isListed = copy.subarray(at - 46, at - 44).equals(Buffer.from("PK"));
    const flagsAt = isListed ? at - 46 + 8 : at - 30 + 6;
    copy.writeUInt16LE(copy.readUInt16LE(flagsAt) | 1, flagsAt);
  }
  return copy;
}

const two = zip({ "events.json": '{"event":"a"}', "people.json": '{"a":1}' });

test.each([
  ["a zip", two, "zip"],
  ["a zip with a comment", Buffer.concat([two.subarray(0, -2), Buffer.from("\u0005\u0000hello")]), "zip"],
  ["a zip whose first file is encrypted", encrypted(two, "events.json"), "encrypted_zip"],
  ["a zip whose last file is encrypted", encrypted(two, "people.json"), "encrypted_zip"],
  ["no byte", Buffer.alloc(0), "empty"],
  ["a zip without files", zip({}), "empty"],
  ["a zip without its end", two.subarray(0, -30), "damaged_zip"],
  ["the first bytes of a zip", two.subarray(0, 4), "damaged_zip"],
  ["a web page", Buffer.from("<!DOCTYPE html>"), "not_a_zip"],
  ["JSON lines", Buffer.from('{"event":"a"}\n'), "not_a_zip"],
] as const)("P4, expectation 29: %s", (_what, file, kind) => {
  expect(archiveKind(file)).toBe(kind);
});

test("P4, expectation 29: a zip that was cut off anywhere is no whole zip, and no bytes are an error", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: two.length - 1 }), fc.uint8Array(), (length, noise) => {
      expect(["empty", "damaged_zip", "not_a_zip"]).toContain(archiveKind(two.subarray(0, length)));
      expect(archiveKind(Buffer.concat([two.subarray(0, 4), noise]))).toEqual(expect.any(String));
    }),
  );
});
