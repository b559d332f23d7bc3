/** The rooms of the project, and what each may import: the linter of its architecture, and the table in CONTRIBUTING. */

/** One room: its folder, what it is for, and the rooms, packages and modules that its files may import. */
export interface Room {
  folder: string;
  purpose: string;
  /** Folders and files of this project. A room may always import itself. */
  rooms: readonly string[];
  /** Names of npm packages; `node:` stands for all of Node's own modules. */
  packages: readonly string[] | "any";
}

const SPECTRAL = "@prismatic-io/spectral";

/** What reads and names things, and sends nothing: forms may use it. */
const WORDS_OF_THE_CLIENT = [
  "src/mixpanel/errors.ts",
  "src/mixpanel/days.ts",
  "src/mixpanel/expressions.ts",
  "src/mixpanel/residency.ts",
  "src/mixpanel/endpoint.ts",
  "src/mixpanel/endpoints",
  "src/mixpanel/records",
  "src/mixpanel/ingest/engine/limits.ts",
  "src/mixpanel/export/windows.ts",
  "src/mixpanel/http/retry.ts",
  "src/mixpanel/lookupTables/tableOf.ts",
  "src/mixpanel/orders/names.ts",
  "src/mixpanel/privacy/bounds.ts",
  "src/mixpanel/raw/methods.ts",
  "src/mixpanel/rows/mapping.ts",
  "src/mixpanel/rows/mirrorTypes.ts",
];

/** Deeper folders stand before those that hold them: the first that fits decides. */
export const ROOMS: readonly Room[] = [
  {
    folder: "src/mixpanel",
    purpose: "the Mixpanel client; knows no iPaaS",
    rooms: [],
    packages: ["node:", "axios", "axios-retry", "form-data", "csv-parse", "csv-stringify"],
  },
  {
    folder: "src/platform",
    purpose: "spectral glue: connection to client, `defineOperation`, `defineAction`, error hook",
    rooms: ["src/inputs", "src/mixpanel"],
    packages: ["node:", SPECTRAL, "axios"],
  },
  {
    folder: "src/inputs",
    purpose: "the inputs of forms, and what cleans them",
    rooms: WORDS_OF_THE_CLIENT,
    packages: [SPECTRAL],
  },
  {
    folder: "src/connections",
    purpose: "the connection's form",
    rooms: WORDS_OF_THE_CLIENT,
    packages: [SPECTRAL],
  },
  {
    folder: "src/actions",
    purpose: "one file an action",
    rooms: ["src/inputs", "src/platform", "src/mixpanel"],
    packages: [SPECTRAL],
  },
  {
    folder: "src/dataSources",
    purpose: "one file a drop-down",
    rooms: ["src/inputs", "src/platform", "src/mixpanel"],
    packages: [SPECTRAL],
  },
  {
    folder: "src/triggers",
    purpose: "one file a trigger",
    rooms: ["src/inputs", "src/platform", "src/mixpanel"],
    packages: [SPECTRAL],
  },
  {
    folder: "src",
    purpose: "the component: its face, a page long",
    rooms: ["src/actions", "src/triggers", "src/dataSources", "src/connections", "src/platform"],
    packages: [SPECTRAL],
  },
  {
    folder: "packages/sandbox/src",
    purpose: "a local Mixpanel, written from Mixpanel's description; never from `src`",
    rooms: [],
    packages: [
      "node:",
      "@jitl/quickjs-singlefile-cjs-release-sync",
      "commander",
      "fastify",
      "fflate",
      "json-logic-js",
      "ohm-js",
      "quickjs-emscripten-core",
      "selfsigned",
      "underscore",
      "zod",
    ],
  },
  {
    folder: "packages/sandbox/page",
    purpose: "the page that a sandbox serves, and a room of the playground",
    rooms: [
      "packages/sandbox/src/protocol.ts",
      "packages/playground/page/components",
      "packages/playground/page/messages.ts",
    ],
    packages: ["preact"],
  },
  {
    folder: "packages/playground/page",
    purpose: "the playground in the browser",
    rooms: ["packages/playground/src/protocol.ts", "packages/sandbox/page"],
    packages: ["@rjsf/core", "@rjsf/utils", "chart.js", "preact", "vanilla-jsoneditor"],
  },
  {
    folder: "packages/playground/src",
    purpose: "what serves the playground's page: it runs the built bundle as the command line does",
    rooms: ["packages/cli/src"],
    packages: ["node:", "fastify", "mixpanel-connector/client", "mixpanel-sandbox", "zod"],
  },
  {
    folder: "packages/cli/src/commands/playground.ts",
    purpose: "the command that opens the playground",
    rooms: ["packages/cli/src", "packages/playground/src"],
    packages: ["commander"],
  },
  {
    folder: "packages/cli/src",
    purpose:
      "a command line over the built bundle; the demo. Of the client only what the package publishes: no action shows its progress, or ends early and says where",
    rooms: ["packages/cli/src/commands/playground.ts"],
    packages: [
      "node:",
      "cli-progress",
      "cli-table3",
      "commander",
      "csv-parse",
      "csv-stringify",
      "mixpanel-connector/client",
      "mixpanel-sandbox",
      "string-width",
      "zod",
    ],
  },
  {
    folder: "packages/bench/src",
    purpose: "throughput, memory and load time beside peers",
    rooms: ["src"],
    packages: "any",
  },
  {
    folder: "scripts",
    purpose: "what the build runs",
    rooms: ["src", "packages/sandbox/src", "packages/cli/src"],
    packages: "any",
  },
];

const isWithin = (file: string, place: string) => file === place || file.startsWith(`${place}/`);

/** The room of a file, by its path from the project's root; undefined for tests, which may import anything. */
export function roomOf(file: string): Room | undefined {
  return ROOMS.find(({ folder }) => isWithin(file, folder));
}

/** Whether a file of a room may import a file of the project. */
export function mayImportFile(room: Room, file: string): boolean {
  return roomOf(file) === room || room.rooms.some((place) => isWithin(file, place));
}

/** Whether a file of a room may import a package, or one of Node's modules as `node:fs`. */
export function mayImportPackage({ packages }: Room, specifier: string): boolean {
  if (packages === "any") return true;
  return packages.some((name) => (name.endsWith(":") ? specifier.startsWith(name) : isWithin(specifier, name)));
}

/** The table of CONTRIBUTING, in Markdown. */
export function roomsTable(): string {
  const code = (name: string) => `\`${name}\``;
  const rows = ROOMS.map(({ folder, purpose, rooms, packages }) => {
    const imports =
      packages === "any" ? ["any package"] : packages.map((name) => (name === "node:" ? "Node" : code(name)));
    return `| \`${folder}\` | ${purpose} | ${[...rooms.map(code), ...imports].join(", ") || "nothing"} |`;
  });
  return ["| room | what it is | may import, beside itself |", "| --- | --- | --- |", ...rows].join("\n");
}
