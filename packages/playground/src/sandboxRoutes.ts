/** Passes requests on to the control routes of the sandbox, which hold no secrets of the user. */
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import type { FastifyInstance } from "fastify";
import { callSandbox } from "../../cli/src/triggers/control";
import { type Playground, RequestError } from "./playground";

const PREFIX = "/api/sandbox";
const METHODS = ["GET", "POST", "PUT", "DELETE"];

/** A snapshot may be large. */
const MAX_BODY_BYTES = 512 * 1024 ** 2;

export function registerSandbox(app: FastifyInstance, { target, isProject }: Playground): void {
  const { apiHost = "" } = target.connection.fields;
  app.register(async (routes) => {
    // The body is passed on as it comes.
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser("*", { parseAs: "buffer", bodyLimit: MAX_BODY_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    for (const url of [PREFIX, `${PREFIX}/*`])
      routes.route({
        method: METHODS,
        url,
        handler: async (request, reply) => {
          if (isProject)
            throw new RequestError(
              404,
              "There is no sandbox: the playground uses a real project. Unset the MIXPANEL_ variables to use a sandbox.",
            );
          const gone = new AbortController();
          reply.raw.once("close", () => gone.abort());
          const type = request.headers["content-type"];
          const response = await callSandbox(apiHost, `/_sandbox${request.url.slice(PREFIX.length)}`, {
            method: request.method,
            headers: type === undefined ? {} : { "Content-Type": type },
            body: Buffer.isBuffer(request.body) ? new Uint8Array(request.body) : undefined,
            signal: gone.signal,
            redirect: "error",
          }).catch((error: Error) => {
            throw new RequestError(502, error.message);
          });
          reply.code(response.status);
          const answered = response.headers.get("content-type");
          if (answered !== null) reply.header("Content-Type", answered);
          return reply.send(
            response.body === null ? undefined : Readable.fromWeb(response.body as ReadableStream<Uint8Array>),
          );
        },
      });
  });
}
