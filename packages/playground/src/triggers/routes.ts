/** Routes that simulate triggers, and move the time that they share with the sandbox. */
import type { FastifyInstance } from "fastify";
import { type EventStream, openStream } from "../eventStream";
import { found } from "../forms";
import { type Playground, RequestError } from "../playground";
import type { SimulationEvent } from "../protocol";
import { registerClock } from "./clock";
import { readSimulation } from "./request";
import { Sessions } from "./sessions";
import { prepareSimulation, simulate } from "./simulate";

type ByKey = { Params: { key: string } };

export function registerTriggers(app: FastifyInstance, playground: Playground): void {
  const sessions = new Sessions();
  const triggerOf = (key: string) => found("trigger", key, playground.component.triggers);
  let running: string | undefined;
  const assertIdle = () => {
    if (running !== undefined)
      throw new RequestError(409, `The simulation of ${running} is not over yet. Stop it first.`);
  };
  app.get<ByKey>("/api/triggers/:key/session", async ({ params: { key } }) => sessions.shown(triggerOf(key)));
  app.post<ByKey>("/api/triggers/:key/reset", async ({ params: { key } }) => {
    const trigger = triggerOf(key);
    assertIdle();
    sessions.reset(trigger);
    return sessions.shown(trigger);
  });
  app.post<ByKey>("/api/triggers/:key/simulate", async ({ params: { key }, body }, reply) => {
    const trigger = triggerOf(key);
    // Simulations share the sandbox and its time.
    assertIdle();
    const request = readSimulation(body);
    let stream: EventStream<SimulationEvent> | undefined;
    const simulation = prepareSimulation(playground, trigger, request, (event) => stream?.send(event));
    const gone = new AbortController();
    reply.raw.once("close", () => gone.abort());
    stream = openStream(reply);
    running = trigger.display.label;
    try {
      await simulate(simulation, sessions.of(trigger), gone.signal);
    } finally {
      running = undefined;
      stream.end();
    }
  });
  registerClock(app, playground);
}
