/** A customer's system on this machine: the register of privacy requests, as the README describes its API. */
import { createHash } from "node:crypto";
import { bytesOf, serve } from "../../common/offline/server";

export const API_KEY = "endpoint-api-key-that-nobody-may-see";

type Json = Record<string, unknown>;

/** What it keeps of a request. */
export interface Kept {
  request: Json;
  case: Json | null;
  evidence: Json | null;
  archives: Map<string, { bytes: Buffer; sha256: string; statedSha256: string }>;
}

export interface CustomerServer {
  endpoint: string;
  requests: Map<string, Kept>;
  /** Each case that was saved, in order. */
  history: { request_id: string; state: unknown }[];
  /** Makes requests to these paths fail while the function says so. */
  fail(when: (method: string, path: string) => boolean): void;
  close(): Promise<void>;
}

const isOpen = (kept: Kept) => kept.case === null || kept.case.open === true;

export async function startCustomer(): Promise<CustomerServer> {
  const requests: CustomerServer["requests"] = new Map();
  const history: CustomerServer["history"] = [];
  let fails: (method: string, path: string) => boolean = () => false;

  function put(kept: Kept | undefined, id: string, [part, name = ""]: string[], body: Buffer, headers: Json): number {
    const parse = (): Json => JSON.parse(body.toString());
    if (part === undefined) {
      if (kept !== undefined && headers["if-none-match"] === "*") return 412;
      requests.set(id, { case: null, evidence: null, archives: new Map(), ...kept, request: parse() });
      return 200;
    }
    if (kept === undefined) return 404;
    if (part === "case") {
      kept.case = parse();
      history.push({ request_id: id, state: kept.case.state });
    } else if (part === "evidence") kept.evidence = parse();
    else if (part === "archives") {
      const sha256 = createHash("sha256").update(body).digest("hex");
      kept.archives.set(name, { bytes: body, sha256, statedSha256: String(headers["x-archive-sha256"]) });
    } else return 404;
    return 200;
  }

  const { url, close } = await serve(async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    const body = await bytesOf(request);
    const respond = (status: number, value: unknown = {}) =>
      response.writeHead(status, { "Content-Type": "application/json", "Retry-After": "0" }).end(JSON.stringify(value));
    if (headers.authorization !== `Bearer ${API_KEY}`) return respond(401);
    if (fails(method, path)) return respond(503);
    const [, , list, id, ...rest] = path.split("/").map(decodeURIComponent);
    if (list !== "requests") return respond(404);
    if (id === undefined) return respond(200, [...requests.values()].filter(isOpen));
    const kept = requests.get(id);
    if (method === "PUT") return respond(put(kept, id, rest, body, headers));
    return kept === undefined ? respond(404) : respond(200, kept);
  });
  return {
    endpoint: `${url}/privacy`,
    requests,
    history,
    fail: (when) => {
      fails = when;
    },
    close,
  };
}
