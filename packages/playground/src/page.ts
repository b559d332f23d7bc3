/** Serves the built page. It loads nothing from elsewhere, and the browser is told to allow nothing else. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { FastifyInstance } from "fastify";

/** Where `npm run build` writes the page: as seen from this file, and from the bundle of the command line. */
const FOLDER = path.resolve(__dirname, "../../playground/dist/page");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".json": "application/json; charset=utf-8",
};

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Of every response. */
export const HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "Content-Security-Policy": POLICY,
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * One route for each file of the page.
 *
 * @param token stands in the page, which sends it with each request of its own
 * @throws Error if the page is not built
 */
export function registerPage(app: FastifyInstance, token: string): void {
  if (!existsSync(path.join(FOLDER, "index.html")))
    throw new Error(`There is no page at ${path.relative("", FOLDER)}. Build it: npm run build`);
  for (const name of readdirSync(FOLDER)) {
    const content = readFileSync(path.join(FOLDER, name));
    const isPage = name === "index.html";
    const body = isPage ? content.toString("utf8").replaceAll("{{token}}", token) : content;
    const type = TYPES[path.extname(name)] ?? "application/octet-stream";
    app.get(isPage ? "/" : `/${name}`, async (_request, reply) => reply.type(type).send(body));
  }
}
