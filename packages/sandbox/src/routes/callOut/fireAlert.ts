/** One alert sent to a webhook, as Mixpanel's custom alerts do it. */

import type { Project } from "../../types";
import { ownValue } from "../manage/ownValue";
import { postJson, type Received, type Receiver } from "./post";

/** What an alert says; the values that a caller may set. */
export interface AlertContent {
  alert: { id: number; name: string; creator: string; creator_email: string };
  condition: { type: string; operator: string; threshold: number; current_value: number };
  report: { name: string; type: string; url?: string | undefined };
  /** A test send bears `[TEST]` before the alert's name. */
  test: boolean;
}

const OPERATOR_WORDS: Readonly<Record<string, string>> = { ">": "above", "<": "below" };

/** A number as alerts show it: rounded to two decimals. */
const formatted = (value: number) => value.toLocaleString("en-US", { maximumFractionDigits: 2 });

/**
 * Sends an alert of a project, once: Mixpanel documents no retries. Its fields are those of the sample in Mixpanel's documentation, where
 * the current value is text: https://docs.mixpanel.com/docs/features/alerts#webhook-alerts
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
  const value = formatted(condition.current_value);
  const words = ownValue(OPERATOR_WORDS, condition.operator) ?? condition.operator;
  const base = `https://mixpanel.com/project/${project.id}/view/${project.workspaceId}/app`;
  const report_url = report.url ?? `${base}/insights?mp_source=webhook&alert_id=${alert.id}#report/1`;
  const body = {
    event_type: "custom_alert_triggered",
    alert: {
      ...alert,
      name: test ? `[TEST] ${alert.name}` : alert.name,
      project_id: project.id,
      project_name: project.name,
      workspace_id: project.workspaceId,
      workspace_name: "All Project Data",
      fired_at: new Date(firedMs).toISOString().replace(/\.\d+Z$/, "Z"),
    },
    condition: {
      ...condition,
      current_value: value,
      formatted_value: value,
      sentence: `${words} ${formatted(condition.threshold)}`,
    },
    report: { name: report.name, type: report.type, url: report_url },
    links: {
      report_url,
      edit_alert_url: `https://mixpanel.com/settings/account/alert-settings/alert/${alert.id}?mp_source=webhook`,
      root_cause_analysis_url: `${base}/boards/?mp_source=webhook#rca=${alert.id}&time=${Math.floor(firedMs / 1000)}`,
    },
  };
  return { received: await postJson(receiver, body), body };
}
