/** S7: the bundle leaves out what it never uses, and what it does instead of others gives the same results. Needs `npm run build`. */
import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import axios, { type AxiosStatic } from "axios";
import fc from "fast-check";
import component from "../../src";

const ROOT = path.resolve(__dirname, "..", "..");
const BUILT = path.join(ROOT, "dist", "index.js");
const run = promisify(execFile);

/** A definition with the kind of each value that is no JSON in its place. */
function described(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, one: unknown) =>
      typeof one === "function" || one === undefined ? `(${typeof one})` : one,
    ),
  );
}

test("S7: the component of the bundle is what spectral as a whole makes of the sources", () => {
  const { default: built }: { default: typeof component } = require(BUILT);
  const [own, whole] = [described(built), described(component)];
  expect(Object.keys(built.actions).length).toBeGreaterThan(100);
  expect(own).toEqual(whole);
  // The order of the inputs and of their keys is the same, too.
  expect(JSON.stringify(own)).toBe(JSON.stringify(whole));
});

test("S7: the bundle contains none of the packages that it leaves out", () => {
  const { components }: { components: { name: string }[] } = JSON.parse(
    readFileSync(path.join(ROOT, "dist", "sbom.cdx.json"), "utf8"),
  );
  const names = components.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["@prismatic-io/spectral", "axios"]));
  for (const name of ["zod", "yaml", "jest-mock", "date-fns"]) expect(names).not.toContain(name);
});

test("S7: loading the bundle does not load Node's fetch", async () => {
  const probe = `
    const read = [];
    for (const name of ["fetch", "Request", "Response", "Headers", "FormData"]) {
      const { get, value } = Object.getOwnPropertyDescriptor(globalThis, name);
      Object.defineProperty(globalThis, name, { get: () => { read.push(name); return get ? get() : value; } });
    }
    const { default: component } = require(process.argv[1]);
    console.log(JSON.stringify({ key: component.key, read }));`;
  const { stdout } = await run(process.execPath, ["-e", probe, BUILT]);
  expect(JSON.parse(stdout)).toEqual({ key: "mixpanel", read: [] });
});

describe("S7: a bundle of spectral and axios made in the same way", () => {
  let folder: string;
  let bundled: { spectral: typeof import("@prismatic-io/spectral"); axios: AxiosStatic };

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), "lighten-"));
    const entry = path.join(folder, "entry.js");
    const config = path.join(folder, "webpack.config.js");
    writeFileSync(
      entry,
      'module.exports = { spectral: require("@prismatic-io/spectral"), axios: require("axios").default };',
    );
    writeFileSync(
      config,
      `const config = require(${JSON.stringify(path.join(ROOT, "webpack.config.js"))});
      const Lighten = require(${JSON.stringify(path.join(ROOT, "scripts", "bundle", "lighten.js"))});
      module.exports = { ...config, entry: ${JSON.stringify(entry)}, plugins: [new Lighten()],
        resolve: { ...config.resolve, modules: [${JSON.stringify(path.join(ROOT, "node_modules"))}] },
        output: { ...config.output, path: ${JSON.stringify(path.join(folder, "dist"))} } };`,
    );
    await run(process.execPath, [path.join(ROOT, "node_modules/webpack-cli/bin/cli.js"), "--config", config], {
      cwd: ROOT,
    });
    bundled = require(path.join(folder, "dist", "index.js"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each<[module: string, use: () => unknown]>([
    ["testing", () => bundled.spectral.testing.invoke],
    ["util", () => bundled.spectral.util.types.toString("text")],
    [
      "serverTypes/convertIntegration",
      () => bundled.spectral.integration({ name: "One", flows: [], componentRegistry: {} }),
    ],
  ])("names %s if something uses it", (module, use) => {
    expect(use).toThrow(
      `@prismatic-io/spectral/dist/${module}.js was used, but this bundle leaves it out: see LEFT_OUT in scripts/bundle/lighten.js.`,
    );
  });

  describe("sends what axios sends", () => {
    const server = createServer(async (request, response) => {
      const text = (await buffer(request)).toString("latin1");
      const told = JSON.stringify([request.method, request.headers["content-type"], text]);
      response.end(told.replace(/(boundary=|undici-|--)[\w.-]{10,}/g, "$1"));
    });
    let url: string;
    beforeAll(async () => {
      await once(server.listen(0, "127.0.0.1"), "listening");
      const address = server.address();
      url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
    });
    afterAll(() => server.close());

    const form = () => {
      const data = new FormData();
      data.append("name", "value");
      return data;
    };
    test.each<[adapter: string, kind: string, data: () => unknown]>([
      ["http", "a form of Node's", form],
      ["fetch", "a form of Node's", form],
      ["http", "bytes", () => Buffer.from("bytes")],
      ["fetch", "bytes", () => Buffer.from("bytes")],
      ["http", "an object", () => ({ one: [1, 2] })],
      ["fetch", "parameters", () => new URLSearchParams({ one: "1" })],
      ["http", "parameters", () => new URLSearchParams({ one: "1" })],
    ])("by %s: %s", async (adapter, _kind, data) => {
      const sent = async (by: AxiosStatic) => (await by.post(url, data(), { adapter })).data;
      expect(await sent(bundled.axios)).toEqual(await sent(axios));
    });
  });
});

describe("S7: omit", () => {
  const [omit, lodash]: ((object: object, keys: string[]) => object)[] = [
    require("../../scripts/bundle/omit.js"),
    require("lodash/omit"),
  ];
  const key = fc.oneof(fc.constantFrom("label", "type", "writeOnly", "clean", "a"), fc.stringMatching(/^[^.[\]]*$/));

  test("returns what lodash's omit does, in the same order", () => {
    fc.assert(
      fc.property(fc.dictionary(key, fc.anything(), { noNullPrototype: true }), fc.array(key), (object, keys) => {
        const [own, theirs] = [omit?.(object, keys), lodash?.(object, keys)];
        expect(Object.entries(own ?? {})).toEqual(Object.entries(theirs ?? {}));
      }),
    );
  });

  test("refuses the path of a nested value, which it would not find", () => {
    expect(() => omit?.({ a: { b: 1 } }, ["a.b"])).toThrow("omit: a.b is a path; expected a key.");
  });
});
