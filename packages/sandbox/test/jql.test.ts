import { eventAt, NOW_MS, QueryClient } from "./queryClient";

const events = [
  eventAt("2024-01-01T10:00:00", "Buy", "anna", { country: "DE", amount: 10, tags: ["x", "y"], "a.b": 1 }),
  eventAt("2024-01-01T11:00:00", "Buy", "anna", { country: "DE", amount: 30 }),
  eventAt("2024-01-02T10:00:00", "Buy", "bert", { country: "US", amount: 20, tags: ["y"] }),
  eventAt("2024-01-02T12:00:00", "Look", "bert", { country: "US" }),
  eventAt("2024-01-03T00:00:00", "Look", "carl", {}),
];
const profiles = { anna: { plan: "pro", $last_seen: "2024-01-01T11:00:00" }, dora: { plan: "free" } };

let client: QueryClient;
beforeAll(async () => {
  client = await QueryClient.start({ events, profiles });
});
afterAll(() => client.close());

const jql = (script: string, params: object = {}) =>
  client.post("/api/query/jql", { script, params: JSON.stringify(params) });
const RANGE = '{from_date: "2024-01-01", to_date: "2024-01-03"}';

/** The result of a chain on all events. */
async function chain(steps: string): Promise<unknown> {
  const { status, body } = await jql(`function main() { return Events(${RANGE})${steps}; }`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

/** The value of one expression. */
async function value(expression: string): Promise<unknown> {
  const { body } = await jql(`function main() { return [${expression}]; }`);
  return body;
}

test("the description's own script counts events by name", async () => {
  const script = `function main(){
    return Events(params)
      .groupBy(
        ["name"],
        mixpanel.reducer.count()
      )
  }`;
  const params = { from_date: "2024-01-01", to_date: "2024-01-02" };
  const body = await client.ask("query-jql", "/jql", { script, params: JSON.stringify(params) });
  expect(body).toEqual([
    { key: ["Buy"], value: 3 },
    { key: ["Look"], value: 1 },
  ]);
});

describe("sources", () => {
  test("an event shows name, user, time in milliseconds and properties", async () => {
    const [first] = await Promise.all([chain(".filter(e => e.properties.amount == 20)")]);
    expect(first).toEqual([
      {
        name: "Buy",
        distinct_id: "bert",
        time: Date.parse("2024-01-02T10:00:00Z"),
        sampling_factor: 1,
        dataset: "$mixpanel",
        properties: expect.objectContaining({ country: "US", amount: 20, tags: ["y"], distinct_id: "bert" }),
      },
    ]);
  });

  test("dates may be Date objects or ISO texts", async () => {
    const { body } = await jql(`function main() {
      return Events({from_date: new Date("2024-01-02"), to_date: "2024-01-02T10:00:00.000Z"}).map(e => e.name);
    }`);
    expect(body).toEqual(["Buy"]);
  });

  test("event_selectors pick by name and expression, and label", async () => {
    const { body } = await jql(`function main() {
      return Events({from_date: "2024-01-01", to_date: "2024-01-03", event_selectors: [
        {event: "Buy", selector: 'properties["amount"] > 15', label: "big"}, {event: "Look"}
      ]}).map(function (e) { return [e.name, e.labels]; });
    }`);
    expect(body).toEqual([
      ["Buy", ["big"]],
      ["Buy", ["big"]],
      ["Look", null],
      ["Look", null],
    ]);
  });

  test("People gives profiles, picked by expression", async () => {
    const { body } = await jql(
      `function main() { return People({user_selectors: [{selector: 'user["plan"] == "pro"'}]}); }`,
    );
    const seen = Date.parse("2024-01-01T11:00:00Z");
    expect(body).toEqual([{ distinct_id: "anna", time: seen, last_seen: seen, properties: profiles.anna }]);
  });

  test.each([
    ["inner", ["anna:pro", "anna:pro"]],
    ["left", ["anna:pro", "anna:pro", "bert:-", "bert:-", "carl:-"]],
    ["right", ["anna:pro", "anna:pro", "dora:free!"]],
    ["full", ["anna:pro", "anna:pro", "bert:-", "bert:-", "carl:-", "dora:free!"]],
  ])("a %s join", async (type, rows) => {
    const { body } = await jql(
      `function main() {
        return join(Events(${RANGE}), People(), {type: params.type}).map(row =>
          row.distinct_id + ":" + (row.user ? row.user.properties.plan : "-") + (row.event ? "" : "!"));
      }`,
      { type },
    );
    expect(body).toEqual(rows);
  });
});

describe("steps", () => {
  test.each<[string, unknown]>([
    ['.filter(e => e.name === "Look").map(e => e.distinct_id)', ["bert", "carl"]],
    [".map(e => e.properties.tags || []).flatten()", ["x", "y", "y"]],
    [
      '.filter(function (e) { return e.name == "Buy" }).sortDesc("properties.amount").map(e => e.properties.amount)',
      [30, 20, 10],
    ],
    [
      ".filter(e => e.properties.amount).sortAsc(e => e.properties.amount).map(e => e.distinct_id)",
      ["anna", "bert", "anna"],
    ],
    [
      '.groupBy(["properties.country", e => e.name], mixpanel.reducer.count())',
      [
        { key: ["DE", "Buy"], value: 2 },
        { key: ["US", "Buy"], value: 1 },
        { key: ["US", "Look"], value: 1 },
        { key: [null, "Look"], value: 1 },
      ],
    ],
    [
      '.groupBy(["properties.a.b"], mixpanel.reducer.count())',
      [
        { key: [1], value: 1 },
        { key: [null], value: 4 },
      ],
    ],
    [
      '.groupBy([mixpanel.numeric_bucket("time", mixpanel.daily_time_buckets)], mixpanel.reducer.count())',
      [
        { key: [Date.UTC(2024, 0, 1)], value: 2 },
        { key: [Date.UTC(2024, 0, 2)], value: 2 },
        { key: [Date.UTC(2024, 0, 3)], value: 1 },
      ],
    ],
    [
      '.groupBy([mixpanel.numeric_bucket("properties.amount", {bucket_size: 20})], mixpanel.reducer.count())',
      [
        { key: [0], value: 1 },
        { key: [20], value: 2 },
        { key: [null], value: 2 },
      ],
    ],
    [
      '.groupBy([mixpanel.numeric_bucket("properties.amount", [15, 25])], mixpanel.reducer.count())',
      [
        { key: [null], value: 3 },
        { key: [25], value: 1 },
        { key: [15], value: 1 },
      ],
    ],
    [
      ".groupBy([mixpanel.multiple_keys(e => e.properties.tags || [])], mixpanel.reducer.count())",
      [
        { key: ["x"], value: 1 },
        { key: ["y"], value: 2 },
      ],
    ],
    [
      ".groupByUser(mixpanel.reducer.count())",
      [
        { key: ["anna"], value: 2 },
        { key: ["bert"], value: 2 },
        { key: ["carl"], value: 1 },
      ],
    ],
    [
      '.groupByUser(["name"], (state, events) => (state || 0) + events.length)',
      [
        { key: ["anna", "Buy"], value: 2 },
        { key: ["bert", "Buy"], value: 1 },
        { key: ["bert", "Look"], value: 1 },
        { key: ["carl", "Look"], value: 1 },
      ],
    ],
    [
      '.groupBy(["name"], (accumulators, events) => events.map(e => e.distinct_id).join("+"))',
      [
        { key: ["Buy"], value: "anna+anna+bert" },
        { key: ["Look"], value: "bert+carl" },
      ],
    ],
    [".reduce(mixpanel.reducer.count())", [5]],
    [
      '.groupByUser(mixpanel.reducer.count()).groupBy(["value"], mixpanel.reducer.count())',
      [
        { key: [2], value: 2 },
        { key: [1], value: 1 },
      ],
    ],
  ])("%s", async (steps, expected) => expect(await chain(steps)).toEqual(expected));
});

describe("reducers", () => {
  test.each<[string, unknown]>([
    ['sum("properties.amount")', 60],
    ['avg("properties.amount")', 20],
    ['min("properties.amount")', 10],
    ["max(e => e.properties.amount)", 30],
    ['min(mixpanel.to_number("properties.amount"))', 10],
    ["null()", null],
    [
      'numeric_summary("properties.amount")',
      { count: 3, sum: 60, sum_squares: 1400, avg: 20, stddev: Math.sqrt(1400 / 3 - 400) },
    ],
    ['numeric_percentiles("properties.amount", 50)', 20],
    [
      'numeric_percentiles("properties.amount", [10, 100])',
      [
        { percentile: 10, value: 10 },
        { percentile: 100, value: 30 },
      ],
    ],
    ["object_merge(e => ({[e.name]: e.distinct_id}))", { Buy: "bert", Look: "carl" }],
  ])("%s", async (reducer, expected) => {
    expect(await chain(`.reduce(mixpanel.reducer.${reducer})`)).toEqual([expected]);
  });

  test("any, min_by and max_by give whole elements", async () => {
    expect(await chain(".reduce(mixpanel.reducer.any())")).toMatchObject([
      { distinct_id: "anna", properties: { amount: 10 } },
    ]);
    expect(await chain('.reduce(mixpanel.reducer.max_by("properties.amount"))')).toMatchObject([
      { properties: { amount: 30 } },
    ]);
    expect(await chain('.reduce(mixpanel.reducer.min_by("properties.amount"))')).toMatchObject([
      { properties: { amount: 10 } },
    ]);
  });

  test("top keeps the groups with the largest values", async () => {
    const steps = '.groupBy(["distinct_id"], mixpanel.reducer.count()).reduce(mixpanel.reducer.top(2))';
    expect(await chain(steps)).toEqual([
      [
        { key: ["anna"], value: 2 },
        { key: ["bert"], value: 2 },
      ],
    ]);
  });

  test("several reducers give a list", async () => {
    const steps = '.groupBy(["name"], [mixpanel.reducer.count(), mixpanel.reducer.sum("properties.amount")])';
    expect(await chain(steps)).toEqual([
      { key: ["Buy"], value: [3, 60] },
      { key: ["Look"], value: [2, 0] },
    ]);
  });
});

describe("the language", () => {
  test.each<[string, unknown]>([
    ["1 + 2 * 3", 7],
    ['"a" + 1 + true + null', "a1truenull"],
    ["[1, 2].concat([3], 4)", [1, 2, 3, 4]],
    ["null == undefined && null !== undefined", true],
    ['"1" == 1 && "1" !== 1', true],
    ["typeof nothing", "undefined"],
    ["typeof (() => 1)", "function"],
    ["[3, 10, 2].sort()", [10, 2, 3]],
    ["[3, 10, 2].sort((a, b) => a - b)", [2, 3, 10]],
    ["[1, 2, 3].reduce((sum, n) => sum + n, 10)", 16],
    ['Object.keys({a: 1, "b c": 2})', ["a", "b c"]],
    ["JSON.parse(JSON.stringify({a: [1, {b: null}]}))", { a: [1, { b: null }] }],
    [["`", "{1 + 1} is ", "{[1, 2]}`"].join("$"), "2 is 1,2"],
    ["({a: {b: 1}}).a?.b ?? 5", 1],
    ["({}).a?.b.c ?? 5", 5],
    ["Math.max(...[1, 5, 3])", 5],
    ['new Date("2024-01-02T03:04:05Z").getUTCHours()', 3],
    ["new Date(0).toISOString().substr(0, 10)", "1970-01-01"],
    ["new Date().getTime()", NOW_MS],
    ["new Date(2024, 1, 29)", "2024-02-29T00:00:00.000Z"],
    ['"a,b".split(",").map(x => x.toUpperCase())', ["A", "B"]],
    ["(function (a, b = 2, ...rest) { return [a, b, rest]; })(1, undefined, 3, 4)", [1, 2, [3, 4]]],
    ["(({x, y: [z]}) => x + z)({x: 1, y: [2]})", 3],
    ["({}).constructor", null],
    ['"".constructor', null],
    ["[].constructor", null],
    ["(() => 1).constructor", null],
    ["Events.constructor", null],
    ["Math.constructor", null],
    ["new Date(0).constructor", null],
    ["(() => 1).call", null],
    ["/a+/.exec('caat')[0]", "aa"],
  ])("%s is %p", async (expression, expected) => expect(await value(expression)).toEqual([expected]));

  test("statements: loops, closures, switch and hoisted functions", async () => {
    const { body } = await jql(`
      var total = 0, seen = [];
      function main() {
        for (var i = 0; i < 5; i++) { if (i === 3) break; if (i === 1) continue; total += i; }
        for (const key in {a: 1, b: 2}) seen.push(key);
        for (const letter of "xy") seen.push(letter);
        let fns = []; for (let k = 0; k < 3; k++) fns.push(() => k);
        var n = 0; do { n++; } while (n < 4);
        while (true) { if (n-- < 0) break; }
        return [total, seen, fns.map(f => f()), n, kind(2), kind(9), fib(10)];
      }
      function kind(x) { switch (x) { case 1: case 2: return "small"; default: return "other"; } }
      function fib(x) { return x < 2 ? x : fib(x - 1) + fib(x - 2); }
    `);
    expect(body).toEqual([2, ["a", "b", "x", "y"], [0, 1, 2], -2, "small", "other", 55]);
  });

  test("a var in a function hides the one outside", async () => {
    const { body } = await jql(
      "var x = 1; function inner() { var x; x = 2; } function main() { inner(); return [x]; }",
    );
    expect(body).toEqual([1]);
  });

  test("a script changes its own copy of an event, never what is stored", async () => {
    const script = `.map(function (e) { e.properties.amount = 0; e.properties["__proto__"] = 1; return e.properties.amount; })`;
    expect(await chain(script)).toEqual([0, 0, 0, 0, 0]);
    expect(await chain('.reduce(mixpanel.reducer.sum("properties.amount"))')).toEqual([60]);
  });
});

/** The first line of a refusal; the script's stack follows it. */
const refusal = async (script: string): Promise<object> => {
  const { status, body } = await jql(script);
  const { error } = body as { error: string };
  return { status, error: String(error).split("\n")[0] };
};

describe("what is refused", () => {
  test.each([
    ["", "Missing required parameter: script"],
    ["function main( {", "Uncaught exception SyntaxError: invalid property name"],
    ["var x = 1;", "The script has no function main."],
    ["var main = 1;", "Uncaught exception TypeError: main is not a function"],
    ["function main() { return 5; }", "main() must return a collection or a list."],
    ["async function main() {}", "main() must return a collection or a list."],
    ["function main() { return nothing; }", "Uncaught exception ReferenceError: nothing is not defined"],
    ["function main() { return [null.x]; }", "Uncaught exception TypeError: cannot read property 'x' of null"],
    ["function main() { return [(1).foo()]; }", "Uncaught exception TypeError: not a function"],
    ["function main() { return [process]; }", "Uncaught exception ReferenceError: process is not defined"],
    ["function main() { return [require]; }", "Uncaught exception ReferenceError: require is not defined"],
    ["function main() { return [fetch]; }", "Uncaught exception ReferenceError: fetch is not defined"],
    ["function main() { throw new Error('no luck'); }", "Uncaught exception Error: no luck"],
    ["function main() { throw {code: 5}; }", 'Uncaught exception {"code":5}'],
    [
      "function main() { return Events({from_date: '2024-01-01'}); }",
      "Events() needs to_date: a date as yyyy-mm-dd, or a Date.",
    ],
    [
      "function main() { return People({user_selectors: [{selector: '=='}]}); }",
      'Invalid expression at character 0: near "==".',
    ],
    ["function main() { return main(); }", "Uncaught exception RangeError: Maximum call stack size exceeded"],
    ["function main() { var o = {}; o.o = o; return [o]; }", "Uncaught exception TypeError: circular reference"],
    [
      "function main() { return People().groupBy('x', mixpanel.reducer.count()); }",
      "Uncaught exception TypeError: groupBy needs a list of keys",
    ],
    [
      "function main() { return People().reduce(5); }",
      "Uncaught exception TypeError: a reducer must be one of mixpanel.reducer or a function",
    ],
    [
      `function main() { return join(Events(${RANGE}).map(e => e), People()); }`,
      "join needs Events() and People(), without transformations: apply them to what join returns.",
    ],
  ])("%s", async (script, error) => {
    expect(await refusal(script)).toEqual({ status: 400, error });
  });

  test("H11: the stack names the line and the function of the script", async () => {
    const { body } = await jql(
      "function main() {\n  return People().map(first);\n}\nfunction first() {\n  return foo;\n}",
    );
    expect(body).toEqual({
      request: "/api/query/jql",
      error: "Uncaught exception ReferenceError: foo is not defined\n\nStack trace:\n    at first (<anonymous>:5:10)",
    });
  });

  test("a script nested too deep for its reader is refused", async () => {
    const script = `function main() { return [${"(".repeat(20_000)}1${")".repeat(20_000)}]; }`;
    expect(await refusal(script)).toEqual({
      status: 400,
      error: "Uncaught exception RangeError: Maximum call stack size exceeded",
    });
  });

  test("params must be JSON", async () => {
    expect(
      await client.post("/api/query/jql", { script: "function main() { return []; }", params: "{" }),
    ).toMatchObject({
      status: 400,
      body: { error: "Invalid value for params: it must be JSON." },
    });
  });
});

describe("H11: limits of a script", () => {
  let narrow: QueryClient;
  beforeAll(async () => {
    const scriptLimits = { timeLimitMs: 500, memoryLimitBytes: 16 * 1_048_576 };
    narrow = await QueryClient.start({ events, profiles }, { scriptLimits });
  });
  afterAll(() => narrow.close());

  const tooLong = "The script ran for more than 0.5 seconds.";
  const tooLarge = "The script needs more than 16 MB of memory.";

  test.each([
    ["an endless loop", "while (true) {}", tooLong],
    ["an endless loop of nothing but its head", "for (;;);", tooLong],
    ["an endless loop that catches what it throws", "for (;;) try { while (true) {} } catch (e) {}", tooLong],
    ["a regular expression that backtracks", "return [/(a+)+$/.test('a'.repeat(40) + 'b')];", tooLong],
    [
      "a list of lists that doubles as a text",
      "var l = [1]; for (var i = 0; i < 60; i++) l = [l, l]; return [l + ''];",
      tooLong,
    ],
    [
      "a list of lists that doubles as a result",
      "var l = [1]; for (var i = 0; i < 60; i++) l = [l, l]; return l;",
      tooLong,
    ],
    ["a text that doubles", "var s = 'x'; while (true) s = s + s;", tooLarge],
    ["a list that doubles", "var l = [1]; while (true) l = l.concat(l);", tooLarge],
    ["a list of itself, made flat", "var l = []; for (var i = 0; i < 99; i++) l.push(l); l.flat(9);", tooLarge],
  ])("%s is stopped", async (_name, loop, error) => {
    const answer = await narrow.post("/api/query/jql", { script: `function main() { ${loop} }` });
    expect(answer).toMatchObject({ status: 400, body: { error } });
  });

  test("the sandbox answers others while a script runs, and closes without waiting for it", async () => {
    const sandbox = await QueryClient.start({ events });
    const endless = sandbox.post("/api/query/jql", { script: "function main() { while (true) {} }" });
    expect(await sandbox.post("/api/query/jql", { script: "function main() { return [1]; }" })).toMatchObject({
      status: 200,
      body: [1],
    });
    await sandbox.close();
    const outcome = endless.then(
      ({ status }) => status,
      () => "cut off",
    );
    expect([503, "cut off"]).toContain(await outcome);
  });
});

describe("H11: a script reaches nothing of the sandbox's own process", () => {
  test.each([
    ["the constructor of a function", "return [[].filter.constructor('return typeof process')()];", ["undefined"]],
    ["the constructor of a source", "return [Events.constructor('return typeof require')()];", ["undefined"]],
    ["eval", "return [eval('typeof process')];", ["undefined"]],
    ["what the library calls", "return [typeof host, typeof library];", ["undefined", "undefined"]],
    [
      "its own prototypes, which the next script has anew",
      "Array.prototype.map = null; Object.prototype.x = 1; return [1];",
      [1],
    ],
  ])("through %s", async (_name, body, expected) => {
    expect(await jql(`function main() { ${body} }`)).toMatchObject({ status: 200, body: expected });
    expect(await value("[1].map(String)[0], ({}).x")).toEqual(["1", null]);
  });
});

describe("H11: as Mixpanel's reference of JQL describes it", () => {
  test("object_merge adds numbers and merges objects", async () => {
    const steps = ".map(e => ({count: 1, by: {[e.name]: 1}})).reduce(mixpanel.reducer.object_merge())";
    expect(await chain(steps)).toEqual([{ count: 5, by: { Buy: 3, Look: 2 } }]);
  });

  test("S9: keys of different types stay apart, also where they are written alike", async () => {
    const keys = ["1", 1, '["1"]', '"1', null, "null", true].map((key) => JSON.stringify(key)).join(", ");
    const steps = `.reduce(mixpanel.reducer.null()).map(() => [${keys}, "1"]).flatten().groupBy([e => e], mixpanel.reducer.count())`;
    expect(await chain(steps)).toEqual([
      { key: ["1"], value: 2 },
      { key: [1], value: 1 },
      { key: ['["1"]'], value: 1 },
      { key: ['"1'], value: 1 },
      { key: [null], value: 1 },
      { key: ["null"], value: 1 },
      { key: [true], value: 1 },
    ]);
  });

  test("a list becomes components of a key, and slice takes some of them", async () => {
    expect(
      await chain('.filter(e => e.properties.tags).groupBy(["properties.tags"], mixpanel.reducer.count())'),
    ).toEqual([
      { key: ["x", "y"], value: 1 },
      { key: ["y"], value: 1 },
    ]);
    const users = '.groupByUser(["properties.country"], mixpanel.reducer.null())';
    expect(await chain(`${users}.groupBy([mixpanel.slice("key", 1)], mixpanel.reducer.count())`)).toEqual([
      { key: ["DE"], value: 1 },
      { key: ["US"], value: 1 },
      { key: [null], value: 1 },
    ]);
  });

  test("multiple_keys takes the place of the list of keys", async () => {
    const steps =
      '.filter(e => e.properties.tags).groupBy(mixpanel.multiple_keys(["properties.tags"]), mixpanel.reducer.count())';
    expect(await chain(steps)).toEqual([
      { key: ["x"], value: 1 },
      { key: ["y"], value: 2 },
    ]);
  });

  test("applyGroupLimits keeps the first groups of each level, and the first of all", async () => {
    const steps = '.groupBy(["name", "distinct_id"], mixpanel.reducer.count()).sortDesc("value")';
    expect(await chain(`${steps}.applyGroupLimits([2, 1])`)).toEqual([
      { key: ["Buy", "anna"], value: 2 },
      { key: ["Look", "bert"], value: 1 },
    ]);
    expect(await chain(`${steps}.applyGroupLimits([2, 2], 3)`)).toHaveLength(3);
  });

  test("buckets of quarters and years", async () => {
    for (const unit of ["quarterly", "annual"]) {
      const key = `mixpanel.numeric_bucket("time", mixpanel.${unit}_time_buckets)`;
      expect(await chain(`.groupBy([${key}], mixpanel.reducer.count())`)).toEqual([
        { key: [Date.UTC(2024, 0, 1)], value: 5 },
      ]);
    }
  });

  test("a reducer without an accessor takes the elements themselves", async () => {
    expect(await chain(".map(e => e.properties.amount).reduce(mixpanel.reducer.sum())")).toEqual([60]);
  });

  test("selectors of a join read the event and the user", async () => {
    const selector = '\'properties["amount"] > 15 and user["plan"] == "pro"\'';
    const script = `function main() {
      return join(Events(${RANGE}), People(), {selectors: [{event: "Buy", selector: ${selector}}]})
        .map(row => row.event.properties.amount);
    }`;
    expect(await jql(script)).toMatchObject({ status: 200, body: [30] });
  });

  test("scripts find Underscore, which the reference picks events with", async () => {
    const { body } = await jql(
      `function main() {
        return Events({from_date: "2024-01-01", to_date: "2024-01-03", event_selectors: _.map(params.events, event => ({event}))})
          .reduce(mixpanel.reducer.count());
      }`,
      { events: ["Look"] },
    );
    expect(body).toEqual([2]);
  });

  test("classes, generators and try are JavaScript as scripts expect it", async () => {
    const { body } = await jql(`
      class Counter { #n = 0; add() { return ++this.#n; } }
      function* two() { yield 1; yield 2; }
      function main() {
        const counter = new Counter();
        try { null.x; } catch (e) { return [counter.add(), ...two(), e instanceof TypeError]; }
      }`);
    expect(body).toEqual([1, 1, 2, true]);
  });
});

describe("H11: 100,000 events", () => {
  let large: QueryClient;
  beforeAll(async () => {
    const many = Array.from({ length: 100_000 }, (_, index) =>
      eventAt("2024-01-01T10:00:00", "Buy", `user-${index % 1000}`, { amount: index, note: "x".repeat(100) }),
    );
    large = await QueryClient.start({ events: many }, { scriptLimits: { memoryLimitBytes: 16 * 1_048_576 } });
  });
  afterAll(() => large.close());

  test.each<[string, unknown]>([
    [".reduce(mixpanel.reducer.count())", [100_000]],
    [".filter(e => e.properties.amount % 2).reduce(mixpanel.reducer.max('properties.amount'))", [99_999]],
    [
      ".groupByUser((seen, events) => (seen || 0) + events.length).groupBy(['value'], mixpanel.reducer.count())",
      [{ key: [100], value: 1000 }],
    ],
    [".reduce((counts, events) => counts.reduce((a, b) => a + b, events.length))", [100_000]],
  ])("pass in chunks through 16 MB: %s", async (steps, expected) => {
    const script = `function main() { return Events({from_date: "2024-01-01", to_date: "2024-01-01"})${steps}; }`;
    expect(await large.post("/api/query/jql", { script })).toMatchObject({ status: 200, body: expected });
  });
});
