import { flow } from "@prismatic-io/spectral";
import { type Change, changesOf } from "./changes";
import { connectCrm, forEach } from "./crm";
import type { Delivery } from "./delivery";
import { eventsOf } from "./trackBack";

export const syncCohort = flow({
  name: "Sync Cohort",
  stableKey: "sync-cohort",
  description: "Receives a cohort from Mixpanel, brings the CRM up to date, and tracks each change in Mixpanel.",
  // Mixpanel expects the trigger's own response, at once, and calls without an API key: the trigger checks user name and password.
  isSynchronous: false,
  endpointSecurityType: "unsecured",
  // One call at a time, in order: the trigger puts pages together in the flow's state, which parallel executions would overwrite.
  queueConfig: { type: "sequential" },
  // Mixpanel has its response before the flow begins and will not send the page again, so a failure is retried here, before the next call.
  errorConfig: { errorHandlerType: "retry", maxAttempts: 5, delaySeconds: 30 },
  onTrigger: {
    component: "mixpanel",
    key: "cohortSync",
    values: {
      webhookCredentials: { configVar: "Webhook Credentials" },
      assemblePages: { value: true },
    },
  },
  onExecution: async ({ configVars, components, logger }, { onTrigger }) => {
    const { body } = onTrigger.results;
    // The trigger has checked what Mixpanel sent.
    const delivery = body.data as Delivery;
    for (const { cohort_id, received_pages, total_pages } of delivery.incomplete) {
      logger.warn(`Cohort ${cohort_id}: got ${received_pages} of ${total_pages} pages. Restart its sync in Mixpanel.`);
    }
    // A page that waits for others, one that was sent again, or no change at all.
    if (!delivery.complete) return { data: { status: delivery.status } };
    if (delivery.cohort_id !== configVars.Cohort) {
      logger.warn(`Cohort: got a delivery of the cohort ${delivery.cohort_id}, expected ${configVars.Cohort}.`);
      return { data: { status: "other cohort" } };
    }

    const crm = connectCrm(configVars["CRM Endpoint"], String(configVars["CRM Access"].fields.apiKey));
    const records = delivery.action === "members" ? await crm.list() : [];
    const { changes, leftOut } = changesOf(delivery, configVars["CRM Record ID"], records);
    const done: Change[] = [];
    try {
      await forEach(changes, async (change) => {
        await (change.kind === "added" ? crm.put(change.id, change.properties) : crm.remove(change.id));
        done.push(change);
      });
    } finally {
      // Also what was done before a failure: the retry does it again, and Mixpanel does not count it again.
      const events = eventsOf(done, delivery);
      if (events.length > 0) {
        await components.mixpanel.importEvents({
          connection: configVars["Mixpanel Connection"],
          project_id: configVars.Project,
          events: JSON.stringify(events),
        });
      }
    }
    const added = done.filter(({ kind }) => kind === "added").length;
    const counts = { added, removed: done.length - added, left_out: leftOut };
    logger.info(`Cohort ${delivery.cohort_id}: ${JSON.stringify(counts)}`);
    return { data: { status: delivery.status, ...counts } };
  },
});

export const flows = [syncCohort];
