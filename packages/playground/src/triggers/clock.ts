/** The clock that the sandbox and the component share if they run in this process. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { setTimeAhead, timeAhead } from "../../../cli/src/triggers/virtualTime";
import { type Playground, RequestError } from "../playground";
import type { ClockState } from "../protocol";

const MAX_DAYS = 366;
const DAY_MS = 24 * 60 * 60_000;
const clockRequest = z.strictObject({
  movedMs: z
    .number()
    .int()
    .min(0)
    .max(MAX_DAYS * DAY_MS),
});
const sandboxClock = z.object({ now: z.string(), frozen: z.boolean() });

/** What the Sandbox room asks of the clock, apart from stopping it. */
const roomRequest = z.union([
  z.strictObject({ real: z.literal(true) }),
  z.strictObject({
    advanceMs: z
      .number()
      .int()
      .min(0)
      .max(MAX_DAYS * DAY_MS),
  }),
]);

/** Why time stays as it is. */
function unmovable({ isProject }: Playground): string {
  return isProject
    ? "The time of a real project cannot be moved. Start the playground without the MIXPANEL_ variables to use a sandbox."
    : "The sandbox runs in another process, whose time cannot be moved together with the component's. Start the playground without --sandbox.";
}

export function registerClock(app: FastifyInstance, playground: Playground): void {
  const { target, isProject } = playground;
  const clock = `${target.connection.fields.apiHost}/_sandbox/clock`;
  const shown = async (): Promise<ClockState> => {
    if (isProject) return { now: new Date().toISOString(), movedMs: 0 };
    return { now: sandboxClock.parse(await (await fetch(clock)).json()).now, movedMs: timeAhead() };
  };
  /** Moves both. The sandbox follows the time of this process, and tells its pages. */
  const move = async (ms: number) => {
    setTimeAhead(ms);
    await post({ real: true });
  };
  const post = (body: unknown) =>
    fetch(clock, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  app.get("/api/clock", shown);
  app.post("/api/clock", async (request) => {
    if (target.kind !== "ownSandbox") throw new RequestError(409, unmovable(playground));
    const checked = clockRequest.safeParse(request.body);
    if (!checked.success)
      throw new RequestError(400, `movedMs must be a whole number of milliseconds, at most ${MAX_DAYS} days.`);
    const { movedMs } = checked.data;
    if (movedMs !== 0 && movedMs < timeAhead())
      throw new RequestError(400, "Time only moves forward. Return to real time first: send movedMs 0.");
    await move(movedMs);
    return shown();
  });
  if (target.kind !== "ownSandbox") return;
  // The Sandbox room moves the sandbox's clock alone where nothing else shares it. A stopped clock is the sandbox's own.
  app.post("/api/sandbox/clock", async ({ body }, reply) => {
    const { data } = roomRequest.safeParse(body);
    const isStopped = sandboxClock.parse(await (await fetch(clock)).json()).frozen;
    if (data === undefined || (isStopped && "advanceMs" in data)) {
      const response = await post(body);
      return reply.code(response.status).send(await response.json());
    }
    await move("real" in data ? 0 : timeAhead() + data.advanceMs);
    return shown();
  });
  app.addHook("onRequest", async ({ method, routeOptions, url }) => {
    // The sandbox's clock starts again.
    if (method === "POST" && routeOptions.url?.startsWith("/api/sandbox") && url.endsWith("/reset")) setTimeAhead(0);
  });
  app.addHook("onClose", () => setTimeAhead(0));
}
