import { type TriggerPayload, type TriggerResult, trigger } from "@prismatic-io/spectral";
import { text } from "../inputs/clean";
import { booleanInput, listInput, typedInput } from "../inputs/kinds";
import { project_id } from "../inputs/project";
import { readable } from "../inputs/readable";
import { regionAndDomain } from "../inputs/residency";
import { InputError } from "../mixpanel/errors";
import { isChosen, readAlert } from "../mixpanel/webhooks/alert";
import { createAlertWebhook, deleteAlertWebhook, MAX_NAME_CHARACTERS } from "../platform/alertWebhook";
import { connection } from "../platform/connect";
import { examplePayload } from "../platform/triggerPayload";
import { jsonReply, passedOn, rawTextOf, refusalOf, webhookCredentialsInput } from "../platform/webhookReply";

const BRANCHES = { alert: "Alert", test: "Test Alert", other: "Other Event", ignored: "Ignored" } as const;

function webhookNameOf(input: string) {
  const clean = text(input);
  return (value: unknown): string | undefined => {
    const name = clean(value);
    if (name !== undefined && name.length > MAX_NAME_CHARACTERS)
      throw new InputError({
        input,
        got: `${name.length} characters`,
        expected: `at most ${MAX_NAME_CHARACTERS} characters`,
      });
    return name;
  };
}

const example = {
  event_type: "custom_alert_triggered",
  is_test: false,
  alert: {
    id: "123123",
    name: "Sign-ups drop",
    creator: "Doe, Jane",
    creator_email: "jane.doe@example.com",
    project_id: "9876543",
    project_name: "Shop",
    fired_at: "2026-02-06T10:53:30.000Z",
    workspace_id: "12345",
    workspace_name: "All Project Data",
  },
  condition: {
    type: "absolute",
    operator: "<",
    threshold: 25000,
    current_value: "20,000",
    current_number: 20000,
    formatted_value: "20,000",
    sentence: "below 25,000",
  },
  report: {
    name: "Sign-ups",
    type: "insights",
    url: "https://mixpanel.com/project/9876543/view/12345/app/insights?mp_source=webhook&alert_id=123123#report/1",
  },
  links: {
    report_url:
      "https://mixpanel.com/project/9876543/view/12345/app/insights?mp_source=webhook&alert_id=123123#report/1",
    edit_alert_url: "https://mixpanel.com/settings/account/alert-settings/alert/123123?mp_source=webhook",
    root_cause_analysis_url:
      "https://mixpanel.com/project/9876543/view/12345/app/boards/?mp_source=webhook#rca=123123&time=1770404010",
  },
};

export const alert = trigger({
  display: {
    label: "Alert",
    description: "Runs when an alert of a Mixpanel report fires. Registers its own webhook in the Mixpanel project",
  },
  scheduleSupport: "invalid",
  synchronousResponseSupport: "invalid",
  allowsBranching: true,
  staticBranchNames: Object.values(BRANCHES),
  inputs: readable({
    connection,
    webhookCredentials: {
      ...webhookCredentialsInput,
      comments:
        "The user name and password that Mixpanel sends with each call, as a connection of the type Webhook Credentials. They are entered in Mixpanel at each deployment, so they only have to be chosen here.",
    },
    webhookName: typedInput(
      "Webhook Name",
      {
        comments:
          "Name of the webhook in Mixpanel, under which people find it when they edit an alert. At most 100 characters. Leave it empty to use the names of the instance and the flow.",
        example: "Alerts to CRM",
        placeholder: "Names of the instance and the flow",
      },
      webhookNameOf,
    ),
    alertIds: listInput("Alert IDs", {
      numbers: true,
      example: "123123",
      comments:
        "Only these alerts run the branch Alert or Test Alert. The ID is the number after /alert/ in the address of the alert's form. Leave it and Alert Names empty for all alerts that are sent to the webhook.",
    }),
    alertNames: listInput("Alert Names", {
      example: "Sign-ups drop",
      comments:
        "Only alerts with one of these names, in the same upper and lower case, run the branch Alert or Test Alert. An alert runs if its ID or its name is listed.",
    }),
    passTestAlerts: booleanInput("Pass On Test Alerts", {
      comments:
        "When true, an alert sent with Test Alert in Mixpanel runs the branch Test Alert. When false, it runs the branch Ignored.",
      default: true,
    }),
    project_id,
    regionAndDomain,
  }),
  webhookLifecycleHandlers: { create: createAlertWebhook, delete: deleteAlertWebhook },
  perform: async (context, payload, params): Promise<TriggerResult<true, TriggerPayload>> => {
    const { webhookCredentials, alertIds, alertNames, passTestAlerts } = params;
    let reason = "";
    const refusal = refusalOf(context, payload.headers, webhookCredentials, (error) => {
      reason = error.message;
      return { error };
    });
    if (refusal !== undefined) {
      context.logger.warn(`Alert refused a call: ${reason}`);
      return { payload: passedOn(payload, { reason }), branch: BRANCHES.ignored, response: refusal };
    }
    const response = jsonReply(200, { status: "ok" });
    const call = readAlert(rawTextOf(payload));
    // Mixpanel also calls the webhook for Test connection, with a body that it does not document.
    if (call === undefined) return { payload: passedOn(payload, payload.body.data), branch: BRANCHES.other, response };
    const isWanted = isChosen(call, { ids: alertIds, names: alertNames }) && (passTestAlerts || !call.is_test);
    const branch = !isWanted ? BRANCHES.ignored : call.is_test ? BRANCHES.test : BRANCHES.alert;
    return { payload: passedOn(payload, call), branch, response };
  },
  examplePayload: { payload: examplePayload(example), branch: BRANCHES.alert },
});
