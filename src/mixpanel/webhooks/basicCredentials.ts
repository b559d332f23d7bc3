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

/** The different values of a header. Names come in any case, and a header that was sent several times may be a list. */
function valuesOf(headers: Readonly<Record<string, unknown>>, name: string): string[] {
  const values = Object.entries(headers).flatMap(([key, value]) => (key.toLowerCase() === name ? value : []));
  const texts = values.filter((value) => typeof value === "string").map((value) => value.trim());
  return [...new Set(texts)].filter((value) => value !== "");
}

/**
 * Checks the credentials of a call. The comparison takes the same time however many characters are right, because digests of equal length
 * are compared.
 */
export function checkBasic(
  headers: Readonly<Record<string, unknown>>,
  { username, password }: BasicCredentials,
): CredentialCheck {
  const [header, ...others] = valuesOf(headers, "authorization");
  if (header === undefined) return "missing";
  // Of several, whoever is in front of us may have checked another one.
  if (others.length > 0) return "refused";
  const [, encoded] = header.match(/^Basic\s+(\S+)$/i) ?? [];
  const sent = Buffer.from(encoded ?? "", "base64").toString("utf8");
  const isEqual = timingSafeEqual(digest(sent), digest(`${username}:${password}`));
  return isEqual && encoded !== undefined ? "accepted" : "refused";
}
