/** The command line of the sandbox: `mixpanel-sandbox --help`. */
import { parseArgs } from "node:util";
import { type Sandbox, type SandboxOptions, startSandbox } from "./index";
import { DEFAULT_HOST, DEFAULT_MAX_EVENTS, DEFAULT_PORT } from "./options";
import { isLoopback } from "./rules/addresses";
import { isTimeZone } from "./timeZone";

const HELP = `A local Mixpanel: point a connector, an SDK or curl at it, see what arrived, query it, break it on purpose.

Usage: mixpanel-sandbox [options]

  --port <number>        port to listen on, 0 for any free one (default ${DEFAULT_PORT})
  --host <address>       address or name to listen on and to answer to (default ${DEFAULT_HOST}: this machine only)
  --sample               start with sample data in project 1
  --seed <file>          start with this state: JSON as GET /_sandbox/snapshot answers; may be repeated
  --data <folder>        keep the state in this folder across restarts
  --time-zone <name>     time zone of projects, such as America/Los_Angeles (default UTC)
  --max-events <number>  refuse more events than this with 507 (default ${DEFAULT_MAX_EVENTS})
  --no-limits            switch Mixpanel's rate limits off
  --quiet                print nothing but errors
  --help                 print this
`;

const OPTIONS = {
  port: { type: "string" },
  host: { type: "string" },
  sample: { type: "boolean" },
  seed: { type: "string", multiple: true },
  data: { type: "string" },
  "time-zone": { type: "string" },
  "max-events": { type: "string" },
  "no-limits": { type: "boolean" },
  quiet: { type: "boolean" },
  help: { type: "boolean" },
} as const;

/** A usage error on the command line. */
class UsageError extends Error {}

/** What the arguments ask for; null asks for help. Throws an error that names the argument that is wrong. */
export function readArguments(args: string[]): { options: SandboxOptions; isQuiet: boolean } | null {
  const { values } = parseArgs({ args, options: OPTIONS });
  if (values.help) return null;
  const isQuiet = values.quiet ?? false;
  return {
    isQuiet,
    options: {
      port: wholeNumber(values.port, "--port", 65_535),
      host: values.host,
      sample: values.sample,
      seed: values.seed,
      dataFolder: values.data,
      timeZone: timeZone(values["time-zone"]),
      maxEvents: wholeNumber(values["max-events"], "--max-events", Number.MAX_SAFE_INTEGER),
      limits: !values["no-limits"],
      logger: !isQuiet,
    },
  };
}

/** The start message: the address, the credentials and calls to try. */
export function welcome(sandbox: Pick<Sandbox, "url" | "projects">, host: string): string {
  const { url } = sandbox;
  const projects = [...sandbox.projects.values()].map(
    ({ id, name, residency, token }) => `  ${id}  ${name.padEnd(16)} ${residency}  token ${token}`,
  );
  const warning = isLoopback(host)
    ? ""
    : "\nIt listens beyond this machine: whoever reaches it can read and change its state.\n";
  return `Mixpanel sandbox at ${url}
${warning}
Projects
${projects.join("\n")}
Service account  sandbox.user:sandbox-secret  (GDPR token: sandbox-gdpr-token)

Try
  curl '${url}/track?verbose=1' -H 'Content-Type: application/json' -d '[{"event":"Sign Up","properties":{"token":"sandbox-token","distinct_id":"user-1"}}]'
  curl -u sandbox.user:sandbox-secret '${url}/api/2.0/export?project_id=1&from_date=${today()}&to_date=${today()}'
  curl '${url}/_sandbox/faults' -H 'Content-Type: application/json' -d '{"kind":"status","status":429,"retryAfter":2,"path":"/import"}'

Inside: ${url}/_sandbox/requests  /counts  /state?project=1  /clock  /snapshot. Stop with Ctrl+C.`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

function timeZone(name: string | undefined): string | undefined {
  if (name !== undefined && !isTimeZone(name)) {
    throw new UsageError("--time-zone must be the name of a time zone, such as America/Los_Angeles.");
  }
  return name;
}

function wholeNumber(text: string | undefined, name: string, max: number): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text) || Number(text) > max) throw new UsageError(`${name} must be a whole number up to ${max}.`);
  return Number(text);
}

/** Runs the command line. Throws an error that names the wrong argument, or the port that is in use. */
export async function runCommandLine(args: string[]): Promise<void> {
  const request = readArguments(args);
  if (!request) {
    process.stdout.write(HELP);
    return;
  }
  const sandbox = await startSandbox(request.options);
  if (!request.isQuiet) console.log(welcome(sandbox, request.options.host ?? DEFAULT_HOST));
  const stop = () => {
    void sandbox.close().then(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
