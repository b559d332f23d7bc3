/** A local Mixpanel: one call starts it, its methods look inside, break it and stop it. */
import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { createCertificate } from "./certificate";
import { runWith } from "./commandLine";
import type { RouteContext } from "./context";
import { DEFAULT_HOST, DEFAULT_PORT, DEFAULT_SCRIPT_LIMITS, type SandboxOptions } from "./options";
import { registerControl } from "./routes/control";
import { Faults } from "./rules/faults";
import { RateLimits } from "./rules/limits";
import { RequestLog } from "./rules/requestLog";
import { addSample } from "./sample";
import type { Sandbox } from "./sandbox";
import { buildServer } from "./server";
import { instantOf, MovableClock } from "./state/clock";
import { Counts, countsNow } from "./state/counts";
import { DataFolder } from "./state/dataFolder";
import { seededRandom } from "./state/random";
import { readSeed } from "./state/seed";
import { type Snapshot, savedProject, World } from "./state/world";
import { isTimeZone } from "./timeZone";
import { isJsonObject } from "./types";

export { OPTION_NAMES } from "./commandLine";
export type { SandboxOptions } from "./options";
export type { FaultKind, FaultRequest, RandomFaults } from "./rules/faults";
export type { LoggedRequest, RequestFilter } from "./rules/requestLog";
export type { Sandbox } from "./sandbox";
export { DEFAULT_SERVICE_ACCOUNT } from "./state/project";
export type { ProjectSnapshot, Snapshot } from "./state/world";

/**
 * Starts a sandbox and resolves when it listens.
 * Rejects when the port is taken, a seed file is not valid, or the data folder cannot be written.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const host = options.host ?? DEFAULT_HOST;
  const clock = new MovableClock(options.clock === undefined ? undefined : instantOf(options.clock, "clock"));
  if (options.timeZone !== undefined && !isTimeZone(options.timeZone)) {
    throw new Error(`${JSON.stringify(options.timeZone)} is no time zone: name one as America/Los_Angeles.`);
  }
  const world = new World(options.maxEvents ?? Number.POSITIVE_INFINITY, options.timeZone);
  const faults = new Faults();
  const limits = new RateLimits(
    clock,
    options.limits !== false,
    typeof options.limits === "object" ? options.limits : {},
  );
  const requests = new RequestLog();
  const counts = new Counts();
  const { projects, organizations } = world;
  const random = seededRandom(options.randomSeed ?? 1);
  const context: RouteContext = {
    clock,
    random,
    projects,
    organizations,
    limits,
    scriptLimits: { ...DEFAULT_SCRIPT_LIMITS, ...options.scriptLimits },
    counts,
    requests,
    operations: [],
  };

  const seed = () => {
    world.clear();
    if (options.sample) addSample(world, context);
    for (const snapshot of seedsOf(options.seed)) world.load(snapshot);
  };
  const orderFaults = () => {
    faults.clear();
    for (const fault of options.faults ?? []) faults.add(fault);
    faults.setRandom(options.randomFaults ?? null);
  };
  seed();
  orderFaults();
  const folder = options.dataFolder === undefined ? null : new DataFolder(options.dataFolder, world);

  const certificate = options.https ? await createCertificate(host) : null;
  const controlled = {
    certificate: certificate?.cert ?? null,
    projects,
    clock,
    faults,
    limits,
    requests,
    counts,
    context,
    countsNow: () => countsNow(counts, projects.values()),
    state(projectId: number) {
      const project = projects.get(projectId);
      return project ? { ...savedProject(project), eventCount: project.events.size } : null;
    },
    addSample: () => addSample(world, context),
    snapshot: () => world.save(),
    restore(snapshot: Snapshot) {
      const previous = world.save();
      try {
        world.clear();
        world.load(snapshot);
      } catch (error) {
        world.clear();
        world.load(previous);
        throw error;
      }
      folder?.rewrite();
    },
    reset() {
      clock.reset();
      seed();
      // First what may fail: a reset that fails changes nothing.
      folder?.rewrite();
      orderFaults();
      counts.reset();
      requests.clear();
      limits.reset();
    },
  };
  const app = buildServer({
    context,
    faults,
    beforeProcessing: () => folder?.checkWritable(),
    beforeAnswer: (request) => folder?.save(request.routeOptions.config.operation),
    control: (server) => registerControl(server, controlled),
    host,
    certificate,
    logger: options.logger ?? false,
  });
  try {
    await app.listen({ port: options.port ?? DEFAULT_PORT, host });
  } catch (error) {
    folder?.close();
    throw inUse(error, options.port ?? DEFAULT_PORT, host);
  }
  const { port } = addressOf(app);
  return {
    ...controlled,
    url: `${certificate ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    app,
    async close() {
      await app.close();
      folder?.close();
    },
  };
}

/** Runs `mixpanel-sandbox` with these arguments until it is stopped; `program` is how a person calls it. See `commandLine.ts`. */
export const runCommandLine = (args: string[], program?: string): Promise<void> => runWith(startSandbox, args, program);

/** The error of a port that is taken says what to do; others are as they were. */
function inUse(error: unknown, port: number, host: string): unknown {
  if (!isJsonObject(error) || error.code !== "EADDRINUSE") return error;
  return new Error(
    `Port ${port} of ${host} is already in use (EADDRINUSE). Stop the program that uses it, or try --port 0, which chooses a free port.`,
    { cause: error },
  );
}

function seedsOf(seed: SandboxOptions["seed"]): Snapshot[] {
  if (seed === undefined) return [];
  if (typeof seed === "string") return [readSeed(seed)];
  return Array.isArray(seed) ? seed.map(readSeed) : [structuredClone(seed)];
}

function addressOf(app: FastifyInstance): AddressInfo {
  const address = app.server.address();
  if (address === null || typeof address === "string") throw new Error("The sandbox listens on no port.");
  return address;
}
