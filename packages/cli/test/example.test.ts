import { execFileSync } from "node:child_process";
import { parseArgs } from "node:util";
import { loadComponent } from "../src/bundle";
import { openTarget, type Target } from "../src/connection";
import { commandFor } from "../src/example";
import { execute } from "../src/execute";
import { readInputs } from "../src/inputs";
import { PROGRAM } from "../src/usage";
import { namesResult, WORKED_INPUTS } from "../src/worked";
import { BUNDLE } from "./runCli";

const component = loadComponent(BUNDLE);
const { actions, dataSources } = component;

const position = ({ key }: { key: string }) => WORKED_INPUTS.findIndex(([action]) => action === key);

/** The commands, in an order in which deletions come after what they would hide. */
const commands = [
  ...Object.values(actions)
    .sort((a, b) => position(a) - position(b))
    .map((operation) => ({ operation, command: commandFor(operation) })),
  ...Object.values(dataSources).map((operation) => ({ operation, command: commandFor(operation) })),
];
/** What a shell makes of them. */
const script = commands.map(({ command }) => command.replace(PROGRAM, "printf '%s\\0'")).join("; printf '\\n'; ");
const passed = execFileSync("sh", ["-c", script], { encoding: "utf8" })
  .split("\0\n")
  .map((line) => line.replace(/\0$/, "").split("\0"));
const examples = commands.map(({ operation }, index) => {
  const { positionals, values } = parseArgs({
    args: passed[index],
    options: { set: { type: "string", multiple: true } },
    allowPositionals: true,
  });
  return { key: operation.key, operation, positionals, inputs: readInputs(undefined, values.set ?? []) };
});

let target: Target;
beforeAll(async () => {
  const ownSandbox = { sample: true, limits: false };
  // All of them run within a minute: with the default share of the rate limits, some would wait.
  target = await openTarget(component, { environment: {}, sandboxUrl: undefined, ownSandbox });
  target.connection.fields.rateShare = "100";
});
afterAll(() => target.close());

/** What the form's ID stands for is not there, or the local Mixpanel does not simulate the list. */
const mayFail = new Set([
  ...WORKED_INPUTS.filter(([, inputs]) => namesResult(inputs)).map(([key]) => key),
  "warehouseSources",
]);

test.each(examples)("H9, M8: the command that describe prints for $key is accepted", async (example) => {
  const { key, operation, positionals, inputs } = example;
  const run = execute(operation, inputs, { connection: target.connection, log: () => {}, debug: false });
  const failure: unknown = await run.then(
    () => undefined,
    (error) => error,
  );

  expect(positionals).toEqual(["run", key]);
  if (mayFail.has(key)) expect(Object(failure).code).not.toBe("invalid_input");
  else expect(failure).toBeUndefined();
});
