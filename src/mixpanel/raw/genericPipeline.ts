import type { MixpanelClient } from "../client";
import { InputError } from "../errors";
import { baseUrl } from "../http/baseUrl";
import { parseJson } from "../records/boundedJson";
import { isRecord, type JsonObject } from "../records/json";
import { plainJson } from "../records/plainJson";
import { type EncodedBody, formFields, type RawBody, rawBody } from "./rawBody";
import { assertPath } from "./rawUrl";

/** The path prefix of the pipelines API, on the host of raw data. */
const API_PREFIX = "/api/2.0";

const FORM = "application/x-www-form-urlencoded";

/** The URL of a pipeline request. @param path with or without the API's prefix @throws InputError for anything but a path */
export function pipelineUrl(client: MixpanelClient, path: string): URL {
  const checked = assertPath("URL", path);
  const prefix = checked.startsWith(`${API_PREFIX}/`) ? "" : API_PREFIX;
  return new URL(baseUrl("data", client.residency, client.options.apiHost) + prefix + checked);
}

function fieldsOf(data: unknown): JsonObject {
  if (data === undefined) return {};
  if (Buffer.isBuffer(data)) return fieldsOf(data.toString("utf8"));
  if (isRecord(data)) return data;
  if (typeof data === "string") {
    let parsed: unknown;
    try {
      parsed = parseJson(data);
    } catch {
      if (data.includes("=")) {
        const form = new URLSearchParams(data);
        return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
      }
    }
    if (isRecord(parsed)) return parsed;
  }
  throw new InputError({
    input: "Data",
    got: "a value that is neither an object nor form text",
    expected: 'parameters such as {"type": "gcs-raw"} or type=gcs-raw',
  });
}

/** Checks the first day of a pipeline, if it is a valid day; Mixpanel checks everything else. */
function assertStart(parts: RawBody, { from_date }: JsonObject, earliest: string): void {
  const [day] = [from_date].flat();
  if (typeof day !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(day) || day >= earliest) return;
  throw new InputError({
    input: parts.formData && "from_date" in parts.formData ? "Form Data" : "Data",
    got: `from_date ${day}`,
    expected: `a day at most six months ago: ${earliest} or later`,
  });
}

/** Fields of a pipeline that are secrets of another system, such as snowflake_password. */
const SECRET_FIELD = /password|secret/i;

/** The secrets in a pipeline request that a builder wrote. */
export function pipelineSecrets({ data, formData }: RawBody): string[] {
  const fields = Object.entries({ ...fieldsOf(data), ...formData });
  const secrets = fields.filter(([name]) => SECRET_FIELD.test(name)).flatMap(([, value]) => value);
  return secrets.filter((secret) => typeof secret === "string");
}

/**
 * The body of a pipeline request. The API accepts only forms: an object becomes a form, with one field for each element of a list.
 *
 * @param defaults fields that are added if the builder did not set them
 * @param fixed fields that come from separate inputs
 * @param earliest the earliest first day that a new pipeline may have
 */
export function pipelineBody(
  parts: RawBody,
  defaults: Readonly<Record<string, string | undefined>>,
  fixed: Readonly<Record<string, string>>,
  earliest: string,
): EncodedBody {
  if (parts.fileData) {
    return (
      rawBody({ ...parts, formData: { ...defaults, ...parts.formData, ...fixed } }) ?? { body: "", contentType: FORM }
    );
  }
  if (parts.data !== undefined && parts.formData) {
    throw new InputError({ input: "Data", got: "a value together with Form Data", expected: "only one of them" });
  }
  const data = plainJson("Data", fieldsOf(parts.data), { mayBeRounded: true });
  const fields = { ...defaults, ...(isRecord(data) ? data : {}), ...parts.formData, ...fixed };
  assertStart(parts, fields, earliest);
  return { body: formFields(fields).toString(), contentType: FORM };
}
