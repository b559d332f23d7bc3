import { createRequire } from "node:module";
import path from "node:path";
import type { component as convertedComponent } from "@prismatic-io/spectral";
import { createHarness } from "@prismatic-io/spectral/dist/testing";
import { filled, presentValues, WORKED_INPUTS } from "../../packages/cli/src/worked";
import type { Sandbox, startSandbox } from "../../packages/sandbox/src";
import { ROOT } from "../component";

/** Inputs that were run, and what came of them. */
export interface Worked {
  inputs: Record<string, unknown>;
  result: unknown;
}

/** A key of a result that has a value for each day. */
const A_DAY = /^\d{4}-\d{2}-\d{2}/;
/** Lists and texts of a page are cut to what a reader looks at. */
const SHOWN_ITEMS = 3;
const SHOWN_CHARACTERS = 200;

/** The built sandbox, which finds the worker of its JQL beside it. */
function builtSandbox(): { startSandbox: typeof startSandbox } {
  return createRequire(__filename)(path.join(ROOT, "packages", "sandbox", "dist", "index.js"));
}

/** A sandbox with sample data, and the values that the inputs may name. */
export async function workedSandbox(
  start: typeof startSandbox,
): Promise<{ sandbox: Sandbox; values: Map<string, unknown> }> {
  const sandbox = await start({ port: 0, sample: true, limits: false });
  return { sandbox, values: presentValues() };
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
  const entries = Object.entries(value);
  const isByDay = entries.every(([key]) => A_DAY.test(key));
  return Object.fromEntries(entries.slice(0, isByDay ? SHOWN_ITEMS : undefined).map(([key, one]) => [key, shown(one)]));
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
