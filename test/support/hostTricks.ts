import fc from "fast-check";
import type { FormDefinition } from "./definitions";

/** Variables of the environment with which programs are told to use a proxy. */
export const PROXY_NAMES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NPM_CONFIG_PROXY", "NPM_CONFIG_HTTPS_PROXY"]
  .flatMap((name) => [name, name.toLowerCase()])
  .concat("GLOBAL_AGENT_HTTP_PROXY", "NODE_USE_ENV_PROXY");

/** Addresses that lead to the foreign server, or look as if they led to Mixpanel's. `{port}` is the foreign server's. */
export const address = fc
  .tuple(
    fc.constantFrom("http:", "https:", "HTTP:", "ftp:", "javascript:", "data:", " http:", "\thttps:", ""),
    fc.constantFrom("//", "//", "///", "/", "\\\\", "/\\", ""),
    fc.constantFrom("", "", "api.mixpanel.com@", "api.mixpanel.com:443@", "user:secret@", "%61pi.mixpanel.com%2f@"),
    fc.constantFrom(
      ...["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}", "2130706433:{port}", "0x7f.1:{port}"],
      ...[
        "evil.example.com",
        "api.mixpanel.com.evil.example.com",
        "evil-mixpanel.com",
        "api.mixpanel.com.",
        "evil。com",
      ],
    ),
    fc.constantFrom(
      "",
      "/x",
      "/../api.mixpanel.com",
      "?https://api.mixpanel.com",
      "#@api.mixpanel.com",
      "\\@mixpanel.com",
    ),
  )
  .map((parts) => parts.join(""));

/** A path that would leave the host or its prefix. */
const wayOut = fc.oneof(
  address,
  fc
    .tuple(fc.constantFrom("/", "..", "../../", "%2e%2e/", "@", ".", ":443", "/api/../../", "a?b#"), address)
    .map((parts) => parts.join("")),
);

/** A step with addresses in its inputs, or in fields of its connection. */
export interface InputTrick {
  key: string;
  params: Record<string, unknown>;
  fields: Record<string, unknown>;
}

/** Fields of a connection that may stand in an address. Its API host is the user's own choice. */
const FIELDS = ["projectId", "workspaceId", "organizationId", "residency", "integrationId", "username", "projectToken"];
const HEADERS = ["Host", " host", "X-Forwarded-Host", ":authority", "Forwarded"];

/** Addresses in any input of any of these actions, in a field of its connection, and in all parts of a raw request. */
export function trickOf(forms: readonly FormDefinition[]): fc.Arbitrary<InputTrick> {
  const places = forms.flatMap(({ key, inputs }) =>
    inputs.filter(({ type }) => type !== "connection").map((input) => ({ key, input: input.key })),
  );
  const raw = places.filter(({ input }) => input === "url");
  const ofInput = fc
    .tuple(fc.constantFrom(...places), wayOut)
    .map(([{ key, input }, text]) => ({ key, params: { [input]: text }, fields: {} }));
  const ofField = fc
    .tuple(fc.constantFrom(...forms), fc.constantFrom(...FIELDS), wayOut)
    .map(([{ key }, field, text]) => ({ key, params: {}, fields: { [field]: text } }));
  const header = fc.record({ key: fc.constantFrom(...HEADERS), value: address });
  const parts = fc.record({ url: wayOut, baseUrl: wayOut, headers: header.map((one) => [one]) }, { requiredKeys: [] });
  const ofRaw = fc.tuple(fc.constantFrom(...raw), parts).map(([{ key }, params]) => ({ key, params, fields: {} }));
  return fc.oneof(ofInput, ofField, ofRaw);
}
