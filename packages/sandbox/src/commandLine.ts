/** The command line of the sandbox: `mixpanel-sandbox --help`. */
import { writeFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { DEFAULT_HOST, DEFAULT_PORT, type SandboxOptions } from "./options";
import { isLoopback } from "./rules/addresses";
import type { Sandbox } from "./sandbox";
import { isTimeZone } from "./timeZone";

/** A usage error on the command line. */
class UsageError extends Error {
  override name = "UsageError";
}

const repeated = (value: string, before: string[] = []) => [...before, value];

const number = (name: string, max: number) => (text: string) => {
  if (!/^\d+$/.test(text) || Number(text) > max) throw new UsageError(`${name} must be a whole number up to ${max}.`);
  return Number(text);
};

function timeZone(name: string): string {
  if (!isTimeZone(name))
    throw new UsageError("--time-zone must be the name of a time zone, such as America/Los_Angeles.");
  return name;
}

function createCommand(program: string): Command {
  return new Command(program)
    .description(
      "A local Mixpanel: point a connector, an SDK or curl at it, see what arrived, query it, break it on purpose.",
    )
    .option(
      "--port <number>",
      `port to listen on, 0 for any free one (default ${DEFAULT_PORT})`,
      number("--port", 65_535),
    )
    .option(
      "--host <address>",
      `address or name to listen on and to answer to (default ${DEFAULT_HOST}: this machine only)`,
    )
    .option("--https", "serve HTTPS, with a certificate that is made at each start")
    .option("--certificate <file>", "with --https: write the certificate to this file, for clients to trust")
    .option("--sample", "start with sample data in project 1")
    .option("--seed <file>", "start with this state: JSON as GET /_sandbox/snapshot answers; may be repeated", repeated)
    .option("--data <folder>", "keep the state in this folder across restarts")
    .option("--time-zone <name>", "time zone of projects, such as America/Los_Angeles (default UTC)", timeZone)
    .option(
      "--max-events <number>",
      "refuse more events than this with 507 (default: as many as fit in memory)",
      number("--max-events", Number.MAX_SAFE_INTEGER),
    )
    .option("--no-limits", "switch Mixpanel's rate limits off")
    .option("--quiet", "print nothing but errors")
    .configureOutput({ outputError: () => {} })
    .configureHelp({ minWidthToWrap: 20 })
    .exitOverride();
}

/** The options that the command line has, each as `--port` or `--data`. */
export const OPTION_NAMES: readonly string[] = createCommand("").options.map(({ long }) => long ?? "");

interface Given extends Omit<SandboxOptions, "dataFolder" | "logger"> {
  data?: string;
  certificate?: string;
  quiet?: boolean;
}

/** What the arguments ask for; null asks for help, which is then printed. Throws an error that names the argument that is wrong. */
export function readArguments(
  args: string[],
  program = "mixpanel-sandbox",
): { options: SandboxOptions; isQuiet: boolean; certificateFile?: string } | null {
  const command = createCommand(program);
  try {
    const { data, certificate, quiet = false, ...options } = command.parse(args, { from: "user" }).opts<Given>();
    if (certificate !== undefined && !options.https) throw new UsageError("--certificate needs --https.");
    return {
      isQuiet: quiet,
      options: { ...options, dataFolder: data, logger: !quiet },
      ...(certificate !== undefined && { certificateFile: certificate }),
    };
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return null;
    const stray = error.code === "commander.excessArguments" ? ` ${command.args.join(" ")}` : "";
    throw new UsageError(`${error.message.replace(/^error: /, "")}${stray}`);
  }
}

/** The start message: the address, the credentials and calls to try. */
export function welcome(sandbox: Pick<Sandbox, "url" | "projects">, host: string, certificateFile?: string): string {
  const { url } = sandbox;
  const isSecure = url.startsWith("https:");
  // Without the certificate's file, the examples go unchecked.
  const curl = !isSecure ? "curl" : certificateFile === undefined ? "curl -k" : `curl --cacert '${certificateFile}'`;
  const trust = certificateFile ?? "<file>, written with --certificate <file>";
  const certificate = isSecure ? `\nCertificate  Node.js clients trust it with NODE_EXTRA_CA_CERTS=${trust}.\n` : "";
  const projects = [...sandbox.projects.values()].map(
    ({ id, name, residency, token }) => `  ${id}  ${name.padEnd(16)} ${residency}  token ${token}`,
  );
  const warning = isLoopback(host)
    ? ""
    : "\nIt listens beyond this machine: whoever reaches it can read and change its state.\n";
  return `Mixpanel sandbox at ${url}
${warning}${certificate}
Projects
${projects.join("\n")}
Service account  sandbox.user:sandbox-secret  (GDPR token: sandbox-gdpr-token)

Try
  ${curl} '${url}/track?verbose=1' -H 'Content-Type: application/json' -d '[{"event":"Sign Up","properties":{"token":"sandbox-token","distinct_id":"user-1"}}]'
  ${curl} -u sandbox.user:sandbox-secret '${url}/api/2.0/export?project_id=1&from_date=${today()}&to_date=${today()}'
  ${curl} '${url}/_sandbox/faults' -H 'Content-Type: application/json' -d '{"kind":"status","status":429,"retryAfter":2,"path":"/import"}'
  npx mixpanel-connector run downloadData --set from_date=${today()} --set to_date=${today()} --sandbox ${isSecure ? url : new URL(url).host}

Inside: open ${url} in a browser, or call ${url}/_sandbox/requests  /counts  /state?project=1  /clock  /snapshot.
Stop with Ctrl+C.`;
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}

/**
 * Runs the command line until it is stopped.
 *
 * @param start starts the sandbox
 * @param program how a person calls it
 * @throws an error named UsageError for a wrong argument; an error that names the port that is in use
 */
export async function runWith(
  start: (options: SandboxOptions) => Promise<Sandbox>,
  args: string[],
  program?: string,
): Promise<void> {
  const request = readArguments(args, program);
  if (!request) return;
  const sandbox = await start(request.options);
  const { certificateFile } = request;
  if (certificateFile !== undefined && sandbox.certificate !== null) {
    try {
      writeFileSync(certificateFile, sandbox.certificate);
    } catch (error) {
      await sandbox.close();
      throw error;
    }
  }
  if (!request.isQuiet) console.log(welcome(sandbox, request.options.host ?? DEFAULT_HOST, certificateFile));
  const stop = () => {
    sandbox.close().then(
      () => process.exit(0),
      (error: unknown) => {
        console.error(error instanceof Error ? error.message : String(error));
        process.exit(1);
      },
    );
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}
