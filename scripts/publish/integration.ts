import { parse } from "yaml";
import { z } from "zod";
import { iconFaults } from "./pictures";

/** An integration as Prismatic's CLI loads it, as far as it is checked. */
export interface Importable {
  display: { iconPath?: string };
  codeNativeIntegrationYAML?: string;
  publishingMetadata?: { flowsWithCustomerRequiredAPIKeys: readonly { name: string; testApiKeys?: unknown }[] };
}

const LISTING = z.object({
  name: z.string().min(1),
  description: z.string().min(1),
  category: z.string().min(1),
  labels: z.array(z.string().min(1)).min(1),
  documentation: z.string().min(1),
  flows: z.array(z.object({ name: z.string().min(1), description: z.string().min(1) })).min(1),
});

/**
 * What an integration's listing in the marketplace lacks, and what Prismatic's CLI would refuse.
 *
 * @param readme of the integration
 * @param icons the folder whose files its bundle has beside it
 */
export function integrationFaults(name: string, one: Importable, { readme, icons }: { readme: string; icons: string }) {
  if (one.codeNativeIntegrationYAML === undefined) return [`${name} is no integration`];
  const { error } = LISTING.safeParse(parse(one.codeNativeIntegrationYAML));
  const secured = one.publishingMetadata?.flowsWithCustomerRequiredAPIKeys ?? [];
  return [
    ...(error?.issues ?? []).map((issue) => `${name}: ${issue.path.join(".")}: ${issue.message}`),
    ...iconFaults(name, one.display.iconPath, icons),
    ...secured
      .filter((flow) => flow.testApiKeys === undefined && !readme.includes(`--test-api-key '"${flow.name}"="`))
      .map((flow) => `${name}: prism imports ${flow.name} only with --test-api-key, which the README does not say`),
  ];
}
