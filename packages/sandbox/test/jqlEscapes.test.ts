/** Scripts that try to leave their engine. A longer run: `FUZZ_RUNS=300 npx jest packages/sandbox/test/jqlEscapes`. */
import fc from "fast-check";
import { eventAt, QueryClient } from "./queryClient";

const RUNS = Number(process.env.FUZZ_RUNS ?? 6);

let client: QueryClient;
beforeAll(async () => {
  const events = [eventAt("2024-01-01T10:00:00", "Buy", "anna", { amount: 1 })];
  // Some of the changes leave the library in an endless loop.
  client = await QueryClient.start(
    { events },
    { scriptLimits: { timeLimitMs: 5000, memoryLimitBytes: 64 * 1_048_576 } },
  );
});
afterAll(() => client.close());

/** Values from which a way out may begin. */
const root = fc.constantFrom(
  ...["Events", "People", "join", "params", "params.object", "mixpanel", "mixpanel.reducer.count()", "mixpanel.slice"],
  ...["_", "_.template", "main", "globalThis", "this", "[]", "[].map", "''", "/x/", "(0)", "true", "Symbol()", "1n"],
  ...["new Date()", "new Error('x')", "new Proxy({}, {})", "Reflect", "JSON", "Promise.resolve(1)", "new Map()"],
  ...["(function () {})", "(() => 1)", "(async () => 1)", "(function* () {})", "(async function* () {})", "(class {})"],
  ...[
    "Events(RANGE)",
    "Events(RANGE).map",
    "seen.event",
    "seen.accumulators",
    "seen.thrown",
    "seen.caller",
    "seen.captured[0]",
  ],
  ...[
    "typeof host === 'undefined' ? [] : host",
    "typeof library === 'undefined' ? [] : library",
    "Error.prepareStackTrace",
  ],
);
const step = fc.constantFrom(
  ...[".constructor", ".constructor", ".constructor", ".__proto__", ".__proto__"],
  ...[
    ".constructor",
    "['constr' + 'uctor']",
    ".__proto__",
    ".prototype",
    ".caller",
    ".callee",
    ".arguments",
    ".bind(null)",
  ],
  ...["[Symbol.iterator]", "[Symbol.species]", ".valueOf", ".toString", ".at", ".call", ".get", ".next"],
);
/** What is done with a value that the steps lead to. */
const use = fc.constantFrom(
  "(v)('return typeof process')()",
  "(v)('return process.env.PATH')()",
  "(v)('return require(`fs`).readFileSync(`/proc/self/environ`, `utf8`)')()",
  "(v)('return this')().process.env.PATH",
  "(v)('return import(`node:process`)')()",
  "(v).getPrototypeOf(v).constructor('return process')()",
  "(v).mainModule.require('child_process').execSync('env').toString()",
  "(v).binding('natives')",
  "(v)",
  "(v).stack",
);
/** What a script changes of its own world before. */
const poison = fc.constantFrom(
  "",
  "Object.prototype.ask = Object.prototype.emit = x => seen.captured.push(x);",
  "Object.defineProperty(Object.prototype, 'ask', { set(v) { seen.captured.push(v); }, get() { return x => '[]'; }, configurable: true });",
  "for (const name of ['call', 'apply', 'bind']) Function.prototype[name] = function () { seen.captured.push(this); };",
  "Array.prototype.push = Array.prototype.join = function () { seen.captured.push(...arguments); return 'x'; };",
  "JSON.parse = JSON.stringify = function (x) { seen.captured[0] = x; seen.caller = arguments.callee.caller; return '1'; };",
  "Array.prototype[Symbol.iterator] = function* () { seen.captured[0] = this; yield 1; };",
  "Error.prepareStackTrace = (error, frames) => { seen.captured[0] = frames; return frames; };",
  "Object.prototype.then = function (f) { seen.captured[0] = f; };",
  "Object.prototype.toJSON = function () { return this; };",
  "Object.assign = Object.entries = x => { seen.captured[0] = x; return []; };",
);
const script = fc
  .record({
    poison,
    ways: fc.array(fc.tuple(root, fc.array(step, { maxLength: 3 }), use), { minLength: 20, maxLength: 40 }),
  })
  .map(({ poison: change, ways }) => {
    const tries = ways.map(
      ([from, steps, then]) =>
        `try { const v = ${from}${steps.join("")}; add(${then}); } catch (e) { add(e); add(e && e.stack); }`,
    );
    return `
      var found = [typeof left, [1, 2].map(x => x + 1).join(), String(Object.keys(Object.prototype).length)], left = 1;
      var RANGE = {from_date: "2024-01-01", to_date: "2024-01-01"}, seen = {captured: []};
      var text = String, values = Object.values, describe = Object.getOwnPropertyDescriptors, define = Object.defineProperties;
      var worlds = [Object, Object.prototype, Array.prototype, Function.prototype, JSON, Error], before = worlds.map(describe);
      function tell(x) {
        try { return typeof x + " " + text(x) + " " + (x instanceof Object ? text(values(x)) : ""); } catch (e) { return typeof x; }
      }
      function add(x) { found[found.length] = tell(x); }
      function main() {
        try { null.x; } catch (e) { seen.thrown = e; }
        Events(RANGE).reduce(function (accumulators, events) {
          seen.accumulators = accumulators;
          seen.event = events[0];
          return 1;
        });
        ${change}
        ${tries.join("\n        ")}
        // The result is written by functions that may have been changed.
        for (const name of ["ask", "emit", "then", "toJSON"]) delete Object.prototype[name];
        for (let i = 0; i < worlds.length; i++) define(worlds[i], before[i]);
        return found;
      }`;
  });

/** Node's own objects and files, and the functions with which the engine calls the sandbox. */
const OUTSIDE =
  /\[object process\]|node:internal|node_modules|jqlWorker|jqlLibrary|worker_threads|function (ask|emit)\(|string (object|function) /;

test("B7: no script leaves its engine, or changes what the next one finds", async () => {
  const before = Reflect.ownKeys(Object.prototype);
  const { PATH = "" } = process.env;
  const sums = { answered: 0, ways: 0 };
  await fc.assert(
    fc.asyncProperty(script, async (source) => {
      const { status, body } = await client.post("/api/query/jql", { script: source, params: '{"object":{"a":[1]}}' });
      const told = JSON.stringify(body);
      expect([200, 400]).toContain(status);
      expect(told.match(OUTSIDE)?.[0]).toBeUndefined();
      expect(PATH.length > 0 && told.includes(PATH)).toBe(false);
      if (!Array.isArray(body)) return;
      // What the script found before it changed anything.
      expect(body.slice(0, 3)).toEqual(["undefined", "2,3", "0"]);
      sums.answered++;
      sums.ways += body.length;
    }),
    { seed: 11, numRuns: RUNS, endOnFailure: true },
  );
  expect(sums.answered).toBeGreaterThan(RUNS / 2);
  expect(Reflect.ownKeys(Object.prototype)).toEqual(before);
  process.stdout.write(`${RUNS} scripts with ${sums.ways} outcomes tried to leave their engine, none did\n`);
}, 3_600_000);
