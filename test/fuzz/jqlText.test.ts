/** What a step gives to a JQL script is data, whatever it says. A longer run: `FUZZ_RUNS=500 npx jest test/fuzz/jqlText`. */
import fc from "fast-check";
import { type Sandbox, startSandbox } from "mixpanel-sandbox";
import { anyCharacter } from "../support/anyText";
import { runInSandbox } from "../support/inSandbox";

const RUNS = Number(process.env.FUZZ_RUNS ?? 10);
const SCRIPT = "function main() { return params.texts.concat(Object.keys(params.named), _.values(params.named)); }";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, limits: false });
});
afterAll(() => sandbox.close());

const code = fc.array(
  fc.constantFrom(
    ...[
      '"',
      "'",
      "`",
      "\\",
      "$",
      "{1+1}",
      "\u2028",
      "\u2029",
      "\0",
      "\n",
      "//",
      "*/",
      "/*",
      "<!--",
      "</script>",
      "&",
      "=",
      "+",
      "%22",
    ],
    ...[";", "}", "]", ")", "__proto__", "constructor", "\\u0022", "throw 1", "function main() { return [1]; }"],
  ),
  { maxLength: 8 },
);
/** Whole characters: half of one is no text that a request can hold. */
const text = fc
  .oneof(
    fc.string({ unit: anyCharacter, maxLength: 20 }),
    code.map((parts) => parts.join("")),
  )
  .map((given) => Buffer.from(given).toString("utf8"));

test("B7: a script reads each text of its params as it was given, as an object and as JSON", async () => {
  let texts = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 40 }),
      fc.uniqueArray(text, { maxLength: 20 }),
      async (list, names) => {
        // A name that is an integer would come before the others.
        const entries = names.map((name, index) => [`${name} `, names[names.length - 1 - index]] as const);
        const params = { texts: list, named: Object.fromEntries(entries) };
        const expected = [...list, ...entries.map(([name]) => name), ...entries.map(([, value]) => value)];
        expect(await runInSandbox(sandbox, "customJQLQuery", { script: SCRIPT, params })).toEqual(expected);
        expect(
          await runInSandbox(sandbox, "customJQLQuery", { script: SCRIPT, params: JSON.stringify(params) }),
        ).toEqual(expected);
        texts += 2 * expected.length;
      },
    ),
    { seed: 9, numRuns: RUNS, endOnFailure: true },
  );
  process.stdout.write(`${texts} texts were read by JQL scripts as they were given\n`);
}, 3_600_000);
