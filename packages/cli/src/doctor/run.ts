/** Finds out what is wrong with an installation and its connection, and says how to fix it. */
import { parseApiHost, parseResidency } from "mixpanel-connector/client";
import type { Component } from "../bundle";
import { openTarget, type Target } from "../connection";
import { namesFromDotEnv } from "../dotEnv";
import { UsageError } from "../usage";
import { checkAccount } from "./account";
import { type Check, notChecked, ok, problem, type Report, reportOf, withoutSecrets } from "./check";
import { checkInstallation } from "./installation";
import { addressesOf, checkNetwork } from "./network";
import { checkVariables, HOW_TO_SET } from "./variables";

export interface DoctorOptions {
  environment: NodeJS.ProcessEnv;
  sandboxUrl: string | undefined;
}

/** What must never be printed, also as a server would repeat it. */
function secretsOf(fields: Readonly<Record<string, string>>): string[] {
  const { username = "", password = "", projectToken = "", gdprToken = "" } = fields;
  const basic = [`${username}:${password}`, `${projectToken}:`].map((pair) => Buffer.from(pair).toString("base64"));
  return [...basic, password, projectToken, gdprToken].filter((secret) => secret !== "");
}

/** Where the connection leads, and what it may do there. */
async function checkTarget(component: Component, target: Target, environment: NodeJS.ProcessEnv): Promise<Check[]> {
  const { residency: written = "", apiHost: host = "" } = target.connection.fields;
  const residency = parseResidency(written);
  const skipped = notChecked("Connection", "Correct the variables first.");
  if (residency === undefined) return [skipped];
  let apiHost: string | undefined;
  try {
    apiHost = host.trim() === "" ? undefined : parseApiHost(host);
  } catch {
    return [skipped];
  }
  const { checks, isReachable } = await checkNetwork(addressesOf(residency, apiHost), environment);
  const checked = isReachable
    ? await checkAccount({ component, target })
    : [notChecked("Credentials", "A host does not respond.")];
  // The sandbox's credentials are public.
  const secrets = target.kind === "environment" ? secretsOf(target.connection.fields) : [];
  return withoutSecrets([...checks, ...checked], secrets);
}

async function checkConnection(component: Component, { environment, sandboxUrl }: DoctorOptions): Promise<Check[]> {
  const variables = sandboxUrl === undefined ? checkVariables(environment, namesFromDotEnv(environment)) : [];
  let target: Target;
  try {
    const ownSandbox = { sample: true };
    target = await openTarget(component, { environment, sandboxUrl, ownSandbox, checksHosts: false });
  } catch (error) {
    if (error instanceof UsageError || !(error instanceof Error)) throw error;
    const [, detail = error.message, fix = ""] = /^(.*?) (Start one: .*)$/.exec(error.message) ?? [];
    return [...variables, problem("Sandbox", detail, fix)];
  }
  try {
    const instead =
      target.kind === "ownSandbox"
        ? [
            {
              ...notChecked("Credentials", "None are set, so a sandbox is checked instead."),
              fix: `To use a project of yours, set these in the environment or in the file .env: ${HOW_TO_SET}.`,
            },
          ]
        : [];
    const where = target.kind === "environment" ? [] : [ok("Sandbox", target.place)];
    return [...variables, ...instead, ...where, ...(await checkTarget(component, target, environment))];
  } finally {
    await target.close();
  }
}

export async function examine(options: DoctorOptions): Promise<Report> {
  const { checks, component } = checkInstallation();
  const connection =
    component === undefined
      ? checkVariables(options.environment, namesFromDotEnv(options.environment))
      : await checkConnection(component, options);
  return reportOf([...checks, ...connection]);
}
