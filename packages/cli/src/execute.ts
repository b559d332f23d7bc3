/** Runs an operation of the built component as the platform does: with the form's defaults, cleaners and the error hook. */
import type { Entry, Field, Operation } from "./bundle";
import type { ConnectionValue } from "./connection";
import { unknownName } from "./nearest";
import { painter } from "./terminal";
import { UsageError } from "./usage";

/** Receives an operation's log, one line per call. */
export type Log = (level: string, message: string) => void;

/** What an execution needs besides its inputs. */
export interface Execution {
  connection: ConnectionValue;
  /** What the other inputs for a connection get; the first connection by default. */
  second?: ConnectionValue | undefined;
  log: Log;
  /** The platform's debug switch: when true, the component logs every request. */
  debug: boolean;
  /** What the flows of the instance keep, changed in place; empty by default. */
  crossFlowState?: Record<string, unknown>;
}

/** What an operation and a trigger have in common. */
export type Form = Pick<Operation, "key" | "display" | "inputs">;

const LEVELS = ["trace", "debug", "info", "log", "warn", "error"] as const;
const DEBUG_LEVELS: readonly string[] = ["trace", "debug"];

/** The entries of a form without the connection. */
export function formEntries({ inputs }: Form): Entry[] {
  return inputs.filter(({ type }) => type !== "connection");
}

/** The keys of the inputs that take a connection. */
export const connectionInputs = ({ inputs }: Pick<Form, "inputs">): string[] =>
  inputs.filter(({ type }) => type === "connection").map(({ key }) => key);

/** The inputs of a group. A choice among several forms is one input. */
const groupedIn = ({ type, inputs }: Entry): Field[] | undefined => (type === "dynamicObject" ? undefined : inputs);

/** All inputs that a builder fills in, including those in groups: actions accept these outside their group, too. */
export function formFields(operation: Form): Field[] {
  return formEntries(operation).flatMap((entry) => groupedIn(entry) ?? [entry]);
}

/** @throws UsageError for an input that the form does not have */
export function assertKnownInputs(operation: Form, given: Readonly<Record<string, unknown>>): void {
  const known = formEntries(operation)
    .flatMap((entry): Field[] => [entry, ...(groupedIn(entry) ?? [])])
    .map(({ key }) => key);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new UsageError(`${operation.key}: ${unknownName("input", unknown, known)}`);
}

/** The parameters of a call: the form's defaults as text ("" if there is none), overridden by the given inputs. */
export function withDefaults(
  { inputs }: Form,
  given: Readonly<Record<string, unknown>>,
  connection: ConnectionValue,
  second = connection,
): Record<string, unknown> {
  const [first] = connectionInputs({ inputs });
  const defaults = inputs.map(({ key, type, default: preset }) => [
    key,
    type !== "connection" ? String(preset ?? "") : key === first ? connection : second,
  ]);
  return { ...Object.fromEntries(defaults), ...given };
}

/** What an operation returns to the platform. */
export interface Returned {
  /** An action's data, or a data source's result. */
  data: unknown;
  /** Of an action's data that is a file. */
  contentType: string | undefined;
}

/** Runs an action or a data source, for its data alone. @throws as {@link perform} does */
export const execute = async (...given: Parameters<typeof perform>): Promise<unknown> => (await perform(...given)).data;

/**
 * Runs an action or a data source.
 *
 * @throws the error that the component's error hook returns; UsageError for an unknown input
 */
export async function perform(
  operation: Operation,
  given: Readonly<Record<string, unknown>>,
  execution: Execution,
): Promise<Returned> {
  assertKnownInputs(operation, given);
  const params = withDefaults(operation, given, execution.connection, execution.second);
  const returned = await operation.perform(contextOf(operation, execution), params);
  if (typeof returned === "object" && returned !== null) {
    const contentType =
      "contentType" in returned && typeof returned.contentType === "string" ? returned.contentType : undefined;
    if ("data" in returned) return { data: returned.data, contentType };
    if ("result" in returned) return { data: returned.result, contentType };
  }
  throw new Error(`${operation.key} returned neither data nor a result.`);
}

/** A context with everything that spectral's test context has; there is no platform behind it. */
export function contextOf(operation: Form, { log, debug, crossFlowState = {} }: Omit<Execution, "connection">): object {
  const write =
    (level: string) =>
    (message: unknown, ...rest: unknown[]) =>
      log(level, [message, ...rest].map(String).join(" "));
  const logger = {
    ...Object.fromEntries(LEVELS.map((level) => [level, write(level)])),
    // A component calls these for Prismatic's profiler.
    metric: () => {},
    section: write("info"),
    sectionEnd: () => {},
  };
  const startedAt = new Date().toISOString();
  return {
    logger,
    globalDebug: debug,
    instanceState: {},
    crossFlowState,
    executionState: {},
    integrationState: {},
    configVars: {},
    components: {},
    stepId: "runner-step",
    executionId: "runner-execution",
    webhookUrls: {},
    webhookApiKeys: {},
    invokeUrl: "",
    customer: { id: "runner-customer", name: "Runner", externalId: "runner" },
    instance: { id: "runner-instance", name: "Runner" },
    user: { id: "runner-user", email: "runner@example.com", name: "Runner", externalId: "runner" },
    integration: { id: "runner-integration", name: "Runner", versionSequenceId: "1", externalVersion: "1.0.0" },
    flow: { id: "runner-flow", name: "Runner", stableId: "runner-flow" },
    startedAt,
    runnerAllocatedMemoryMb: 1024,
    executionFrame: {
      invokedByExecutionJWT: "",
      invokedByExecutionStartedAt: "",
      componentActionKey: operation.key,
      executionId: "runner-execution",
      executionStartedAt: startedAt,
      stepName: operation.display.label,
      loopPath: "",
    },
    flowSchemas: {},
  };
}

/** A log that writes to stderr, with trace and debug lines only if `debug` is true. */
export function stderrLog(debug: boolean): Log {
  const paint = painter(process.stderr);
  return (level, message) => {
    if (DEBUG_LEVELS.includes(level) && !debug) return;
    const colour = level === "error" ? "red" : level === "warn" ? "yellow" : "dim";
    process.stderr.write(`${paint(colour, level.padEnd(6))} ${message}\n`);
  };
}
