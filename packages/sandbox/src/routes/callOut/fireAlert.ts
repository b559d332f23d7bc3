/** One alert sent to a webhook, as Mixpanel's custom alerts do it. */

import type { Project } from "../../types";
import { ownValue } from "../manage/ownValue";
import { postJson, type Received, type Receiver } from "./post";

/** What an alert says; the values that a caller may set. */
export interface AlertContent {
  alert: { id: number; name: string; creator: string };
  condition: { type: string; operator: string; threshold: number; current_value: number };
  report: { name: string; type: string; url: string };
  /** A test send bears `[TEST]` before the alert's name. */
  test: boolean;
}

const OPERATOR_WORDS: Readonly<Record<string, string>> = {
  ">": "above",
  ">=": "at or above",
  "<": "below",
  "<=": "at or below",
};

/**
 * Sends an alert of a project, once: Mixpanel documents no retries.
 *
 * @param firedMs Milliseconds since epoch.
 * @returns what the receiver answered, and the body that it was sent.
 * @throws SandboxError 400 when the receiver is not on this machine.
 */
export async function fireAlert(
  receiver: Receiver,
  project: Project,
  { alert, condition, report, test }: AlertContent,
  firedMs: number,
): Promise<{ received: Received; body: unknown }> {
  const formatted_value = condition.current_value.toLocaleString("en-US");
  const words = ownValue(OPERATOR_WORDS, condition.operator) ?? condition.operator;
  const base = `https://mixpanel.com/project/${project.id}/view/${project.workspaceId}/app`;
  const body = {
    event_type: "custom_alert_triggered",
    alert: {
      ...alert,
      name: test ? `[TEST] ${alert.name}` : alert.name,
      project_id: project.id,
      project_name: project.name,
      workspace_id: project.workspaceId,
      fired_at: new Date(firedMs).toISOString(),
    },
    condition: {
      ...condition,
      formatted_value,
      sentence: `${report.name} is ${words} ${condition.threshold.toLocaleString("en-US")}: ${formatted_value}`,
    },
    report,
    links: { alert: `${base}/settings#alerts/${alert.id}`, report: report.url },
  };
  return { received: await postJson(receiver, body), body };
}
