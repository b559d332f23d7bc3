import { gzipSync } from "node:zlib";
import { InputError } from "../../../src/mixpanel/errors";
import { MAX_SUBJECTS, readSubjects, subjectsFrom } from "../../../src/mixpanel/privacy/subjects";

const read = (rows: object | string) => readSubjects("People", rows);
const PEOPLE = [
  { email: "ann@example.com", userId: "12", serviceId: "cus_1", distinctId: "d-1" },
  { property: { name: "phone", value: "+1" } },
];
const CSV = [
  "ticket,email,user_id,service_id,distinct_id,property_name,property_value",
  "7,ann@example.com,12,cus_1,d-1,,",
  "8,,,,,phone,+1",
  "",
].join("\n");

describe("P1: reading subjects", () => {
  test.each([
    ["a list", PEOPLE],
    ["JSON text", JSON.stringify(PEOPLE)],
    ["NDJSON", PEOPLE.map((one) => JSON.stringify(one)).join("\n")],
    ["CSV", CSV],
    ["a CSV file", { data: Buffer.from(CSV), contentType: "text/csv" }],
    ["a compressed file", { data: gzipSync(CSV) }],
    ["Mixpanel's own names", [{ ...PEOPLE[0], userId: undefined, $user_id: 12 }, PEOPLE[1]]],
  ])("takes %s", async (_, rows) => {
    expect(await read(rows)).toEqual(PEOPLE);
  });

  test("a long ID in JSON text keeps its digits", async () => {
    expect(await read('[{"userId": 1234567890123456789}]')).toEqual([{ userId: "1234567890123456789" }]);
  });

  test("e-mails stay as they were given: how they are compared is an option of the search", async () => {
    expect(await read([{ email: " Ann@Example.com" }])).toEqual([{ email: " Ann@Example.com" }]);
  });

  test("empty identifiers are none, false and 0 as values of a property are some", async () => {
    expect(await read([{ email: "", userId: null, property: { name: "flag", value: false } }])).toEqual([
      { property: { name: "flag", value: false } },
    ]);
  });

  test.each([
    ["nobody", { ticket: 7 }, "none of the identifiers"],
    ["text alone", "ann@example.com", "something else"],
    ["a placeholder", { userId: "undefined" }, '"undefined" as userId'],
    ["the ID of everybody", { distinctId: "00000000-0000-0000-0000-000000000000" }, "placeholder"],
    ["a rounded number", { userId: 2 ** 60 }, "more than 15 digits"],
    ["a list of e-mails", { email: ["a@x.io", "b@x.io"] }, "a list"],
    ["half a property", { property: { name: "phone" } }, "half a property"],
    ["a value without its name", { property_value: "x" }, "half a property"],
    ["a very long ID", { userId: "x".repeat(501) }, "501 characters"],
  ])("refuses %s, and says which item", async (_, row, words) => {
    const refusal = read([PEOPLE[0], row]);
    await expect(refusal).rejects.toBeInstanceOf(InputError);
    await expect(refusal).rejects.toThrow("People, item 2");
    await expect(refusal).rejects.toThrow(words);
  });

  test("refuses more people than one step finds", async () => {
    const many = Array.from({ length: MAX_SUBJECTS + 1 }, (_, at) => ({ userId: `u${at}` }));
    await expect(read(many)).rejects.toThrow(`more than ${MAX_SUBJECTS} people`);
    expect(() =>
      subjectsFrom(
        "User IDs",
        "userId",
        many.map(({ userId }) => userId),
      ),
    ).toThrow("more than");
  });
});
