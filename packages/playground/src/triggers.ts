/** Routes that call triggers as Mixpanel and the platform do. */
import type { FastifyInstance } from "fastify";
import type { Playground } from "./playground";

export function registerTriggers(_app: FastifyInstance, _playground: Playground): void {}
