/** The sandbox's page: `GET /` for browsers, and the files that it loads. */
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { FastifyInstance, FastifyReply } from "fastify";
import { SandboxError } from "../errors";
import { notFoundBody } from "../rules/hosts";
import { isForPage } from "../rules/paths";
import { purpose } from "./strict";

/** Beside the bundle that this file is part of; where it runs from its source, in the folder of the built sandbox. */
const FOLDERS = [__dirname, path.resolve(__dirname, "../../dist")].map((folder) => path.join(folder, "page"));

/** The page loads nothing from elsewhere, sends nothing elsewhere, and is shown in no other page. */
const HEADERS = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cache-Control": "no-cache",
  Vary: "Accept",
};

/** Registers the page. A program that asks for `/` gets a 404, as from Mixpanel. */
export function registerPage(app: FastifyInstance): void {
  app.get("/", async (request, reply) =>
    isForPage(request) ? send(reply, "index.html", "text/html") : reply.code(404).send(notFoundBody("/")),
  );
  app.get("/_sandbox/page.js", purpose("Returns the script of the sandbox's page"), async (_request, reply) =>
    send(reply, "page.js", "text/javascript"),
  );
  app.get("/_sandbox/page.css", purpose("Returns the style sheet of the sandbox's page"), async (_request, reply) =>
    send(reply, "page.css", "text/css"),
  );
}

async function send(reply: FastifyReply, name: string, type: string): Promise<FastifyReply> {
  for (const folder of FOLDERS) {
    const text = await readFile(path.join(folder, name), "utf8").catch(() => null);
    if (text !== null) return reply.headers(HEADERS).type(`${type}; charset=utf-8`).send(text);
  }
  throw new SandboxError(404, "The sandbox's page is not built: run npm run build.");
}
