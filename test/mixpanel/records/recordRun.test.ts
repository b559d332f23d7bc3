import { isTextBlock, MAX_RUN_RECORDS, RecordRun } from "../../../src/mixpanel/records/recordRun";

const KIBIBYTE_BYTES = 1024;

/** Finds records in a text: each is a digit or letter, repeated; dots stand between them; one that begins with x has to be read by itself. */
function find(text: string, { from = 0, most = 9, run = new RecordRun() } = {}) {
  const endOf = (bytes: Buffer, start: number) => {
    let end = start;
    while (bytes[end] === bytes[start] && end < bytes.length) end++;
    return bytes[start] === "x".charCodeAt(0) ? 0 : end;
  };
  const gapEnd = (bytes: Buffer, end: number) => {
    let at = end;
    while (bytes[at] === ".".charCodeAt(0)) at++;
    return bytes[at] === "!".charCodeAt(0) ? 0 : at;
  };
  run.find(Buffer.from(text), from, most, endOf, gapEnd);
  const { count, next, isNextOdd, starts, ends } = run;
  const spans = Array.from({ length: count }, (_, at) => [starts[at], ends[at]]);
  return { run, spans, next, isNextOdd };
}

describe("B7: records in a row", () => {
  test("are found with where they begin and end, up to the end of the text", () => {
    expect(find("..11.2...33", { from: 2 })).toMatchObject({
      spans: [
        [2, 4],
        [5, 6],
        [9, 11],
      ],
      next: 11,
      isNextOdd: false,
    });
  });

  test("are none behind the end of the text", () => {
    for (const from of [2, 3]) expect(find("11", { from })).toMatchObject({ spans: [], next: from, isNextOdd: false });
  });

  test("are at most as many as asked for", () => {
    expect(find("1.2.3", { most: 2 })).toMatchObject({
      spans: [
        [0, 1],
        [2, 3],
      ],
      next: 4,
      isNextOdd: false,
    });
    expect(find("1.2.3", { most: 0 })).toMatchObject({ spans: [], next: 0, isNextOdd: false });
  });

  test.each([
    ["that has to be read by itself", "1.2.x.3"],
    ["behind which it is not certain what follows", "1.2.3!4"],
  ])("end before one %s", (_, text) => {
    expect(find(text)).toMatchObject({
      spans: [
        [0, 1],
        [2, 3],
      ],
      next: 4,
      isNextOdd: true,
    });
  });

  test("are none if the first has to be read by itself, also behind a gap at the beginning", () => {
    expect(find("..x.2", { from: 2 })).toMatchObject({ spans: [], next: 2, isNextOdd: true });
  });

  test("end where more than 64 bytes follow one, and where they have more than 256 KiB", () => {
    const gap = (bytes: number) => find(`1${".".repeat(bytes)}2.3`);
    expect(gap(64)).toMatchObject({ spans: { length: 3 } });
    expect(gap(65)).toMatchObject({ spans: [[0, 1]], next: 66, isNextOdd: false });
    const large = (bytes: number) => find(`..${"1".repeat(bytes - 1)}.2.3`, { from: 2 });
    expect(large(256 * KIBIBYTE_BYTES).spans).toHaveLength(2);
    expect(large(256 * KIBIBYTE_BYTES + 1).spans).toHaveLength(1);
  });

  test("say where each begins that is not passed", () => {
    const { run } = find("11.22.3.x");
    expect([0, 1, 2, 3, 4].map((place) => run.startOf(place))).toEqual([0, 3, 6, 8, 8]);
  });

  test("take the place of those that were found before", () => {
    const { run } = find("11.22.x");
    expect(find("3.4", { run })).toMatchObject({
      spans: [
        [0, 1],
        [2, 3],
      ],
      next: 3,
      isNextOdd: false,
    });
    expect(run.bytes.toString()).toBe("3.4");
    expect(find("", { run })).toMatchObject({ spans: [], next: 0 });
  });

  test("are at most 256", () => {
    expect(new RecordRun()).toMatchObject({ starts: { length: MAX_RUN_RECORDS }, ends: { length: MAX_RUN_RECORDS } });
    expect(MAX_RUN_RECORDS).toBe(256);
  });

  test("are none before any was looked for", () => {
    expect(new RecordRun()).toMatchObject({ count: 0, next: 0, isNextOdd: false });
  });
});

describe("B7: records are found in a row", () => {
  const block = { isLines: false, find: () => {}, pass: () => {} };

  test("in a text block alone", () => {
    expect(isTextBlock(block)).toBe(true);
  });

  test.each<[string, object]>([
    ["a list, which has a find function of its own", [1]],
    ["records that only say whether they are lines", { isLines: true }],
    ["other records", new Set([1])],
  ])("not in %s", (_, records) => {
    expect(isTextBlock(records)).toBe(false);
  });
});
