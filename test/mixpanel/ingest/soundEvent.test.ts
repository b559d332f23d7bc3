import { soundEventEnd } from "../../../src/mixpanel/ingest/soundEvent";
import { REFUSED_IDS } from "../../../src/mixpanel/ingest/validate/refusedIds";

const NOW_SECONDS = 1_750_000_000;
const NOW_MS = NOW_SECONDS * 1000;
const PARTS = { time: "1700000000", distinct_id: '"user-1"', $insert_id: '"a1"' };

/** The properties of a sound event with others in their place; undefined leaves one out. Values are JSON, as are the keys of `more`. */
function properties(changes: Record<string, string | undefined> = {}, more = ""): string {
  const members = Object.entries({ ...PARTS, ...changes }).flatMap(([key, value]) =>
    value ? [`"${key}":${value}`] : [],
  );
  return `{${[...members, ...(more ? [more] : [])].join(",")}}`;
}
const event = (changes: Record<string, string | undefined> = {}, more = "") =>
  `{"event":"E","properties":${properties(changes, more)}}`;
const named = (name: string) => `{"event":${name},"properties":${properties()}}`;

/** What may stand before an event: whoever goes on at the first byte after a fault finds the rest of a sound event there. */
const BEFORE = [
  ...[
    "\n",
    "}}\n",
    " }\n",
    `1,${properties().slice(1)}}\n`,
    `,${properties().slice(1)}}\n`,
    `"E","properties":${properties()}}\n`,
  ],
  ...[
    `,"properties":${properties()}}\n`,
    ` ,"properties":${properties()}}\n`,
    `${properties()},"event":"E"}\n`,
    ` ,"event":"E"}\n`,
  ],
];

/** Whether an event is proven, wherever it stands in a text. */
function isProven(line: string, { nowMs = NOW_MS, needsSource = false } = {}): boolean {
  const proven = BEFORE.map((before) => {
    const start = Buffer.byteLength(before);
    const end = soundEventEnd(Buffer.from(`${before}${line}\n{"event":`), start, { nowMs, needsSource });
    expect([0, start + Buffer.byteLength(line)]).toContain(end);
    return end > 0;
  });
  expect(new Set(proven).size).toBe(1);
  return proven[0] ?? false;
}

const provenOf = (...lines: string[]) => lines.map((line) => isProven(line));

describe("B7, S1: an event is proven by its bytes", () => {
  test("in either order of its members, with spaces between tokens", () => {
    expect(
      provenOf(
        event(),
        `{"properties":${properties()},"event":"E"}`,
        `{ "event" : "E" , "properties" : ${properties()} }`,
        `{ "properties" : { "time" : 1700000000 , "$insert_id" : "a1" , "distinct_id" : "u" } , "event" : "E" }`,
      ),
    ).toEqual([true, true, true, true]);
  });

  test.each([
    ["no object", `[${event()}]`],
    ["a list that looks like an event", event().replace("{", "[")],
    ["another first key", event().replace('"event"', '"Event"')],
    ["another second key", event().replace('"properties"', '"property"')],
    ["a key that only begins alike", event().replace('"event"', '"events"')],
    ["its name twice", '{"event":"E","event":"E"}'],
    ["its properties twice", `{"properties":${properties()},"properties":${properties()}}`],
    ["no properties", '{"event":"E"}'],
    ["no name", `{"properties":${properties()}}`],
    ["a member more", event().replace(/}$/, ',"a":1}')],
    ["a comma more", event().replace(/}$/, ",}")],
    ["no colon after event", event().replace('"event":', '"event" ')],
    ["no colon after properties", event().replace('"properties":', '"properties" ')],
    ["no comma between its members", event().replace(',"properties"', ';"properties"')],
    ["no brace at its end", event().replace(/}$/, "]")],
    ["no object as properties", event().replace(":{", ":[")],
    ["an empty object as properties", '{"event":"E","properties":{}}'],
    ["properties that end with a bracket", event().replace("}}", "]}")],
    ["properties without a comma", event({}, '"a":1').replace(',"a"', ';"a"')],
    ["a comma after the last property", event().replace("}}", ",}}")],
    ["a property without a colon", event({}, '"a" 1')],
    ["a property with a key that is no text", event({}, "a:1")],
    ["a property without a value", event({}, '"a":')],
    ["a property whose value is no JSON", event({}, '"a":x')],
    ["a key with an escape", event({}, '"\\u0061":1')],
  ])("but not with %s", (_what, line) => {
    expect(isProven(line)).toBe(false);
  });

  test("its name has 1 to 255 characters, without an escape, and links no users", () => {
    const names = ['"E"', `"${"x".repeat(255)}"`, '"$merged"', '"merge"', '"São"'];
    expect(provenOf(...names.map(named))).toEqual(names.map(() => true));
    const others = [
      '""',
      `"${"x".repeat(256)}"`,
      '"$merge"',
      '"$identify"',
      '"$create_alias"',
      '"\\u0045"',
      '"E',
      "1",
      "null",
    ];
    expect(provenOf(...others.map(named))).toEqual(others.map(() => false));
  });

  test("its time is a number from 1971 to now, in seconds or milliseconds", () => {
    const times = [
      "31536000",
      "31536000000",
      `${NOW_SECONDS}`,
      `${NOW_MS}`,
      "1700000000.5",
      "1700000000000.25",
      "31536000.0",
    ];
    expect(provenOf(...times.map((time) => event({ time })))).toEqual(times.map(() => true));
    const others = [
      ...["31535999", "31535999000", `${NOW_SECONDS + 1}`, `${NOW_MS + 1}`, `${NOW_SECONDS}.5`, `${NOW_MS}.5`],
      ...["01700000000", "1700000000.", "1700000000.x", "1700000000e0", "-1700000000", '"1700000000"', "null", "0"],
    ];
    expect(provenOf(...others.map((time) => event({ time })))).toEqual(others.map(() => false));
  });

  test("its time has at most 14 digits, if none is in the future", () => {
    const proven = ["9".repeat(14), "9".repeat(15)].map((time) =>
      isProven(event({ time }), { nowMs: Number.POSITIVE_INFINITY }),
    );
    expect(proven).toEqual([true, false]);
  });

  test("its insert ID has 1 to 36 letters, digits and hyphens, and is no placeholder", () => {
    const ids = ['"a"', `"${"Az09-".repeat(7)}x"`, '"nonesuch"', '"n1ne"', '"00"', '"nul"'];
    expect(provenOf(...ids.map(($insert_id) => event({ $insert_id })))).toEqual(ids.map(() => true));
    const others = [
      '""',
      `"${"x".repeat(37)}"`,
      '"a b"',
      '"a_b"',
      '"a',
      "1",
      '1a"',
      "a1",
      "\"a1'",
      '"none"',
      '"0"',
      '"Null"',
    ];
    expect(provenOf(...others.map(($insert_id) => event({ $insert_id })))).toEqual(others.map(() => false));
  });

  test.each(REFUSED_IDS)("the placeholder %s names nobody, in upper or lower case", (id) => {
    for (const text of [id, id.toUpperCase()]) expect(isProven(event({ distinct_id: `"${text}"` }))).toBe(false);
  });

  test.each(["distinct_id", "$user_id", "$device_id", "$source"])("%s is text without an escape", (key) => {
    const ids = ['"user-1"', '"ünï"', '"a b"', '"nonesuch"', '"00"', '"-"'];
    expect(provenOf(...ids.map((id) => event({ [key]: id })))).toEqual(ids.map(() => true));
    // A masked number begins with U+FDD0.
    const others = ['"\\u0061"', '"\ufdd0n12"', '"user-1', "1", "null", '["a"]'];
    expect(provenOf(...others.map((id) => event({ [key]: id })))).toEqual(others.map(() => false));
  });

  test("an empty distinct ID is one, and other IDs are not", () => {
    expect(provenOf(event({ distinct_id: '""' }), event({ $user_id: '""' }), event({ $device_id: '""' }))).toEqual([
      ...[true, false, false],
    ]);
  });

  test("it has a time, an insert ID and any of the IDs of a user", () => {
    const other = { distinct_id: undefined };
    expect(
      provenOf(event({ ...other, $user_id: '"u"' }), event({ ...other, $device_id: '"d"' }), event(other)),
    ).toEqual([true, true, false]);
    expect(provenOf(event({ time: undefined }), event({ $insert_id: undefined }))).toEqual([false, false]);
    expect(provenOf(event({ ...other, $source: '"s"' }), event({ ...other, user_id: '"u"' }))).toEqual([false, false]);
  });

  test("it has a $source, if one would be added", () => {
    const [without, own] = [event(), event({ $source: '"own"' })];
    expect([without, own].map((line) => isProven(line, { needsSource: true }))).toEqual([false, true]);
    expect(provenOf(without, own)).toEqual([true, true]);
  });

  test.each(["$ignore", "bucket", "$bucket"])("it has no %s, which Mixpanel would drop or refuse", (key) => {
    expect(provenOf(event({ [key]: "1" }), event({ [key]: '"a"' }), event({ [`${key}s`]: "1" }))).toEqual([
      ...[false, false, true],
    ]);
  });

  test("of properties with the same name, each is sound", () => {
    const twice = (more: string) => event({}, more);
    expect(
      provenOf(
        twice('"time":1700000001'),
        twice('"time":1'),
        twice('"distinct_id":"none"'),
        twice('"$insert_id":"a b"'),
      ),
    ).toEqual([true, false, false, false]);
  });

  test("it has at most 254 values, and 3 levels of objects and lists in a property", () => {
    const others = (count: number) => event({}, Array.from({ length: count }, (_, at) => `"k${at}":1`).join(","));
    expect(provenOf(others(251), others(252))).toEqual([true, false]);
    const nested = (count: number) => event({}, `"a":[${Array(count).fill(1)}]`);
    expect(provenOf(nested(250), nested(251))).toEqual([true, false]);
    expect(provenOf(event({}, '"a":[{"b":[1]}]'), event({}, '"a":[{"b":[[]]}]'))).toEqual([true, false]);
  });

  test("it is shorter than 128 KiB, so that it is small enough in every form", () => {
    const ofBytes = (bytes: number) => event({}, `"a":"${"x".repeat(bytes - event({}, '"a":""').length)}"`);
    expect(provenOf(ofBytes(131_072), ofBytes(131_073))).toEqual([true, false]);
  });

  test("it ends before the text does", () => {
    const bytes = Buffer.from(event());
    const ends = [...bytes.keys()].map((length) =>
      soundEventEnd(bytes.subarray(0, length), 0, { nowMs: NOW_MS, needsSource: false }),
    );
    expect(ends).toEqual(ends.map(() => 0));
  });
});
