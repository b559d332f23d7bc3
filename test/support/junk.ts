import fc from "fast-check";

/** Values that no form sends but programs may: each is made anew, since some of them can be read only once, and some must not change. */

class Point {
  #hidden = 1;
  constructor(
    readonly x = 1,
    readonly y = Number.NaN,
  ) {}
  get sum(): number {
    return this.x + this.y + this.#hidden;
  }
}

const trap = (): never => {
  throw new RangeError("trapped");
};
const throwing = (property: string): object => Object.defineProperty({}, property, { get: trap, enumerable: true });

function circular(): object {
  const value: Record<string, unknown> = { name: "round" };
  value.self = value;
  return value;
}

function circularList(): unknown[] {
  const list: unknown[] = [1];
  list.push(list);
  return list;
}

function deep(levels: number, isList: boolean): unknown {
  let value: unknown = 1;
  for (let level = 0; level < levels; level++) value = isList ? [value] : { a: value };
  return value;
}

const withPrototype = (prototype: object | null, own: object): object => Object.assign(Object.create(prototype), own);
const parsed = (json: string): unknown => JSON.parse(json);

/** By what a reader of a failed test sees. */
const MAKERS: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  true: () => true,
  zero: () => 0,
  "minus zero": () => -0,
  NaN: () => Number.NaN,
  infinity: () => Number.POSITIVE_INFINITY,
  "a fraction": () => 0.1,
  "a rounded number": () => 2 ** 60,
  "a huge number": () => 1e308,
  "a BigInt": () => 12345678901234567890n,
  "a symbol": () => Symbol("s"),
  "a function": () => () => "called",
  "a class": () => Point,
  "an instance": () => new Point(),
  "an async function": () => async () => "called",
  "a promise": () => Promise.resolve("kept"),
  "a Map": () => new Map([["a", 1]]),
  "a Map of pairs": () => new Map([[{}, [1]]]),
  "a Set": () => new Set(["a", 1n]),
  "a WeakMap": () => new WeakMap(),
  "a date": () => new Date(0),
  "an invalid date": () => new Date(Number.NaN),
  "a regular expression": () => /a/g,
  "an error": () => new TypeError("an error as data"),
  "a URL": () => new URL("https://example.com/?a=b"),
  URLSearchParams: () => new URLSearchParams("a=b"),
  Headers: () => new Headers({ "x-note": "b" }),
  FormData: () => {
    const form = new FormData();
    form.append("a", "b");
    return form;
  },
  "a Blob": () => new Blob(["bytes"]),
  "an ArrayBuffer": () => new ArrayBuffer(8),
  "a Uint8Array": () => new Uint8Array([0xff, 0xfe, 0]),
  "a Float64Array": () => new Float64Array([1, Number.NaN]),
  "a BigInt64Array": () => new BigInt64Array(1),
  "a DataView": () => new DataView(new ArrayBuffer(2)),
  "a generator": () =>
    (function* () {
      yield { event: "a" };
      throw new TypeError("stopped");
    })(),
  "an async generator": () =>
    (async function* () {
      yield { event: "a" };
      throw new TypeError("stopped");
    })(),
  "a boxed string": () => Object("text"),
  "a boxed number": () => Object(7),
  "a boxed symbol": () => Object(Symbol("s")),
  "no prototype": () => withPrototype(null, { a: 1 }),
  "no prototype, in a list": () => [withPrototype(null, { key: "a", value: 1 })],
  "a getter that throws": () => throwing("a"),
  "a key that throws": () => throwing("key"),
  "a then that throws": () => throwing("then"),
  "a type that throws": () => throwing("type"),
  "data that throw": () => throwing("data"),
  "an iterator that throws": () => Object.defineProperty({}, Symbol.iterator, { get: trap }),
  "an iterator that gives nothing": () => ({ [Symbol.iterator]: () => undefined }),
  "an async iterator that throws": () => ({ [Symbol.asyncIterator]: trap }),
  "a toString that throws": () => ({ toString: trap }),
  "a toString that is none": () => ({ toString: 1, valueOf: 1 }),
  "a toPrimitive that throws": () => ({ [Symbol.toPrimitive]: trap }),
  "a toJSON that throws": () => ({ toJSON: trap }),
  "a toJSON of nothing": () => ({ toJSON: () => undefined }),
  "a toJSON of a BigInt": () => ({ toJSON: () => 1n }),
  "a toJSON of text": () => ({ toJSON: () => "text", key: "a", value: "b" }),
  "a toJSON of itself": () => {
    const value: Record<string, unknown> = {};
    value.toJSON = () => value;
    return value;
  },
  "a proxy that throws": () => new Proxy({}, { get: trap, has: trap, ownKeys: trap, getOwnPropertyDescriptor: trap }),
  "a proxy of a list that throws": () => new Proxy([1], { get: trap }),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "a revoked proxy of a list": () => {
    const { proxy, revoke } = Proxy.revocable([1], {});
    revoke();
    return proxy;
  },
  "an endless proxy": () =>
    new Proxy({}, { get: (_, key) => (key === "length" ? 3 : undefined), ownKeys: () => ["a", "b"] }),
  circular,
  "a circular list": circularList,
  "circular within": () => ({ a: [{ b: circular() }] }),
  "deep lists": () => deep(20_000, true),
  "deep objects": () => deep(20_000, false),
  "deep lists as text": () => "[".repeat(20_000) + "]".repeat(20_000),
  "deep objects as text": () => `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
  holes: () => Object.assign([], { length: 10 }),
  "many holes": () => Object.assign([], { length: 100_000 }),
  "a list of nothing": () => [undefined, null, ""],
  "a list of junk": () => [1n, Symbol("s"), () => 1, Number.NaN, new Map(), circular()],
  "an object of junk": () => ({
    a: 1n,
    b: Symbol("s"),
    c: () => 1,
    d: Number.NaN,
    e: new Set([1]),
    f: new Date(Number.NaN),
  }),
  "a BigInt within": () => ({ a: { b: [1n] } }),
  "a BigInt in a list": () => [1n],
  "a symbol in a list": () => [Symbol("s")],
  "a symbol as key": () => ({ [Symbol("s")]: 1 }),
  "pairs of junk": () => [
    { key: "a", value: 1n },
    { key: "b", value: Symbol("s") },
    { key: "c", value: circular() },
  ],
  "a pair of a Map": () => [{ key: "a", value: new Map([["b", 1]]) }],
  "a pair of a toString that throws": () => [{ key: "a", value: { toString: trap, toJSON: trap } }],
  "a pair with half a character": () => [{ key: "\ud83d", value: "\ude00" }],
  "__proto__ as key": () => parsed('{"__proto__":{"polluted":true},"a":1}'),
  "__proto__ in a pair": () => [{ key: "__proto__", value: parsed('{"polluted":true}') }],
  "__proto__ as text": () => '{"__proto__":{"polluted":true}}',
  "constructor as key": () => parsed('{"constructor":{"prototype":{"polluted":true}}}'),
  "constructor in a pair": () => [{ key: "constructor.prototype.polluted", value: true }],
  "toString as text": () => "toString",
  "text with NUL": () => "a\0b",
  "half a character": () => "\ud83d",
  "halves in reverse": () => "a\ude00\ud83d",
  "half a character within": () => ({ "\ud83d": ["\ude00"], a: "\ud83d" }),
  "line breaks": () => "a\r\nb: c",
  "control characters": () => "\u0001\u001b[31m\u009f\u202e",
  blanks: () => " \t\u00a0\ufeff",
  "a byte order mark": () => '\ufeff{"a":1}',
  "long text": () => "a".repeat(200_000),
  "long digits": () => "9".repeat(400),
  "many digits and an exponent": () => "1e999999",
  "long list as text": () => `[${"1,".repeat(20_000)}1]`,
  "half of JSON": () => '{"a": [1, {"b": "c',
  "text of JSON": () => '"text"',
  "null as text": () => "null",
  "a number as text": () => "12345678901234567890",
  "an expression": () => 'properties["a"] == "b" and (((((',
  "an address": () => "javascript:alert(1)",
  "a path": () => "../../etc/passwd%00",
  "a file of junk": () => ({ data: { a: 1 }, contentType: 7 }),
  "a file of bytes": () => ({ data: Buffer.from([0x1f, 0x8b, 0, 0]), contentType: "application/gzip" }),
  "a Buffer in JSON": () => ({ type: "Buffer", data: [1, 2, 300, "x"] }),
  frozen: () => Object.freeze({ a: Object.freeze([1, Object.freeze({ b: 2 })]) }),
  "frozen pairs": () => Object.freeze([Object.freeze({ key: "a", value: Object.freeze({ b: [1] }) })]),
  arguments: () =>
    (function () {
      // biome-ignore lint/complexity/noArguments: an object that looks like a list is wanted
      return arguments;
    })(),
  "global object": () => globalThis,
};

/** A value, and a name for it. */
export interface Junk {
  name: string;
  make(): unknown;
}

export const JUNK: readonly Junk[] = Object.entries(MAKERS).map(([name, make]) => ({ name, make }));

/** Junk within lists, objects and pairs, up to three levels deep. */
export const nestedJunk: fc.Arbitrary<Junk> = fc.letrec<{ junk: Junk; leaf: Junk }>((tie) => ({
  leaf: fc.constantFrom(...JUNK),
  junk: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    tie("leaf"),
    fc.array(tie("junk"), { maxLength: 3 }).map((items) => ({
      name: `[${items.map(({ name }) => name)}]`,
      make: () => items.map(({ make }) => make()),
    })),
    fc
      .tuple(fc.constantFrom("a", "key", "value", "event", "properties", "__proto__", "type", "$set"), tie("junk"))
      .map(([key, { name, make }]) => ({
        name: `{${key}: ${name}}`,
        make: () => Object.fromEntries([[key, make()]]),
      })),
  ),
})).junk;
