/** The playground's server, as the page calls it: each request bears the token of this page. */
import { messagesOf } from "./messages";

const token = document.querySelector<HTMLMetaElement>('meta[name="token"]')?.content ?? "";

/** A response that says why the server refused: its text is for people. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
    /** The server asks whether the user agrees that a real project is written to. */
    readonly asksToConfirm: boolean,
  ) {
    super(message);
  }
}

/** `fetch` with the token, for routes whose response the caller reads. */
export function request(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers);
  headers.set("X-Playground-Token", token);
  return fetch(path, { ...init, headers });
}

/** Gets JSON; with a body, posts it. Throws a {@link Refusal} for a status other than 2xx. */
export async function call<T>(path: string, body?: unknown): Promise<T> {
  return (await checked(path, body)).json();
}

/** Posts JSON and reads the events of the response as they come. */
export async function* stream<T>(path: string, body: unknown, signal?: AbortSignal): AsyncGenerator<T> {
  const response = await checked(path, body, signal);
  if (response.body !== null) yield* messagesOf<T>(response.body);
}

async function checked(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const response = await request(path, { ...init, signal: signal ?? null }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Refusal(
      "The playground's server does not respond. Start it again and open the address it prints.",
      0,
      false,
    );
  });
  if (response.ok) return response;
  const refused: { error?: string; confirm?: boolean } = await response.json().catch(() => ({}));
  const message = refused.error ?? `The playground's server responded with status ${response.status}.`;
  throw new Refusal(message, response.status, refused.confirm === true);
}
