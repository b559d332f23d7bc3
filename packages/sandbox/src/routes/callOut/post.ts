/** One call to a receiver, as Mixpanel makes them: JSON by POST, with HTTP Basic when the receiver asks for it. */
import { loopbackUrl } from "./loopback";

/** How long a receiver may take. The description states no limit; the retries of a page must fit into a minute. */
const RECEIVER_TIMEOUT_MS = 10_000;

/** Where to call. */
export interface Receiver {
  url: string;
  username?: string | undefined;
  password?: string | undefined;
}

/** What came back: the status and the body's text; status null when nothing did, with the reason as text. */
export interface Received {
  status: number | null;
  text: string;
}

/** Sends one JSON body. Throws a 400 for a receiver outside this machine; a receiver that fails is an answer, not an error. */
export async function postJson({ url, username, password }: Receiver, body: unknown): Promise<Received> {
  const target = loopbackUrl(url);
  const basic = Buffer.from(`${username ?? ""}:${password ?? ""}`).toString("base64");
  try {
    const response = await fetch(target, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...((username || password) && { Authorization: `Basic ${basic}` }),
      },
      body: JSON.stringify(body),
      // A redirect could lead off this machine.
      redirect: "manual",
      signal: AbortSignal.timeout(RECEIVER_TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (cause) {
    return { status: null, text: cause instanceof Error ? cause.message : String(cause) };
  }
}
