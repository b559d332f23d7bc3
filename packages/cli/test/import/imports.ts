/** What the tests of the command import share: files, a folder to run in, and servers in Mixpanel's place. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { type Received, sendJson } from "../../../../test/support/localServer";

export const TIME = 1_700_000_000;

export const event = (number: number) => ({
  event: "Order Placed",
  properties: { time: TIME + number, distinct_id: `user-${number % 10}`, $insert_id: `order-${number}` },
});

export const events = (count: number, from = 0) => Array.from({ length: count }, (_, at) => event(from + at));

export const ndjson = (records: readonly unknown[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");

/** A folder for one test. */
export class Folder {
  readonly path = mkdtempSync(path.join(tmpdir(), "import-"));

  write(name: string, content: string | Buffer): string {
    writeFileSync(path.join(this.path, name), content);
    return name;
  }

  names(): string[] {
    return readdirSync(this.path).sort();
  }

  text(name: string): string {
    return readFileSync(path.join(this.path, name), "utf8");
  }

  /** The lines of an NDJSON file. */
  lines(name: string): Record<string, unknown>[] {
    return this.text(name)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

/** The body of a request as text. */
export const bodyOf = ({ headers, body }: Received): string =>
  (headers["content-encoding"] === "gzip" ? gunzipSync(body) : body).toString();

/** The records of a request. */
export const recordsIn = (request: Received): Record<string, unknown>[] => JSON.parse(bodyOf(request));

/** Answers as Mixpanel does when it accepts all records. */
export function acceptAll(response: ServerResponse, request: Received): void {
  const count = recordsIn(request).length;
  sendJson(response, { code: 200, status: "OK", error: null, num_records_imported: count, num_good_events: count });
}

/** The environment of a service account, whose requests go to a server. */
export const connectionTo = (url: string): Record<string, string> => ({
  MIXPANEL_USERNAME: "account.user",
  MIXPANEL_SECRET: "account-secret",
  MIXPANEL_PROJECT_ID: "7",
  MIXPANEL_PROJECT_TOKEN: "token-7",
  MIXPANEL_API_HOST: url,
});
