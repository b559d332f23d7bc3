/** Calls the component's actions with what the customer chose in the wizard. */
import type { FlowExecutionContext } from "@prismatic-io/spectral";
import { dataOf } from "../../common/result";
import { downloaded, type Mixpanel, requested, type SubmitOptions, status, verified } from "./mixpanel";
import type { PrivacyRequest } from "./request";

export function mixpanelOf({ components, configVars }: FlowExecutionContext): Mixpanel {
  const { mixpanel: actions } = components;
  const connection = configVars["Mixpanel Connection"];
  const evidence_secret = String(configVars["Endpoint Access"].fields.evidenceKey);

  const emailProperties = configVars["E-mail Properties"].split(",").map((name) => name.trim());

  const searchOptions = { emailProperties, ignoreCase: true, serviceIdProperty: "", groupIds: [], maxIds: "" };
  const days = configVars["Event Days"];
  const personOf = ({ email, user_id }: PrivacyRequest) => ({
    ...(email && { email }),
    ...(user_id && { userId: user_id }),
  });
  const inputsOf = (request: PrivacyRequest) => ({
    connection,
    subjects: JSON.stringify([personOf(request)]),
    compliance_type: request.regulation,
    searchOptions,
    eventSearch: { exportDays: days, event: "" },
  });
  const optionsOf = (request: PrivacyRequest, { previous, repeat }: SubmitOptions) => ({
    request_id: request.request_id,
    requester: request.requester ?? "",
    received_at: request.received_at,
    evidence_secret,
    findIds: true,
    previousRequests: JSON.stringify(previous ?? []),
    repeat,
  });
  const collect = (request: PrivacyRequest, options: SubmitOptions) =>
    actions.requestUserData({
      ...inputsOf(request),
      retrievalOptions: { ...optionsOf(request, options), disclosure_type: "", separate: true },
    });
  const erase = (request: PrivacyRequest, options: SubmitOptions, dryRun: boolean) =>
    actions.eraseUsers({
      ...inputsOf(request),
      confirmation: "ERASE USERS",
      erasureBounds: {
        dryRun,
        maxProfiles: String(options.approved?.profiles ?? ""),
        maxDistinctIds: String(options.approved?.ids ?? ""),
      },
      erasureOptions: { ...optionsOf(request, options), group_keys: "" },
    });

  return {
    preview: (request) => dataOf(requested, erase(request, { previous: null, repeat: false }, true)),
    submit: (request, options) =>
      dataOf(requested, request.kind === "erasure" ? erase(request, options, false) : collect(request, options)),
    statusOf: async (kind, tracking_id) => {
      const asked =
        kind === "access"
          ? actions.getRetrieval({ connection, tracking_id })
          : actions.getDeletion({ connection, tracking_id });
      return (await dataOf(status, asked)).task_status;
    },
    download: (tracking_id, evidence) =>
      dataOf(downloaded, actions.downloadRetrieval({ connection, tracking_id, evidence: JSON.stringify(evidence) })),
    verify: (distinctIds, request, evidence) =>
      dataOf(
        verified,
        actions.verifyErasure({
          connection,
          subjects: JSON.stringify([personOf(request), ...distinctIds.map((distinctId) => ({ distinctId }))]),
          checkOptions: {
            verifyDays: days,
            erasedAt: evidence.tasks.at(-1)?.ended_at ?? "",
            waitForRateLimit: false,
          },
          evidence: JSON.stringify(evidence),
          searchOptions,
        }),
      ),
  };
}
