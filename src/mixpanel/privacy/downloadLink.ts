import type { Readable } from "node:stream";
import type { MixpanelClient } from "../client";
import { downloadRetrieval as endpoint } from "../endpoints/privacy";
import {
  InputError,
  MixpanelError,
  MixpanelResponseError,
  MixpanelTimeoutError,
  MixpanelTooLargeError,
} from "../errors";
import { decompressed } from "../http/compression";
import { errorFromNetwork } from "../http/networkError";
import { repeat } from "../http/retries";
import type { HttpResponse } from "../http/transport";
import { watched } from "../http/watched";
import { archiveKind } from "./archive";
import { REFUSED, readLink, secretsOfLink } from "./link";

const OPERATION = endpoint.operation;
/** Written to the log in place of the path. */
const LOGGED_PATH = "(link of the retrieval)";
const MAX_REDIRECTS = 5;
const MEGABYTE_BYTES = 1_000_000;
const LESS = {
  inTime: "Run it again, or raise",
  inSilence: "If it fails again, the storage of the archive has a problem.",
};

/** A storage answers one of these for a link that has expired, or whose file is gone. */
const DEAD = [401, 403, 404, 410];

/** Thrown for a link that does not work any more: another one may be asked for. */
export class DeadLink extends Error {
  constructor(readonly status: number) {
    super(`the link is dead (${status})`);
  }
}

export interface LinkOptions {
  /** Larger files fail. */
  maxBytes: number;
  /** Label of the input with the link, if somebody typed it. */
  input?: string;
}

const failed = (message: string, details: { status?: number; retryable?: boolean } = {}) =>
  new MixpanelResponseError({ operation: OPERATION, message: `${OPERATION}: ${message}`, ...details });

function request(client: MixpanelClient, url: URL): Promise<HttpResponse<Readable>> {
  return client.transport.open({
    operation: OPERATION,
    method: "GET",
    url,
    loggedPath: LOGGED_PATH,
    // No credentials: the link has its own. Compressed bytes would have another hash.
    headers: { Accept: "*/*", "Accept-Encoding": "identity" },
    effect: "read",
    handles: (status) => status < 500 && status !== 429,
  });
}

interface Opened {
  response: HttpResponse<Readable>;
  host: string;
}

/** Opens a link, and follows redirects to other https links. @throws DeadLink */
async function openLink(client: MixpanelClient, link: string, input: string | undefined): Promise<Opened> {
  let hiding = client;
  let [next, base]: [string, URL | undefined] = [link, undefined];
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
    const url = readLink(next, client.options, base);
    if (!(url instanceof URL)) {
      if (base !== undefined) throw failed(`the link redirects to ${REFUSED[url]}, which is not followed.`);
      if (input === undefined) throw failed(`Mixpanel returned ${REFUSED[url]} in place of the link to the archive.`);
      throw new InputError({ input, got: REFUSED[url], expected: "the https link to the archive of a retrieval" });
    }
    hiding = hiding.hiding(secretsOfLink(url));
    const response = await request(hiding, url);
    const { status, body } = response;
    if (status === 200) return { response, host: url.host };
    body.on("error", () => {}).destroy();
    if (DEAD.includes(status)) throw new DeadLink(status);
    const location = response.header("location");
    if (status < 300 || status >= 400 || location === undefined)
      throw failed(`${url.host} answered the link with the status ${status}, which is no file. Ask for a new link.`, {
        status,
      });
    [next, base] = [location, url];
  }
  throw failed(`the link redirects more than ${MAX_REDIRECTS} times.`);
}

function tooLarge(maxBytes: number): MixpanelTooLargeError {
  return new MixpanelTooLargeError({
    operation: OPERATION,
    message: `${OPERATION}: the archive is larger than Max File Size, ${maxBytes / MEGABYTE_BYTES} MB. Raise Max File Size, request fewer distinct IDs in one retrieval, or download the link of Get Data Retrieval outside of the flow.`,
  });
}

const cutOff = (host: string, what: string) =>
  failed(`${host} sent ${what}: the archive was cut off. Run it again.`, { retryable: true });

/** Reads a file to its end. @throws MixpanelError if it is cut off or too large */
async function readFile({ response, host }: Opened, client: MixpanelClient, maxBytes: number): Promise<Buffer> {
  const { body, header } = response;
  const encoding = header("content-encoding");
  const isEncoded = /gzip/i.test(encoding ?? "");
  const expected = isEncoded ? undefined : header("content-length");
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    if (Number(expected) > maxBytes) throw tooLarge(maxBytes);
    const leftMs = () => client.transport.leftMs();
    const chunks = watched(body, { operation: OPERATION, host, noun: "bytes of the archive", less: LESS, leftMs });
    for await (const chunk of isEncoded ? decompressed(chunks, encoding) : chunks) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLarge(maxBytes);
      pieces.push(chunk);
    }
  } catch (error) {
    if (error instanceof MixpanelError || error instanceof MixpanelTimeoutError) throw error;
    throw errorFromNetwork({ operation: OPERATION, host, effect: "read", error });
  } finally {
    body.destroy();
  }
  if (expected !== undefined && Number(expected) !== bytes) throw cutOff(host, `${bytes} of ${expected} bytes`);
  const file = Buffer.concat(pieces, bytes);
  // Without a length, a connection that was closed early looks like the end.
  if (expected === undefined && archiveKind(file) === "damaged_zip") throw cutOff(host, "a zip without its end");
  return file;
}

/**
 * Downloads the file that a link leads to, without credentials. It is read again if it is cut off midway, as the retry policy allows. Memory
 * holds the file, and a copy of it at the end.
 *
 * @throws DeadLink if the storage does not accept the link any more; MixpanelTooLargeError beyond `maxBytes`; MixpanelError otherwise
 */
export function downloadLink(client: MixpanelClient, link: string, { maxBytes, input }: LinkOptions): Promise<Buffer> {
  const task = { operation: OPERATION, method: "GET", path: LOGGED_PATH, effect: "read" } as const;
  return repeat(client.transport.retries(task), async () =>
    readFile(await openLink(client, link, input), client, maxBytes),
  );
}
