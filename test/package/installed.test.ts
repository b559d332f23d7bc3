import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { satisfies } from "semver";
import packageJson from "../../package.json";
import { type Installed, installPackage, ROOT, run } from "./installed";

let installed: Installed;
beforeAll(async () => {
  installed = await installPackage();
});
afterAll(() => installed.remove());

const installedPath = (file: string) => path.join(installed.folder, "node_modules/mixpanel-connector", file);
const node = (...args: string[]) => run(process.execPath, args, installed.folder);

/** The files that `exports`, `bin` and the rest of package.json name. */
function namedFiles(value: unknown): string[] {
  if (typeof value === "string") return value.startsWith("./") ? [value.slice(2)] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(namedFiles) : [];
}

describe("F3: the packed files", () => {
  test("have all that package.json names, and the documents", () => {
    const { main, types, exports, bin } = packageJson;
    const named = namedFiles([main, types, exports, bin]);
    expect(named.length).toBeGreaterThan(8);
    expect(installed.files).toEqual(expect.arrayContaining(named));
    expect(installed.files).toEqual(
      expect.arrayContaining(["LICENSE", "README.md", "CHANGELOG.md", "assets/icon.png"]),
    );
  });

  test("have each file of the built packages, such as the worker and the data that they load", () => {
    for (const folder of ["dist", "packages/sandbox/dist", "packages/cli/dist", "packages/playground/dist"]) {
      const entries = readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile());
      const built = files
        .map(({ parentPath, name }) => path.relative(path.join(ROOT, folder), path.join(parentPath, name)))
        .filter((name) => !name.startsWith("types"));
      expect(installed.files).toEqual(expect.arrayContaining(built.map((name) => `${folder}/${name}`)));
    }
  });

  test("have no tests, sources, maps, manifests of the workspaces, and no path of this machine", () => {
    const places = new Set(installed.files.map((name) => name.split("/")[0]));
    expect([...places].sort()).toEqual(
      [
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "assets",
        "build",
        "dist",
        "documentation",
        "esm",
        "package.json",
        "packages",
      ].sort(),
    );
    expect(installed.files.filter((name) => /\.map$|\.test\.|(?<!\.d)\.ts$|\.tsbuildinfo$/.test(name))).toEqual([]);
    const withPath = installed.files.filter((name) => readFileSync(installedPath(name), "latin1").includes(ROOT));
    expect(withPath).toEqual([]);
  });

  test("are less than 20 MB", () => {
    const bytes = installed.files.reduce((sum, name) => sum + readFileSync(installedPath(name)).length, 0);
    expect(bytes).toBeLessThan(20_000_000);
  });

  test("declare types that import nothing but packed files and dependencies", () => {
    const seen = new Set<string>();
    const missing: string[] = [];
    const visit = (file: string) => {
      if (seen.has(file)) return;
      seen.add(file);
      for (const [, specifier = ""] of readFileSync(installedPath(file), "utf8").matchAll(
        /(?:from |import\()"([^"]+)"/g,
      )) {
        if (!specifier.startsWith(".")) {
          const name = specifier
            .split("/")
            .slice(0, specifier.startsWith("@") ? 2 : 1)
            .join("/");
          if (!name.startsWith("node:") && !Object.hasOwn(packageJson.dependencies, name))
            missing.push(`${file}: ${name}`);
          continue;
        }
        const base = path.join(path.dirname(file), specifier).replace(/\.js$/, "");
        const found = [`${base}.d.ts`, `${base}/index.d.ts`].find((name) => installed.files.includes(name));
        if (found === undefined) missing.push(`${file}: ${specifier}`);
        else visit(found);
      }
    };
    for (const file of namedFiles(packageJson.exports)) if (/\.d\.m?ts$/.test(file)) visit(file);
    expect(missing).toEqual([]);
    expect(seen.size).toBeGreaterThan(20);
  });
});

describe("F3: package.json", () => {
  test("names no address that does not exist yet", () => {
    expect(Object.keys(packageJson).filter((key) => /^(repository|homepage|bugs|badges)$/.test(key))).toEqual([]);
  });

  test("says `types` first and `default` last in each export", () => {
    const check = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      const keys = Object.keys(value);
      if (keys.includes("types")) expect(keys).toEqual(["types", "default"]);
      for (const inner of Object.values(value)) check(inner);
    };
    check(packageJson.exports);
  });

  test("packs what it has built before", () => {
    expect(packageJson.scripts.package).toBe("npm run --silent build && npm pack");
  });
});

describe("F3: installing it", () => {
  test("prints no warning", () => {
    expect(installed.install).toMatchObject({ code: 0, stderr: "" });
    expect(installed.install.stdout).not.toMatch(/warn|EBADENGINE|deprecated|vulnerab/i);
  });

  test("brings only packages for the oldest Node that it supports, none of them deprecated", () => {
    const lock = JSON.parse(readFileSync(path.join(installed.folder, "package-lock.json"), "utf8"));
    const oldest = packageJson.engines.node.replace(">=", "");
    const packages: [string, { engines?: { node?: string }; deprecated?: string }][] = Object.entries(lock.packages);
    expect(oldest).toBe("20.12.1");
    expect(packages.length).toBeGreaterThan(10);
    expect(packages.filter(([, { engines }]) => engines?.node && !satisfies(oldest, engines.node))).toEqual([]);
    expect(packages.filter(([, { deprecated }]) => deprecated)).toEqual([]);
  });
});

/** The examples of the page on the library, each a module of its own. */
const examples = Array.from(
  readFileSync(path.join(ROOT, "documentation/library.md"), "utf8").matchAll(/^```ts\n(.*?)^```$/gms),
  ([, text = ""]) => text,
);

const PRINTED = { key: "mixpanel", client: "function", sandbox: "function", events: "object", error: "SourceError" };
const SHOW =
  "console.log(JSON.stringify({ key: component.key, client: typeof MixpanelClient, sandbox: typeof startSandbox, events: typeof events.importEvents, error: SourceError.name }));";
const IMPORTS = [
  'import component from "mixpanel-connector";',
  'import { events, MixpanelClient, SourceError } from "mixpanel-connector/client";',
  'import { startSandbox } from "mixpanel-connector/sandbox";',
];

describe("F3: the library", () => {
  test("is imported by an ES module", async () => {
    const { stdout, stderr } = await node(installed.write("show.mjs", [...IMPORTS, SHOW].join("\n")));
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(PRINTED);
  });

  test("is required by a CommonJS module, as Prismatic does", async () => {
    const requires = [
      'const component = require("mixpanel-connector").default;',
      'const { events, MixpanelClient, SourceError } = require("mixpanel-connector/client");',
      'const { startSandbox } = require("mixpanel-connector/sandbox");',
    ];
    const { stdout, stderr } = await node(installed.write("show.cjs", [...requires, SHOW].join("\n")));
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual(PRINTED);
  });

  test("is one and the same for both", async () => {
    const script = [
      'import { createRequire } from "node:module";',
      ...IMPORTS,
      "const require = createRequire(import.meta.url);",
      'console.log(component === require("mixpanel-connector").default, MixpanelClient === require("mixpanel-connector/client").MixpanelClient);',
    ];
    expect((await node(installed.write("same.mjs", script.join("\n")))).stdout).toBe("true true\n");
  });

  test("gives each of its names to `import`", async () => {
    const script = ["client", "sandbox"].map(
      (name) =>
        `{ const module = await import("mixpanel-connector/${name}"); const names = Object.keys(module.default); console.log(names.length > 1, names.filter((name) => !(name in module)).join()); }`,
    );
    expect((await node(installed.write("names.mjs", script.join("\n")))).stdout).toBe("true \ntrue \n");
  });

  test.each([
    ["node16", "node16"],
    ["nodenext", "nodenext"],
    ["esnext", "bundler"],
  ])(
    "has its types, and those of the page's examples, with module %s and moduleResolution %s",
    async (module, moduleResolution) => {
      const uses = [
        "const key: string = component.key;",
        'const client = new MixpanelClient({ credentials: { username: "u", password: "p" }, projectId: "1" });',
        "const sandbox = await startSandbox({ port: 0 });",
        "const url: string = sandbox.url;",
        'const result = await sendImport(client, createReadStream("events.ndjson"));',
        "const imported: number = result.imported;",
        "// @ts-expect-error: one object is no list of events",
        'await sendImport(client, { event: "E" });',
        "// @ts-expect-error: it must be awaited first",
        "await sendImport(client, Promise.resolve([]));",
        "export { key, url, imported, importEvents };",
      ];
      const imports = [
        'import { createReadStream } from "node:fs";',
        'import component from "mixpanel-connector";',
        'import { MixpanelClient, sendImport, events as importEvents } from "mixpanel-connector/client";',
        'import { startSandbox } from "mixpanel-connector/sandbox";',
      ];
      const names = [`${moduleResolution}.mts`, ...examples.map((_, number) => `${moduleResolution}.${number}.mts`)];
      for (const [number, text] of [[...imports, ...uses].join("\n"), ...examples].entries())
        installed.write(names[number] ?? "", text);
      const compilerOptions = {
        module,
        moduleResolution,
        target: "es2023",
        strict: true,
        noEmit: true,
        skipLibCheck: true,
        types: ["node"],
        typeRoots: [path.join(ROOT, "node_modules/@types")],
      };
      const config = { compilerOptions, files: names };
      const file = installed.write(`tsconfig.${moduleResolution}.json`, JSON.stringify(config));
      const { stdout, code } = await node(path.join(ROOT, "node_modules/typescript/bin/tsc"), "-p", file);
      expect(stdout).toBe("");
      expect(code).toBe(0);
      expect(examples.length).toBeGreaterThan(6);
    },
  );

  test("sends a file to a sandbox, streamed and compressed", async () => {
    const script = [
      ...IMPORTS,
      'import { createReadStream, writeFileSync } from "node:fs";',
      'import { gzipSync } from "node:zlib";',
      'import { sendImport } from "mixpanel-connector/client";',
      'const lines = Array.from({ length: 5000 }, (_, n) => JSON.stringify({ event: "Signed Up", properties: { time: 1_700_000_000 + n, distinct_id: "u-" + n } }));',
      'writeFileSync("events.ndjson.gz", gzipSync(lines.join("\\n")));',
      "const sandbox = await startSandbox({ port: 0 });",
      'const credentials = { username: "sandbox.user", password: "sandbox-secret", projectToken: "sandbox-token" };',
      'const client = new MixpanelClient({ credentials, projectId: "1", apiHost: sandbox.url });',
      'const { imported } = await sendImport(client, createReadStream("events.ndjson.gz"));',
      "console.log(imported, sandbox.projects.get(1).events.size);",
      "await sandbox.close();",
    ];
    const { stdout, stderr } = await node(installed.write("send.mjs", script.join("\n")));
    expect(stderr).toBe("");
    expect(stdout).toBe("5000 5000\n");
  });
});

describe("F3: the commands", () => {
  test("mixpanel-connector lists the actions", async () => {
    const { stdout, code } = await run(
      "npx",
      ["--no-install", "mixpanel-connector", "list", "--json"],
      installed.folder,
    );
    expect(code).toBe(0);
    expect(stdout).toContain("importEvents");
    expect(() => JSON.parse(stdout)).not.toThrow();
  });

  test("mixpanel-connector imports a file into a sandbox of its own", async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => `order-${n},user-${n % 70},2026-01-15T10:00:00Z,${n}`);
    installed.write("orders.csv", ["order_id,user_id,created_at,total", ...lines].join("\n"));
    const flags = ["--event", "Order Placed", "--time-column", "created_at", "--distinct-id-column", "user_id"];
    const command = ["--no-install", "mixpanel-connector", "import", "orders.csv", ...flags];
    const { stdout, code } = await run("npx", command, installed.folder);

    expect(JSON.parse(stdout)).toMatchObject({ received: 3000, accepted: 3000, rejected: 0, unconfirmed: 0 });
    expect(code).toBe(0);
  });

  /** Starts a command that listens. @returns its address */
  async function listening(bin: string, ...args: string[]) {
    const command = path.join(installed.folder, "node_modules/.bin", bin);
    const child = spawn(command, args, { cwd: installed.folder, env: { PATH: process.env.PATH } });
    let printed = "";
    const address = await new Promise<string>((resolve, reject) => {
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        printed += text;
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
        if (found !== undefined) resolve(found);
      });
      child.on("close", () => reject(new Error(printed)));
    });
    return { address, child };
  }

  test("V3: mixpanel-sandbox listens on a port of its own, and serves its page", async () => {
    const { address, child } = await listening("mixpanel-sandbox", "--port", "0");
    const response = await fetch(`${address}/import`, { method: "POST" });
    const page = await fetch(address, { headers: { Accept: "text/html" } });
    const script = await fetch(`${address}/_sandbox/page.js`);
    child.kill();
    expect([page.status, script.status]).toEqual([200, 200]);
    expect(response.status).toBe(401);
    expect(existsSync(installedPath("packages/sandbox/dist/jqlWorker.js"))).toBe(true);
  });

  test("V5: playground serves its page, whose files it has with it", async () => {
    const { address, child } = await listening("mixpanel-connector", "playground", "--port", "0");
    const page = await (await fetch(address)).text();
    const files = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file);
    const statuses = await Promise.all(files.map(async (file) => (await fetch(`${address}${file}`)).status));
    child.kill();
    expect(files).toEqual(["/page.css", "/page.js"]);
    expect(statuses).toEqual([200, 200]);
  });
});
