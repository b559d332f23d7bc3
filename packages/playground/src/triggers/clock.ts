/** The clock that the sandbox and the component share if they run in this process. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { setTimeAhead, timeAhead } from "../../../cli/src/triggers/virtualTime";
import { type Playground, RequestError } from "../playground";
import type { ClockState } from "../protocol";

const MAX_DAYS = 366;
const clockRequest = z.strictObject({
  movedMs: z
    .number()
    .int()
    .min(0)
    .max(MAX_DAYS * 24 * 60 * 60_000),
});
const sandboxClock = z.object({ now: z.string() });

/** Why time stays as it is. */
function unmovable({ isProject }: Playground): string {
  return isProject
    ? "The time of a real project cannot be moved. Start the playground without the MIXPANEL_ variables to use a sandbox."
    : "The sandbox runs in another process, whose time cannot be moved together with the component's. Start the playground without --sandbox.";
}

export function registerClock(app: FastifyInstance, playground: Playground): void {
  const { target, isProject } = playground;
  const shown = async (): Promise<ClockState> => {
    if (isProject) return { now: new Date().toISOString(), movedMs: 0 };
    const response = await fetch(`${target.connection.fields.apiHost}/_sandbox/clock`);
    return { now: sandboxClock.parse(await response.json()).now, movedMs: timeAhead() };
  };
  app.get("/api/clock", shown);
  app.post("/api/clock", async (request) => {
    if (target.kind !== "ownSandbox") throw new RequestError(409, unmovable(playground));
    const checked = clockRequest.safeParse(request.body);
    if (!checked.success)
      throw new RequestError(400, `movedMs must be a whole number of milliseconds, at most ${MAX_DAYS} days.`);
    const { movedMs } = checked.data;
    if (movedMs !== 0 && movedMs < timeAhead())
      throw new RequestError(400, "Time only moves forward. Return to real time first: send movedMs 0.");
    setTimeAhead(movedMs);
    return shown();
  });
  app.addHook("onClose", () => setTimeAhead(0));
}
