/** The command line over the built component: `npm run runner -- --help`. */
import { parseArgs } from "node:util";
import { type Component, loadComponent, type Operation } from "./bundle";
import { openTarget } from "./connection";
import { runDemo } from "./demo/run";
import { describeText, describeValue } from "./describe";
import { assertKnownInputs, execute, type Form, stderrLog } from "./execute";
import { reportFailure } from "./failure";
import { readInputs } from "./inputs";
import { find, listText, listValue } from "./list";
import { unknownName } from "./nearest";
import { printResult } from "./result";
import { runTrigger } from "./triggers/command";
import { TRIGGER_OPTIONS, type TriggerOption } from "./triggers/options";
import { helpOf, UsageError } from "./usage";

const OPTIONS = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  debug: { type: "boolean" },
  yes: { type: "boolean", short: "y" },
  input: { type: "string" },
  set: { type: "string", multiple: true },
  sandbox: { type: "string" },
  ...TRIGGER_OPTIONS,
} as const;

const isTriggerOption = (name: string): name is TriggerOption => Object.hasOwn(TRIGGER_OPTIONS, name);

type Values = ReturnType<typeof parse>["values"];

interface Command {
  options: readonly (keyof typeof OPTIONS)[];
  /** @returns the exit code */
  run(positionals: string[], values: Values): Promise<number>;
}

const RUNNING = ["input", "set", "sandbox", "json", "debug"] as const;

const COMMANDS: Record<string, Command> = {
  list: {
    options: ["json", "debug"],
    async run(words, { json }) {
      const component = loadComponent();
      if (json) printResult(listValue(component, words), { compact: true });
      else process.stdout.write(listText(component, words, process.stdout));
      const found = find(component, words);
      return Object.values(found).flat().length > 0 ? 0 : 1;
    },
  },
  describe: {
    options: ["json", "debug"],
    async run(positionals, { json }) {
      const { actions, dataSources, triggers } = loadComponent();
      const all = { ...triggers, ...dataSources, ...actions };
      const operation = chosen("action, data source or trigger", positionals, all);
      if (json) printResult(describeValue(operation), { compact: true });
      else process.stdout.write(describeText(operation, process.stdout));
      return 0;
    },
  },
  run: {
    options: RUNNING,
    run: (positionals, values) => runOperation("action", positionals, values, ({ actions }) => actions),
  },
  source: {
    options: RUNNING,
    run: (positionals, values) => runOperation("data source", positionals, values, ({ dataSources }) => dataSources),
  },
  trigger: {
    options: [...Object.keys(TRIGGER_OPTIONS).filter(isTriggerOption), ...RUNNING],
    async run(positionals, { input, set = [], sandbox: sandboxUrl, json = false, debug = false, ...options }) {
      const component = loadComponent();
      const trigger = chosen("trigger", positionals, component.triggers);
      const given = readInputs(input, set);
      return runTrigger(component, trigger, { given, options, environment: process.env, sandboxUrl, json, debug });
    },
  },
  demo: {
    options: ["sandbox", "yes", "json", "debug"],
    async run(positionals, { sandbox, yes = false, json = false, debug = false }) {
      if (positionals.length > 0) throw new UsageError(`demo takes no arguments, but got "${positionals[0]}".`);
      return runDemo(loadComponent(), { sandboxUrl: sandbox, yes, json, debug, environment: process.env });
    },
  },
};

function parse(args: string[]) {
  return parseArgs({ args, options: OPTIONS, allowPositionals: true });
}

function chosen<T extends Form>(what: string, positionals: string[], forms: Record<string, T>): T {
  const [key, ...rest] = positionals;
  const article = /^a/.test(what) ? "an" : "a";
  if (key === undefined) throw new UsageError(`Name ${article} ${what}. The command list shows all of them.`);
  if (rest.length > 0) throw new UsageError(`Name only one: "${rest.join(" ")}" after ${key} is not expected.`);
  const form = Object.hasOwn(forms, key) ? forms[key] : undefined;
  if (form === undefined) throw new UsageError(unknownName(what, key, Object.keys(forms)));
  return form;
}

async function runOperation(
  what: string,
  positionals: string[],
  { input, set = [], sandbox, json = false, debug = false }: Values,
  choices: (component: Component) => Record<string, Operation>,
): Promise<number> {
  const component = loadComponent();
  const operation = chosen(what, positionals, choices(component));
  const given = readInputs(input, set);
  assertKnownInputs(operation, given);
  const target = await openTarget(component, {
    environment: process.env,
    sandboxUrl: sandbox,
    ownSandbox: { sample: true },
  });
  try {
    if (!json) process.stderr.write(`${operation.display.label} on ${target.place}\n`);
    const { connection } = target;
    printResult(await execute(operation, given, { connection, log: stderrLog(debug), debug }), { compact: json });
    return 0;
  } finally {
    await target.close();
  }
}

async function main(args: string[]): Promise<number> {
  const { positionals, values } = parse(args);
  const [name, ...rest] = positionals;
  if (name === "help" || values.help) {
    process.stdout.write(helpOf(name === "help" ? rest[0] : name));
    return 0;
  }
  if (name === undefined) {
    process.stderr.write(helpOf());
    return 2;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) throw new UsageError(unknownName("command", name, Object.keys(COMMANDS)));
  const stray = Object.keys(values).find((option) => !command.options.some((known) => known === option));
  if (stray !== undefined) throw new UsageError(`${name} has no option --${stray}.`);
  return command.run(rest, values);
}

/** Whether an error is a usage error, found by this command line or by Node's parser of arguments. */
function isWrongUsage(error: unknown): error is Error {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return error instanceof UsageError || code.startsWith("ERR_PARSE_ARGS");
}

// If a reader such as `head` stops reading early, that is not a failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

const args = process.argv.slice(2);
main(args).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (isWrongUsage(error)) {
      // Node's messages about options end with advice that does not help here.
      process.stderr.write(`${error.message.replace(/\. To specify .*/s, ".")}\nSee npm run runner -- --help\n`);
      process.exitCode = 2;
      return;
    }
    reportFailure(error, { json: args.includes("--json"), debug: args.includes("--debug") });
    process.exitCode = 1;
  },
);
