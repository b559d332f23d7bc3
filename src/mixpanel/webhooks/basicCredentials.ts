import { createHash, timingSafeEqual } from "node:crypto";

/** User name and password that a caller must send. */
export interface BasicCredentials {
  username: string;
  password: string;
}

/**
 * What the Authorization header of a call says: `missing` if there is none, `accepted` if it is HTTP Basic with these credentials, or else
 * `refused`.
 */
export type CredentialCheck = "missing" | "accepted" | "refused";

/** What a caller with these credentials sends, and what must not be shown. */
export const secretsOfBasic = ({ username, password }: BasicCredentials): string[] => [
  password,
  Buffer.from(`${username}:${password}`).toString("base64"),
];

const digest = (text: string) => createHash("sha256").update(text).digest();

/** Header names come in any case. */
function headerOf(headers: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1];
  return typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
}

/**
 * Checks the credentials of a call. The comparison takes the same time however many characters are right, because digests of equal length
 * are compared.
 */
export function checkBasic(
  headers: Readonly<Record<string, unknown>>,
  { username, password }: BasicCredentials,
): CredentialCheck {
  const header = headerOf(headers, "authorization");
  if (header === undefined) return "missing";
  const [, encoded] = header.match(/^Basic\s+(\S+)$/i) ?? [];
  const sent = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const isEqual = timingSafeEqual(digest(sent), digest(`${username}:${password}`));
  return isEqual && encoded !== undefined ? "accepted" : "refused";
}
