import { type HttpResponse, input, type TriggerPayload } from "@prismatic-io/spectral";
import { assertCredential } from "../mixpanel/credentialText";
import { InputError } from "../mixpanel/errors";
import { isRecord } from "../mixpanel/records/json";
import { type BasicCredentials, checkBasic } from "../mixpanel/webhooks/basicCredentials";

const LABEL = "Webhook Credentials";

/** The connection of a webhook trigger: the credentials that Mixpanel must send. */
export const webhookCredentialsInput = input({
  label: LABEL,
  type: "connection",
  required: true,
  comments: `The user name and password that Mixpanel sends with each call, as a connection of the type ${LABEL}. Enter the same ones in Mixpanel.`,
});

/** A JSON response to the caller of a webhook. */
export function jsonReply(statusCode: number, body: object, headers: Record<string, string> = {}): HttpResponse {
  return { statusCode, contentType: "application/json", headers, body: JSON.stringify(body) };
}

const MISSING =
  "The call has no Authorization header. Enter the user name and password of the Webhook Credentials connection in Mixpanel. If they are entered there, the header was removed on the way: check the proxies in front of the flow's URL, and that the flow's endpoint needs no API key.";
const REFUSED =
  "The user name or password is wrong. Enter those of the Webhook Credentials connection in Mixpanel, without blanks around them.";

const unusable = () =>
  new InputError({
    input: LABEL,
    got: "a connection without a user name and password",
    expected: `a connection of the type ${LABEL}`,
    fix: "Choose one in the trigger's settings.",
  });

/** The credentials of a connection; undefined if it has none. */
export function credentialsOf(connection: unknown): BasicCredentials | undefined {
  const fields = isRecord(connection) && isRecord(connection.fields) ? connection.fields : {};
  const { username, password } = fields;
  if (typeof username !== "string" || typeof password !== "string") return undefined;
  return username.trim() === "" || password.trim() === "" ? undefined : { username, password };
}

/** The credentials of a connection. @throws InputError if it has none, or some that Mixpanel cannot send */
export function requiredCredentials(connection: unknown): BasicCredentials {
  const credentials = credentialsOf(connection);
  if (credentials === undefined) throw unusable();
  assertCredential(`${LABEL}, Username`, credentials.username);
  assertCredential(`${LABEL}, Password`, credentials.password);
  return credentials;
}

/** As above, or the error. */
function checkedCredentials(connection: unknown): BasicCredentials | InputError {
  try {
    return requiredCredentials(connection);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
}

/**
 * Checks the credentials of a webhook's call. Without usable credentials in the connection nobody is accepted, with a 500: that is the
 * builder's fault, not the caller's. While a builder tests the trigger with a simulated call, nothing is checked.
 *
 * @param toBody makes the body of the refusal, if the caller expects a form of its own
 * @returns undefined if the call is accepted, otherwise the response that refuses it; it never contains a credential
 */
export function refusalOf(
  context: { isSimulatedTestExecution?: boolean | undefined },
  headers: Readonly<Record<string, unknown>>,
  connection: unknown,
  toBody: (error: { message: string; code: number }) => object = (error) => ({ error }),
): HttpResponse | undefined {
  if (context.isSimulatedTestExecution === true) return undefined;
  const credentials = checkedCredentials(connection);
  if (credentials instanceof InputError) return jsonReply(500, toBody({ message: credentials.message, code: 500 }));
  const check = checkBasic(headers, credentials);
  if (check === "accepted") return undefined;
  const message = check === "missing" ? MISSING : REFUSED;
  return jsonReply(401, toBody({ message, code: 401 }), { "WWW-Authenticate": 'Basic realm="Mixpanel webhook"' });
}

/** A call's body as it was sent. Long numbers in it are exact, unlike those in the parsed body. */
export function rawTextOf({ rawBody, body }: Pick<TriggerPayload, "rawBody" | "body">): string {
  for (const { data } of [rawBody, body]) {
    if (typeof data === "string") return data;
    if (data instanceof Uint8Array) return Buffer.from(data).toString("utf8");
  }
  // Neither is text in some tests of the platform, which hand in parsed values only.
  return JSON.stringify(body.data ?? rawBody.data ?? null);
}

/** What a webhook trigger passes on: the call with another body, and without the credentials, which later steps and logs must not see. */
export function passedOn(payload: TriggerPayload, data: unknown): TriggerPayload {
  const headers = Object.fromEntries(
    Object.entries(payload.headers).filter(([name]) => name.toLowerCase() !== "authorization"),
  );
  return { ...payload, headers, body: { data, contentType: "application/json" } };
}
