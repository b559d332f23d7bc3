/** What the tests of the GDPR API share: requests as a privacy client sends them, and people to ask about. */
import { inside, ManagementClient, START_MS } from "./managementClient";

export const RETRIEVALS = "/api/app/data-retrievals/v3.0";
export const DELETIONS = "/api/app/data-deletions/v3.0";
const TOKEN = "?token=sandbox-token";
const authorization = "Bearer sandbox-gdpr-token";

/** A sandbox and a client of the GDPR API of its first project. */
export class GdprClient {
  private constructor(readonly api: ManagementClient) {}

  static async start(): Promise<GdprClient> {
    return new GdprClient(await ManagementClient.start());
  }

  /** `PUT /_sandbox/gdpr`. */
  async behave(settings: Record<string, unknown>) {
    return this.api.send("PUT", "/_sandbox/gdpr", { json: settings });
  }

  /** Creates a task for `ids`, and returns the response. */
  async create(path: string, ids: string[] = ["ann"], more: Record<string, unknown> = {}) {
    return this.api.send("POST", path + TOKEN, { json: { distinct_ids: ids, ...more }, authorization });
  }

  /** Creates a task in the OpenAPI shape, and returns its ID. */
  async idOf(path: string, ids: string[] = ["ann"], more: Record<string, unknown> = {}): Promise<string> {
    return String(inside(await this.create(path, ids, more), "results", "task_id"));
  }

  async get(path: string, id: string) {
    return this.api.send("GET", `${path}/${id}${TOKEN}`, { authorization });
  }

  async cancel(id: string) {
    return this.api.send("DELETE", `${DELETIONS}/${id}${TOKEN}`, { authorization });
  }

  async statusOf(path: string, id: string): Promise<unknown> {
    return inside(await this.get(path, id), "results", "status");
  }

  /** The link of a finished retrieval. */
  async link(id: string): Promise<string> {
    return String(inside(await this.get(RETRIEVALS, id), "results", "results"));
  }

  /** Imports an event and a profile of each person, at an instant. */
  async importPeople(ids: string[] = ["ann", "bob"], atMs = START_MS - 60_000): Promise<void> {
    const events = ids.map((distinct_id) => ({
      event: "Visit",
      properties: { time: Math.floor(atMs / 1000), distinct_id, $insert_id: `visit-${distinct_id}-${atMs}` },
    }));
    await this.api.send("POST", "/import?strict=1&project_id=1", { json: events });
    const profiles = ids.map(($distinct_id) => ({ $token: "sandbox-token", $distinct_id, $set: { plan: "pro" } }));
    await this.api.send("POST", "/engage?ip=0", { json: profiles, authorization: null });
  }

  /** Distinct IDs of all events of an export, over HTTP. */
  async exported(): Promise<string[]> {
    const { sandbox } = this.api;
    const response = await fetch(
      `${sandbox.url}/api/2.0/export?project_id=1&from_date=2023-01-01&to_date=${new Date(sandbox.clock.now()).toISOString().slice(0, 10)}`,
      { headers: { Authorization: `Basic ${Buffer.from("sandbox.user:sandbox-secret").toString("base64")}` } },
    );
    const lines = (await response.text()).split("\n").filter((line) => line !== "");
    return lines.map((line) => String(JSON.parse(line).properties.distinct_id)).sort();
  }

  /** Distinct IDs of all profiles, over HTTP. */
  async profiles(): Promise<string[]> {
    const answer = await this.api.send("POST", "/api/query/engage?project_id=1");
    const results = inside(answer, "results");
    if (!Array.isArray(results)) throw new Error("no results");
    return results.map(({ $distinct_id }) => String($distinct_id)).sort();
  }
}
