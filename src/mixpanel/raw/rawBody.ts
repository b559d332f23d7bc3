import FormData from "form-data";
import { InputError } from "../errors";
import { isJson, isTooDeep, MAX_JSON_DEPTH } from "../records/boundedJson";
import { fileOf } from "../records/file";
import { isRecord } from "../records/json";

/** The inputs for the body of a raw request: data, or form fields with or without files. */
export interface RawBody {
  data?: unknown;
  formData?: Record<string, unknown>;
  fileData?: Record<string, unknown>;
  fileDataFileNames?: Record<string, unknown>;
}

export interface EncodedBody {
  body: Buffer | string;
  contentType: string;
}

const FORM = "application/x-www-form-urlencoded";

/** Form-encodes fields as Mixpanel expects: a list becomes one field per element, an object becomes JSON text. */
export function formFields(fields: Readonly<Record<string, unknown>>): URLSearchParams {
  const form = new URLSearchParams();
  const add = (name: string, value: unknown) =>
    form.append(name, typeof value === "object" && value !== null ? JSON.stringify(value) : String(value));
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === null) continue;
    if (Array.isArray(value)) for (const element of value) add(name, element);
    else add(name, value);
  }
  return form;
}

const isBlob = (value: unknown) => isRecord(value) && "arrayBuffer" in value;

/** Reads a file from an input or a previous step: text, bytes, or either with a content type. */
function readFile(name: string, value: unknown): { bytes: Buffer; contentType?: string } {
  const bytes = fileOf(value);
  if (bytes === undefined) {
    throw new InputError({
      input: "File Data",
      got: `a value for ${name} that is not a file`,
      expected: "text, or a file from a previous step",
      fix: isBlob(value) ? "The bytes of a Blob or File are Buffer.from(await blob.arrayBuffer())." : undefined,
    });
  }
  return isRecord(value) && typeof value.contentType === "string"
    ? { bytes, contentType: value.contentType }
    : { bytes };
}

function multipart({ formData = {}, fileData = {}, fileDataFileNames = {} }: RawBody): EncodedBody {
  const form = new FormData();
  for (const [name, value] of formFields(formData)) form.append(name, value);
  for (const [name, value] of Object.entries(fileData)) {
    const { bytes, contentType } = readFile(name, value);
    const filename = fileDataFileNames[name];
    form.append(name, bytes, {
      filename: typeof filename === "string" && filename !== "" ? filename : name,
      ...(contentType ? { contentType } : {}),
    });
  }
  return { body: form.getBuffer(), contentType: form.getHeaders()["content-type"] ?? "multipart/form-data" };
}

function encodeData(data: unknown): EncodedBody | undefined {
  if (data === undefined || data === null || data === "") return undefined;
  if (Buffer.isBuffer(data)) return { body: data, contentType: "application/octet-stream" };
  if (isTooDeep(data)) {
    const got = `a value of more than ${MAX_JSON_DEPTH} levels, or one that contains itself`;
    throw new InputError({ input: "Data", got, expected: "a value that JSON can hold" });
  }
  if (typeof data !== "string") return { body: JSON.stringify(data), contentType: "application/json" };
  return { body: data, contentType: isJson(data) ? "application/json" : FORM };
}

/**
 * Encodes the body of a raw request: data as JSON if it is JSON, otherwise as form text; form fields form-encoded, or as multipart if there
 * are files.
 *
 * @throws InputError for data together with form fields or files
 */
export function rawBody(parts: RawBody): EncodedBody | undefined {
  const data = encodeData(parts.data);
  if (!parts.formData && !parts.fileData) return data;
  if (data) {
    throw new InputError({
      input: "Data",
      got: "a value together with Form Data or File Data",
      expected: "only one of them",
    });
  }
  if (parts.fileData) return multipart(parts);
  return { body: formFields(parts.formData ?? {}).toString(), contentType: FORM };
}
