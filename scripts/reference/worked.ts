import { createRequire } from "node:module";
import path from "node:path";
import type { component as convertedComponent } from "@prismatic-io/spectral";
import { createHarness } from "@prismatic-io/spectral/dist/testing";
import type { Sandbox, startSandbox } from "../../packages/sandbox/src";
import { ROOT } from "../component";
import table from "./worked.json";

/** Inputs that were run, and what came of them. */
export interface Worked {
  inputs: Record<string, unknown>;
  result: unknown;
}

const DAY_MS = 86_400_000;
/** Lists and texts of a page are cut to what a reader looks at. */
const SHOWN_ITEMS = 3;
const SHOWN_CHARACTERS = 200;

/** The actions in an order in which each finds what it needs, with their inputs. */
export const WORKED_INPUTS: readonly (readonly [action: string, inputs: Record<string, unknown>])[] = table.map(
  ([action, inputs]) => [String(action), Object(inputs)],
);

/** What stands at a path such as `createAnnotation.results.id`. */
function at(path: string, values: ReadonlyMap<string, unknown>): unknown {
  const [first = "", ...rest] = path.split(".");
  return rest.reduce<unknown>((value, key) => Object(value)[key], values.get(first));
}

/** Inputs with each `{path}` replaced by what an earlier action returned; a text that is nothing else keeps the type. */
export function filled(value: unknown, values: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") {
    const whole = /^\{([\w.$]+)\}$/.exec(value)?.[1];
    return whole === undefined ? value : at(whole, values);
  }
  if (Array.isArray(value)) return value.map((one) => filled(one, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, values)]));
}

/** The built sandbox, which finds the worker of its JQL beside it. */
function builtSandbox(): { startSandbox: typeof startSandbox } {
  return createRequire(__filename)(path.join(ROOT, "packages", "sandbox", "dist", "index.js"));
}

/** A sandbox with sample data, and the values that the inputs may name. */
export async function workedSandbox(
  start: typeof startSandbox,
): Promise<{ sandbox: Sandbox; values: Map<string, unknown> }> {
  const sandbox = await start({ port: 0, sample: true, limits: false });
  const now = Date.now();
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
  const values = new Map<string, unknown>([
    ["now", Math.floor(now / 1000)],
    ["today", day(now)],
    ["lastWeek", day(now - 7 * DAY_MS)],
  ]);
  return { sandbox, values };
}

/** The fields of a connection to the sandbox. */
export const sandboxFields = ({ url }: Pick<Sandbox, "url">) => ({
  username: "sandbox.user",
  password: "sandbox-secret",
  projectToken: "sandbox-token",
  gdprToken: "sandbox-gdpr-token",
  projectId: "1",
  workspaceId: "10",
  organizationId: "100",
  apiHost: url,
  // All of them run within a minute: with the default share, those with a limit of a minute would wait.
  rateShare: "100",
});

function shown(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return `${value.length} bytes`;
  if (typeof value === "string" && value.length > SHOWN_CHARACTERS) return `${value.slice(0, SHOWN_CHARACTERS)}…`;
  if (Array.isArray(value)) return value.slice(0, SHOWN_ITEMS).map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shown(one)]));
}

type Component = ReturnType<typeof convertedComponent>;

/** Runs each action against a local sandbox. @throws the error of the first that fails */
export async function workedExamples(component: Component): Promise<Map<string, Worked>> {
  const { sandbox, values } = await workedSandbox(builtSandbox().startSandbox);
  const harness = createHarness(component);
  const connection = { key: "apiToken", configVarKey: "mixpanel", fields: sandboxFields(sandbox) };
  const examples = new Map<string, Worked>();
  try {
    for (const [action, given] of WORKED_INPUTS) {
      const inputs = Object(filled(given, values));
      const other = { ...connection, fields: { ...connection.fields, projectId: "2", residency: "EU" } };
      const destination = action === "copyEvents" ? { destination: other } : {};
      const returned = await harness.action(action, { connection, ...destination, ...inputs });
      const data: unknown = Object(returned).data;
      values.set(action, data);
      examples.set(action, { inputs, result: shown(data) });
    }
  } finally {
    await sandbox.close();
  }
  return examples;
}
