/** The playground: a local page over the built component, with a sandbox or a project of the user. */
import type { AddressInfo } from "node:net";
import Fastify, { type FastifyError } from "fastify";
import type { Component } from "../../cli/src/bundle";
import type { Target } from "../../cli/src/connection";
import { registerChoices } from "./choices";
import { registerForms } from "./forms";
import { assertOwnPage, assertToken, newToken } from "./guard";
import { History } from "./history";
import { maskOf, secretsOf } from "./masks";
import { HEADERS, registerPage } from "./page";
import { type Playground, RequestError } from "./playground";
import { watchRequests } from "./recorder";
import { registerRuns } from "./runs";
import { registerSandbox } from "./sandboxRoutes";
import { registerTriggers } from "./triggers/routes";

/** Reachable from this machine alone. */
const HOST = "127.0.0.1";

/** Files are sent as text of 4/3 their size. */
const MAX_BODY_BYTES = 96 * 1024 ** 2;

export interface PlaygroundOptions {
  component: Component;
  /** Where requests go. It stays open when the playground closes. */
  target: Target;
  /** 0 chooses a free port. */
  port: number;
  /** Of the connector, for the page. */
  version: string;
}

export interface RunningPlayground {
  url: string;
  /** Every route, as `GET /api/state`. */
  routes: readonly string[];
  close(): Promise<void>;
}

/** Starts to serve. @throws Error if the port is taken, or the page is not built */
export async function startPlayground({
  component,
  target,
  port,
  version,
}: PlaygroundOptions): Promise<RunningPlayground> {
  const app = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: MAX_BODY_BYTES });
  const token = newToken();
  const playground: Playground = {
    component,
    target,
    isProject: target.kind === "environment",
    mask: maskOf(secretsOf(target)),
    history: new History(),
  };
  const portOf = () => (app.server.address() as AddressInfo).port;
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(HEADERS);
    assertOwnPage(request.raw, portOf());
    if (request.routeOptions.url?.startsWith("/api/")) assertToken(request.raw, token);
  });
  const routes: string[] = [];
  app.addHook("onRoute", ({ method, url }) => {
    routes.push(...[method].flat().map((one) => `${one} ${url}`));
  });
  app.setNotFoundHandler(async () => {
    throw new RequestError(404, "The playground has no such page.");
  });
  app.setErrorHandler<FastifyError | RequestError>((error, _request, reply) => {
    const confirm = error instanceof RequestError ? error.confirm : undefined;
    return reply.code(error.statusCode ?? 500).send({ error: playground.mask(error.message), confirm });
  });
  registerPage(app, token);
  registerForms(app, playground, version);
  registerChoices(app, playground);
  registerRuns(app, playground);
  registerSandbox(app, playground);
  registerTriggers(app, playground);
  const unwatch = watchRequests();
  await app.listen({ port, host: HOST }).catch((error) => {
    unwatch();
    throw error;
  });
  return {
    url: `http://${HOST}:${portOf()}`,
    routes,
    close: async () => {
      unwatch();
      await app.close();
    },
  };
}
