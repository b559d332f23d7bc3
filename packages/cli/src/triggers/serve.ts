/** Serves a webhook trigger until it is stopped, or for as long as a sandbox calls it. */
import { stopped } from "../signals";
import { PROGRAM, UsageError } from "../usage";
import { CALLERS, type CallOptions, type Receiver } from "./callers";
import { controlOf, type SandboxControl } from "./control";
import { deploy, remove } from "./lifecycle";
import { type Listening, listen } from "./listen";
import type { TriggerOptions } from "./options";
import { note, type Reporter } from "./report";
import type { Prepared } from "./setUp";
import { StateStore } from "./states";

/** Deploys the trigger, serves it while it is used, and removes it again. */
async function serve<T>(
  { trigger, params, context: empty }: Prepared,
  { port, url, store = new StateStore() }: Partial<Pick<TriggerOptions, "port" | "url">> & { store?: StateStore },
  reporter: Reporter,
  use: (listening: Listening) => Promise<T>,
): Promise<T> {
  const listening = await listen(trigger, {
    params,
    context: empty,
    store,
    port: port ?? 0,
    publicUrl: url,
    failed: reporter.failed,
    answered: reporter.answered,
    run: ({ payload }) => reporter.execution(payload),
  });
  try {
    const deployment = { params, context: listening.context, store };
    await deploy(trigger, deployment);
    try {
      return await use(listening);
    } finally {
      await remove(trigger, deployment);
    }
  } finally {
    await listening.close();
  }
}

function sandboxOf({ target }: Prepared): SandboxControl | undefined {
  if (target === undefined || target.kind === "environment") return undefined;
  return controlOf(target.connection.fields);
}

/** A command that makes a sandbox call the trigger. Credentials from the environment stay there. */
function curlOf({ trigger, credentials }: Prepared, sandbox: SandboxControl | undefined, url: string): string[] {
  const caller = CALLERS[trigger.key];
  if (caller === undefined) return [];
  const shown = credentials?.isGenerated ? credentials : undefined;
  const named = credentials === undefined || shown ? {} : { username: "$USERNAME", password: "$PASSWORD" };
  const receiver: Receiver = { url, username: shown?.username, password: shown?.password, ...named };
  const body = JSON.stringify({ project_id: sandbox?.projectId ?? 1, ...receiver, ...caller.example })
    .replace('"$USERNAME"', `"'"$MIXPANEL_WEBHOOK_USERNAME"'"`)
    .replace('"$PASSWORD"', `"'"$MIXPANEL_WEBHOOK_PASSWORD"'"`);
  const place = sandbox === undefined ? "http://localhost:8787" : sandbox.url;
  return [
    sandbox === undefined ? `To let a sandbox call it (${PROGRAM} sandbox):` : "To let the sandbox call it:",
    `  curl -X POST ${place}${caller.path} -H 'Content-Type: application/json' -d '${body}'`,
  ];
}

/** Says where the trigger listens, and how to let Mixpanel call it. */
function noteStart(prepared: Prepared, { url }: Listening, publicUrl: string | undefined): void {
  const { trigger, target, credentials } = prepared;
  const lines = [
    `${trigger.display.label} listens at ${url}${target === undefined ? "" : ` and calls ${target.place}`}`,
    ...(credentials?.isGenerated
      ? [`Credentials of this run: username ${credentials.username}, password ${credentials.password}`]
      : []),
    publicUrl === undefined
      ? `Mixpanel calls public addresses only: start a tunnel to port ${new URL(url).port}, and run this with --port and --url.`
      : `Mixpanel calls it at ${publicUrl}`,
    `documentation/triggers/${trigger.key}.mdx says how to set it up in Mixpanel.`,
    ...curlOf(prepared, sandboxOf(prepared), url),
    "Ctrl-C ends.",
  ];
  note(lines.join("\n"));
}

/** Serves the trigger until it is stopped. */
export async function listenUntilStopped(
  prepared: Prepared,
  options: TriggerOptions,
  reporter: Reporter,
): Promise<number> {
  const { trigger, target } = prepared;
  if (trigger.webhookCreate !== undefined && target?.kind === "environment" && options.url === undefined)
    throw new UsageError(
      `${trigger.key} registers its webhook in Mixpanel, which cannot reach this machine: name a tunnel with --url and --port, or unset the MIXPANEL_ variables to use a sandbox.`,
    );
  const stop = stopped();
  await serve(prepared, options, reporter, async (listening) => {
    noteStart(prepared, listening, options.url);
    await stop;
  });
  return 0;
}

/** How a simulation of calls goes. */
export interface SimulatedCalls extends CallOptions {
  port?: number | undefined;
  /** Keeps the flow's states; without it, they begin empty. */
  store?: StateStore;
}

/**
 * Lets a sandbox call the trigger until it has made all its calls, or `stop` resolves.
 *
 * @returns what the trigger did not accept, as text for people; what `stop` resolves with if it came first
 */
export async function letSandboxCall<T>(
  prepared: Prepared,
  options: SimulatedCalls,
  reporter: Reporter,
  stop: Promise<T>,
): Promise<string[] | T> {
  const { trigger, credentials, target } = prepared;
  const caller = CALLERS[trigger.key];
  const sandbox = sandboxOf(prepared);
  if (caller === undefined || sandbox === undefined)
    throw new UsageError(`The sandbox does not know how to call ${trigger.key}. Use --listen.`);
  return serve(prepared, options, reporter, ({ url }) => {
    reporter.note(`${trigger.display.label} listens at ${url}, called by ${target?.place}`);
    const { username, password } = credentials ?? {};
    return Promise.race([stop, caller.call(sandbox, { url, username, password }, options, reporter.pushed)]);
  });
}

/** Lets a sandbox call the trigger. @returns 1 if it did not accept a call, or failed; a signal's exit code if one ended it */
export async function simulateCalls(prepared: Prepared, options: TriggerOptions, reporter: Reporter): Promise<number> {
  let failures = 0;
  const failed = (error: unknown) => {
    failures += 1;
    reporter.failed(error);
  };
  const outcome = await letSandboxCall(prepared, options, { ...reporter, failed }, stopped());
  if (typeof outcome === "number") return outcome;
  for (const reason of outcome) failed(new Error(reason));
  return failures === 0 ? 0 : 1;
}
