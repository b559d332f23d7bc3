/** The control routes, as the page calls them. */
import { useEffect, useRef, useState } from "preact/hooks";

export type Call = (path: string, init?: RequestInit) => Promise<Response>;

/** Time between two loads of the same list while its data changes. */
const RELOAD_MS = 1000;

export class Client {
  constructor(
    readonly call: Call,
    /** What stands before the name of a control route. */
    readonly base: string,
  ) {}

  /** Calls a control route. Throws an error with the route's own text for a status other than 2xx. */
  async response(path: string, method = "GET", body?: string, signal?: AbortSignal): Promise<Response> {
    const headers: HeadersInit = body === undefined ? {} : { "Content-Type": "application/json" };
    const init = { method, headers, body: body ?? null, signal: signal ?? null };
    const response = await this.call(`${this.base}${path}`, init).catch((error: unknown) => {
      if (signal?.aborted) throw error;
      throw new Error("The sandbox does not respond. Start it again: this page connects by itself.");
    });
    if (response.ok) return response;
    const refused: { error?: string } = await response.json().catch(() => ({}));
    throw new Error(refused.error ?? `The sandbox responded with status ${response.status}.`);
  }

  async get<T>(path: string): Promise<T> {
    return (await this.response(path)).json();
  }

  async send(method: string, path: string, body?: unknown): Promise<Response> {
    return this.response(path, method, body === undefined ? undefined : JSON.stringify(body));
  }
}

/** What a route returns: loaded at once for a new path, and at most once a second while `version` changes. */
export function useLoaded<T>(client: Client, path: string, version: unknown): { value?: T; error?: string } {
  const [loaded, setLoaded] = useState<{ path: string; value?: T; error?: string }>({ path });
  const last = useRef({ path: "", atMs: 0, number: 0 });
  useEffect(() => {
    const waitMs = last.current.path === path ? Math.max(0, last.current.atMs + RELOAD_MS - Date.now()) : 0;
    // What is under way goes on when the version changes: otherwise a busy sandbox would never be shown.
    const timer = setTimeout(() => {
      const number = last.current.number + 1;
      last.current = { path, atMs: Date.now(), number };
      const show = (outcome: { value?: T; error?: string }) => {
        if (last.current.number === number) setLoaded({ path, ...outcome });
      };
      client.get<T>(path).then(
        (value) => show({ value }),
        (error: Error) => show({ error: error.message }),
      );
    }, waitMs);
    return () => clearTimeout(timer);
  }, [client, path, version]);
  return loaded.path === path ? loaded : {};
}
