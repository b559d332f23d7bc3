/**
 * The customer's system: it keeps each request, and where it stands. The platform's own state would not do: an execution that fails saves
 * nothing, and then a task that Mixpanel has accepted would be lost.
 */
import { z } from "zod";
import { connectEndpoint } from "../../common/endpoint";
import { type PrivacyCase, privacyCase } from "./case";
import { type PrivacyRequest, privacyRequest } from "./request";

const entry = z.object({ request: privacyRequest, case: privacyCase.nullish() });

export type Entry = z.infer<typeof entry>;

/** An archive as it is handed over. */
export interface Archive {
  tracking_id: string;
  sha256: string;
  contentType: string;
  file: Uint8Array<ArrayBuffer>;
}

export interface Register {
  /** Adds a request, unless there is one with its ID. @returns whether it was added */
  add(request: PrivacyRequest): Promise<boolean>;
  update(request: PrivacyRequest): Promise<void>;
  get(requestId: string): Promise<Entry>;
  /** The requests that are not closed. */
  open(): Promise<Entry[]>;
  saveCase(one: PrivacyCase): Promise<void>;
  saveArchive(requestId: string, archive: Archive): Promise<void>;
  saveEvidence(requestId: string, evidence: object): Promise<void>;
}

/** An archive may have 100 MB. */
const ARCHIVE_TIMEOUT_MS = 180_000;

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** @throws Error for an address to which no personal data may go */
function assertSecure(url: string): void {
  const { protocol, hostname } = URL.canParse(url) ? new URL(url) : { protocol: "", hostname: "" };
  if (protocol === "https:" || (protocol === "http:" && LOOPBACK.includes(hostname))) return;
  throw new Error("Endpoint: got an address that is not https, expected one such as https://api.example.com/privacy.");
}

/** @param maxAttempts of each request; 5 unless given */
export function connectRegister(url: string, apiKey: string, maxAttempts?: number): Register {
  assertSecure(url);
  const send = connectEndpoint({ label: "Endpoint", url, apiKey, maxAttempts });
  // Request IDs are checked where they come in. What the register returns is checked against what was asked for.
  const pathOf = (requestId: string, rest = "") => `/requests/${encodeURIComponent(requestId)}${rest}`;
  const put = async (path: string, value: object) => {
    await (await send("PUT", path, { body: JSON.stringify(value) })).body?.cancel();
  };

  return {
    add: async (request) => {
      const path = pathOf(request.request_id);
      const content = { body: JSON.stringify(request), headers: { "If-None-Match": "*" }, accept: 412 };
      const response = await send("PUT", path, content);
      await response.body?.cancel();
      return response.status !== 412;
    },
    update: (request) => put(pathOf(request.request_id), request),
    get: async (requestId) => entry.parse(await (await send("GET", pathOf(requestId))).json()),
    open: async () => z.array(entry).parse(await (await send("GET", "/requests")).json()),
    saveCase: (one) => put(pathOf(one.request_id, "/case"), one),
    saveArchive: async (requestId, { tracking_id, sha256, contentType, file }) => {
      const path = pathOf(requestId, `/archives/${encodeURIComponent(tracking_id)}`);
      const headers = { "Content-Type": contentType, "X-Archive-SHA256": sha256 };
      await (await send("PUT", path, { body: file, headers, timeoutMs: ARCHIVE_TIMEOUT_MS })).body?.cancel();
    },
    saveEvidence: (requestId, evidence) => put(pathOf(requestId, "/evidence"), evidence),
  };
}
