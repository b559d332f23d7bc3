import { gunzipSync } from "node:zlib";
import nock from "nock";
import { ALL_HOSTS } from "./hosts";

/** One request as it left the component. */
export interface SentRequest {
  method: string;
  host: string;
  path: string;
  /** A repeated parameter is a list. */
  query: Record<string, string | string[]>;
  /** Lower-case names; without those that only frame the message. */
  headers: Record<string, string>;
  /** Decompressed. */
  text: string;
  /** Set for a form-encoded body. */
  form?: Record<string, string | string[]>;
  /** Set for a body that is JSON. */
  json?: unknown;
}

/** What the other side answers; `reset` breaks the connection. */
export interface Reply {
  status?: number;
  /** Anything but text and bytes is sent as JSON. */
  body?: unknown;
  headers?: Record<string, string>;
  reset?: boolean;
}

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "LINK", "UNLINK", "PURGE"];
const FRAMING = new Set(["host", "connection", "content-length", "transfer-encoding"]);

function grouped(parameters: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => {
      const values = parameters.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

function jsonOf(text: string): { json?: unknown } {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return {};
  }
}

/** Nock shows bytes that are no text as hexadecimal digits. */
function bodyText(body: string, compressed: boolean): string {
  return compressed ? gunzipSync(Buffer.from(body, "hex")).toString("utf8") : body;
}

function record(host: string, method: string, uri: string, raw: Record<string, unknown>, body: string): SentRequest {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(raw)) {
    if (!FRAMING.has(name.toLowerCase()))
      headers[name.toLowerCase()] = Array.isArray(value) ? value.join(", ") : String(value);
  }
  const { pathname, searchParams } = new URL(uri, `https://${host}`);
  const text = bodyText(body, headers["content-encoding"] === "gzip");
  const type = headers["content-type"] ?? "";
  return {
    method,
    host,
    path: pathname,
    query: grouped(searchParams),
    headers,
    text,
    ...(type.startsWith("application/x-www-form-urlencoded") ? { form: grouped(new URLSearchParams(text)) } : {}),
    ...(type.startsWith("application/json") ? jsonOf(text) : {}),
  };
}

/** All that goes out during a test, and what is answered. */
export class Wire {
  readonly requests: SentRequest[] = [];
  /** Calls that nothing was there to answer. */
  readonly strays: string[] = [];
  private queue: Reply[] = [];
  private always: ((request: SentRequest) => Reply) | undefined;

  /** Answers the next calls, one reply each. A test ends with all of them used. */
  reply(...replies: Reply[]): void {
    this.queue.push(...replies);
  }

  /** Answers every call. */
  replyAlways(answer: (request: SentRequest) => Reply): void {
    this.always = answer;
  }

  /** The only request of the test. */
  get request(): SentRequest {
    const [only] = this.requests;
    if (only === undefined || this.requests.length > 1) throw new Error(`${this.requests.length} requests were sent`);
    return only;
  }

  /** The request that was sent last. */
  get last(): SentRequest {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error("no request was sent");
    return last;
  }

  get unusedReplies(): number {
    return this.queue.length;
  }

  receive(request: SentRequest): Reply {
    this.requests.push(request);
    const reply = this.always?.(request) ?? this.queue.shift();
    if (reply === undefined) this.strays.push(`${request.method} ${request.host}${request.path} beyond the replies`);
    return reply ?? { status: 418 };
  }
}

function intercept(holder: { readonly current: Wire }, host: string): void {
  for (const method of METHODS) {
    // The reply's own argument is parsed already; the event, which comes right before, has the body as it was sent.
    let sent = "";
    nock(`https://${host}`)
      .persist()
      .on("request", (_request: unknown, _interceptor: unknown, body: string) => {
        sent = body;
      })
      .intercept(() => true, method)
      .reply(async function (uri) {
        const request = record(host, method, uri, { ...this.req.headers }, sent);
        const { status = 200, body = "", headers = {}, reset } = holder.current.receive(request);
        if (reset) throw Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
        const raw = typeof body === "string" || Buffer.isBuffer(body);
        return [
          status,
          raw ? body : JSON.stringify(body),
          { "content-type": raw ? "text/plain" : "application/json", ...headers },
        ];
      });
  }
}

/**
 * Stands in for the network in a test file: every Mixpanel host answers, no other does, and a test fails that calls another or leaves
 * a reply unused.
 *
 * @param extraHosts hosts beside Mixpanel's own that a test expects to be called
 */
export function useWire(...extraHosts: string[]): { readonly current: Wire } {
  const holder = { current: new Wire() };
  const onNoMatch = (request: { method?: string; host?: string; path?: string }) =>
    holder.current.strays.push(`${request.method} ${request.host}${request.path}`);

  // A host has an interceptor for each method: they are made once a file, not once a test.
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    nock.emitter.on("no match", onNoMatch);
    for (const host of [...ALL_HOSTS, ...extraHosts]) intercept(holder, host);
  });
  beforeEach(() => {
    holder.current = new Wire();
  });
  afterEach(() => {
    expect({ strays: holder.current.strays, unusedReplies: holder.current.unusedReplies }).toEqual({
      strays: [],
      unusedReplies: 0,
    });
  });
  afterAll(() => {
    nock.emitter.off("no match", onNoMatch);
    nock.cleanAll();
    nock.restore();
  });
  return holder;
}
