/** The certificate of a sandbox that serves HTTPS. */
import { isIP } from "node:net";
import { MIXPANEL_HOSTS } from "./rules/hosts";

/** A certificate and its private key, both as PEM. */
export interface Certificate {
  cert: string;
  key: string;
}

const DAY_MS = 86_400_000;
/** Some clients refuse certificates that are valid for longer than 398 days. */
const VALID_DAYS = 365;
const LOCAL = ["localhost", "127.0.0.1", "::1"];

/**
 * Makes a certificate for this machine, the host that the sandbox listens on and Mixpanel's hosts, whose names a client may keep when its
 * connections are led to the sandbox. It signs itself: a client trusts it once it is among the client's CA certificates.
 */
export async function createCertificate(host: string): Promise<Certificate> {
  // Loaded on demand: most sandboxes serve HTTP.
  const { generate } = await import("selfsigned");
  const names = new Set([...LOCAL, host, ...MIXPANEL_HOSTS]);
  const now = Date.now();
  const { cert, private: key } = await generate([{ name: "commonName", value: "Mixpanel sandbox" }], {
    keyType: "ec",
    algorithm: "sha256",
    notBeforeDate: new Date(now - DAY_MS),
    notAfterDate: new Date(now + VALID_DAYS * DAY_MS),
    extensions: [
      { name: "basicConstraints", cA: false, critical: true },
      { name: "keyUsage", digitalSignature: true, critical: true },
      { name: "extKeyUsage", serverAuth: true },
      {
        name: "subjectAltName",
        altNames: [...names].map((name) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })),
      },
    ],
  });
  return { cert, key };
}
