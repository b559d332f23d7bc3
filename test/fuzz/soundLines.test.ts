/**
 * Lines that are sent as they stand are those that would be sent so after parsing and checking them. A longer run:
 * `FUZZ_RUNS=300000 npx jest test/fuzz/soundLines`.
 */
import { isDeepStrictEqual } from "node:util";
import { type EventEncoding, eventEncoder } from "../../src/mixpanel/ingest/encodeEvent";
import { validateEvent } from "../../src/mixpanel/ingest/validate";
import { REFUSED_IDS } from "../../src/mixpanel/ingest/validate/refusedIds";
import { isAccepted } from "../../src/mixpanel/ingest/validate/rules";
import { verbatimEvents } from "../../src/mixpanel/ingest/verbatimEvents";
import { linesOf } from "../../src/mixpanel/records/lines";
import { textTimes } from "../../src/mixpanel/rows/textTimes";
import { randomFrom } from "../support/randomFrom";

const RUNS = Number(process.env.FUZZ_RUNS ?? 5_000);
const SEED = 19;
const NOW_MS = 1_750_000_000_000;

const present = { nowMs: NOW_MS, clampToMs: NOW_MS };
const strictly = (event: unknown) => validateEvent(event, { now: NOW_MS });
const usually = (event: unknown) => strictly(event).filter(({ rule }) => !isAccepted(rule));
const action = { present, prepare: textTimes(), soundAt: NOW_MS };
/** The options of imports, as Import Events and programs choose them. */
const OPTIONS: readonly EventEncoding[] = [
  { present },
  { present, check: strictly, soundAt: NOW_MS },
  { ...action },
  { ...action, check: strictly, replaceInsertIds: true },
  { ...action, check: usually, source: "partner", mergeToken: "token" },
  { ...action, check: usually, effectWithoutId: "write" },
  { ...action, check: strictly, unaltered: true, effectWithoutId: "write" },
];
const WAYS = OPTIONS.map((options) => ({
  encode: eventEncoder(options),
  verbatim: verbatimEvents(options)(linesOf(Buffer.alloc(0))),
}));

const { pick, chance, below } = randomFrom(SEED);
const quoted = (text: string) => JSON.stringify(text);
const timesOf = (seconds: number) => [
  `${seconds}`,
  `${seconds}000`,
  `${seconds}.5`,
  `${seconds - 1e7}`,
  `${seconds}e0`,
];

const SCALARS = [
  ...['""', '"a"', '"São Paulo"', '"😀"', '"\\ud83d\\ude00"', '"\\ud800"', '"\\u12G4"', '"\\x"', '"\ufdd0n12"'],
  ...['"\\ufdd0n12"', '"\\ufdd0"', "0", "-0", "-1", "01", "1.", ".5", "1.5e-7", "1e400", "-1E+2", "1e", "+1", "NaN"],
  ...["12345678901234567890", "9007199254740993", "0.12345678901234567890", "true", "false", "null", "tru", "nullx"],
  ...['"\t"', '"\u007f"', '"\u2028"', '"\u0000"', '"a\\u0000"', '"\\"}"', '"[{"'],
];
const DEEP = (levels: number) => `${'{"a":['.repeat(levels)}1${"]}".repeat(levels)}`;
const CONTAINERS = [
  ...[
    "[]",
    "{}",
    "[ ]",
    "{ }",
    '["a" , 1]',
    '{"a": {"b": {"c": 1}}}',
    "[[[1]]]",
    "[[[[1]]]]",
    "[1,]",
    '{"a":1,}',
    "[}",
  ],
  ...['{"a":1,"a":2}', '{"__proto__":1}', '{"\\u0061":1}', "{1:2}", '[{"time":1}]', DEEP(1), DEEP(2), DEEP(251)],
  ...[`[${Array(253).fill(1)}]`, `[${Array(254).fill(1)}]`, `[${Array(255).fill(1)}]`, `[${Array(300).fill("1e20")}]`],
  `{${Array.from({ length: 255 }, (_, n) => `"k${n}":1`)}}`,
];
const IDS = [
  ...["user-42", "u", "a@b.example", "0123456789", "ünï", "undefinedly", "no", "na1", "un\u212Anown", "unKnown", "NİL"],
  ...[
    "\ufdd0n12",
    "\ufdd0t1",
    "\ufdd0",
    "",
    "e0f1-22",
    "x".repeat(36),
    "x".repeat(37),
    "a b",
    "a:b",
    "$device:none",
    "ſ",
    ...REFUSED_IDS,
  ],
  ...REFUSED_IDS.map((id) => id.toUpperCase()),
].map(quoted);
const TIMES = [
  ...[1_700_000_000, 1_749_999_999, 1_750_000_000, 1_750_000_001, 1_750_003_599, 1_750_003_601].flatMap(timesOf),
  ...[
    "31535999",
    "31536000",
    "31535999999",
    "31536000000",
    "31535999999.9999999999",
    "17000000000000000",
    "-1700000000",
  ],
  ...["01700000000", "1700000000.5e3", "1700000000.", "31535999999.9999999999"],
  '"2024-01-01"',
  '"1700000000"',
];
const NAMES = [
  "Page Viewed",
  "$mp_web_page_view",
  "$identify",
  "$merge",
  "$create_alias",
  "$ae_session",
  "ü".repeat(127),
]
  .concat(["x".repeat(255), "x".repeat(256), "", "a\\b", '"', "$i"])
  .map(quoted);

/** Values of the properties on which rules depend; the first three of them in most lines. */
const KNOWN: readonly (readonly [key: string, values: readonly string[]])[] = [
  ["time", TIMES],
  ["distinct_id", IDS],
  ["$insert_id", IDS],
  ["$user_id", IDS],
  ["$device_id", IDS],
  ["$source", IDS],
  ["$distinct_ids", ['["a","b"]']],
  ["token", IDS],
  ["$ignore", SCALARS],
  ["bucket", SCALARS],
  ["$bucket", SCALARS],
];
const SOUND = new Map([
  ["time", "1700000000"],
  ["distinct_id", '"user-42"'],
  ["$insert_id", '"a1b2-c3"'],
]);
const ESCAPED = new Map([
  ["time", "t\\u0069me"],
  ["$ignore", "\\u0024ignore"],
]);
const OTHERS = ["a", "plan", "ü", "$os", "times", "$ignored", "constructor", "__proto__", "a\\n", "toJSON", "b\\u0061"];

const anyValue = () => pick(chance(0.7) ? SCALARS : CONTAINERS);
const blank = () => (chance(0.05) ? pick([" ", "  ", "\t", "\r", "\n", "\u00a0"]) : "");

function property(): string {
  if (chance(0.6)) return `${quoted(pick(OTHERS))}${blank()}:${blank()}${anyValue()}`;
  const [key, values] = pick(KNOWN);
  return `"${(chance(0.1) && ESCAPED.get(key)) || key}":${chance(0.2) ? anyValue() : pick(values)}`;
}

/** An event whose parts are chosen from those that rules, JSON and JavaScript treat in a special way. */
function anyLine(): string {
  const properties: string[] = [];
  for (const [key, values] of KNOWN.slice(0, 3))
    if (!chance(0.03)) properties.push(`"${key}":${chance(0.8) ? SOUND.get(key) : pick(values)}`);
  for (let more = below(4); more > 0; more--) properties.splice(below(properties.length + 1), 0, property());
  const members = [
    `"event":${blank()}${chance(0.7) ? '"Page Viewed"' : pick(NAMES)}`,
    `"properties":${blank()}{${blank()}${properties.join(`${blank()},${blank()}`)}}${blank()}`,
  ];
  if (chance(0.1)) members.reverse();
  if (chance(0.03)) members.splice(below(3), 0, pick(['"a":1', '"event":"E"', '"properties":{}', '"event":"$merge"']));
  return `{${blank()}${members.join(`${blank()},${blank()}`)}${blank()}}`;
}

const BYTES = Buffer.from('"\\{}[]:, \t\n\r0019-+.eEaut$\0\x7f\x80\xbf\xc0\xc3\xe0\xed\xef\xf0\xf4\xff', "latin1");

/** One byte more, less or other than before, or the end of another line. */
function mutated(line: Buffer, other: Buffer): Buffer {
  const at = below(line.length);
  const byte = Buffer.of(chance(0.8) ? pick([...BYTES]) : below(256));
  const from = pick([at, at + 1]);
  const middle = pick([byte, Buffer.alloc(0), line.subarray(at, at + below(8))]);
  return Buffer.concat([
    line.subarray(0, at),
    middle,
    chance(0.05) ? other.subarray(below(other.length)) : line.subarray(from),
  ]);
}

test("S1: no line that would be changed or rejected is sent as it stands", () => {
  const wrong: unknown[] = [];
  let passed = 0;
  let last = Buffer.from(anyLine());
  for (let run = 0; run < RUNS; run++) {
    let line: Buffer = Buffer.from(anyLine());
    for (let times = chance(0.5) ? 0 : below(3); times > 0 && line.length > 0; times--) line = mutated(line, last);
    last = Buffer.from(anyLine());
    for (const [way, { encode, verbatim }] of WAYS.entries()) {
      if (verbatim?.endOf(Buffer.concat([Buffer.from("\n"), line, Buffer.from("\n{")]), 1) !== line.length + 1)
        continue;
      passed++;
      const expected = { value: line, effect: undefined, renewed: undefined, identity: undefined, ...verbatim.note };
      const encoded = { effect: undefined, renewed: undefined, identity: undefined, ...encode(line, 0) };
      if (!isDeepStrictEqual(encoded, expected) || line.includes("\n")) wrong.push([way, line.toString(), encoded]);
    }
  }
  expect(wrong).toEqual([]);
  // Were hardly any sent as they stand, this would prove nothing.
  expect(passed).toBeGreaterThan(RUNS / 2);
});
