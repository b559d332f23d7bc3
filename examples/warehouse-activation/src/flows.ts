import { batchFlowTrigger, flow } from "@prismatic-io/spectral";
import { CUSTOMER_MAPPING, CUSTOMER_MIRROR, CUSTOMER_PROFILES } from "./customers";
import { ORDER_EVENTS, ORDER_MAPPING } from "./orders";
import { mirrorOf, outcomeOf, rejectionsOf } from "./outcome";
import { connectWarehouse, type Range } from "./warehouse";

export const activateOrders = flow({
  name: "Activate Orders",
  stableKey: "activate-orders",
  description: "Sends orders that are new or changed since the last run to Mixpanel as events.",
  triggerType: "polling",
  schedule: { value: "*/15 * * * *" },
  // One range after the other: the position moves on from range to range.
  batchConfig: { batchSize: 1, concurrentBatchLimit: 1 },
  errorConfig: { errorHandlerType: "retry", maxAttempts: 3, delaySeconds: 60 },
  trigger: batchFlowTrigger<Range>({
    /** Hands on where rows are, and not the rows, which each execution reads for itself: a run may have millions. */
    onTrigger: async ({ configVars }) => {
      const warehouse = await connectWarehouse(configVars["Warehouse File"]);
      try {
        const items = await warehouse.changedOrders(Number(configVars["Rows Per Batch"]));
        return { items, polledNoChanges: items.length === 0 };
      } finally {
        warehouse.close();
      }
    },
  }),
  onExecution: async ({ configVars, components, logger }, { onTrigger }) => {
    const range = [onTrigger.results.body.data].flat()[0];
    if (range === undefined) return { data: null };
    const warehouse = await connectWarehouse(configVars["Warehouse File"]);
    try {
      const rows = await warehouse.orders(range);
      const result = await components.mixpanel.syncRows({
        connection: configVars["Mixpanel Connection"],
        project_id: configVars.Project,
        rows: JSON.stringify(rows),
        target: ORDER_EVENTS,
        mappingJson: ORDER_MAPPING,
      });
      const sent = outcomeOf(result);
      await warehouse.reject("orders", rejectionsOf(sent, "order_id"));
      // Only now, so that a failure before sends the range again. Mixpanel knows the events that it has by their insert IDs.
      const isMoved = await warehouse.advance(range);
      if (!isMoved) logger.warn(`orders: an earlier range is missing. The next run sends it, and this one again.`);
      return { data: { rows: rows.length, imported: sent.imported, rejected: sent.rejected } };
    } finally {
      warehouse.close();
    }
  },
});

export const mirrorCustomers = flow({
  name: "Mirror Customers",
  stableKey: "mirror-customers",
  description: "Keeps the user profiles equal to the table of customers.",
  schedule: { value: "0 * * * *" },
  queueConfig: { singletonExecutions: true },
  onExecution: async ({ configVars, components, logger }) => {
    const warehouse = await connectWarehouse(configVars["Warehouse File"]);
    try {
      const result = await components.mixpanel.syncRows({
        connection: configVars["Mixpanel Connection"],
        rows: JSON.stringify(await warehouse.customers()),
        target: CUSTOMER_PROFILES,
        mappingJson: CUSTOMER_MAPPING,
        mirror: {
          ...CUSTOMER_MIRROR,
          maxRemovedPercent: configVars["Max Removed Percent"],
          previousState: await warehouse.mirrorState("customers"),
        },
      });
      const { state, added, changed, removed } = mirrorOf(result);
      // Also after an outage: it says which rows Mixpanel has.
      await warehouse.keepMirrorState("customers", JSON.stringify(state));
      const sent = outcomeOf(result);
      await warehouse.reject("customers", rejectionsOf(sent, "customer_id"));
      const counts = { added, changed, removed, rejected: sent.rejected };
      logger.info(`customers: ${JSON.stringify(counts)}`);
      return { data: counts };
    } finally {
      warehouse.close();
    }
  },
});

export const flows = [activateOrders, mirrorCustomers];
