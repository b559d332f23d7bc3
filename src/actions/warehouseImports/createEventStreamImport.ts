import { group } from "../../inputs/group";
import {
  assertSyncMode,
  column,
  commonColumns,
  requiredColumn,
  schedule,
  source,
  syncMode,
} from "../../inputs/warehouseImports";
import { createEventStreamImport as endpoint } from "../../mixpanel/endpoints/warehouseImports";
import { InputError } from "../../mixpanel/errors";
import { defineOperation } from "../../platform/defineOperation";
import { importExample, oneImport } from "../../platform/warehouseImports";

export const createEventStreamImport = defineOperation({
  endpoint,
  label: "Create Event Import",
  description: "Creates an import that turns each row of a warehouse table into an event",
  inputs: {
    ...source,
    sync_mode: syncMode(
      "Mixpanel's documentation says that Full is not available for events, although its API reference lists it.",
    ),
    time_column_name: requiredColumn("Time Column", "shipped_at", "The column with the time of the event."),
    event_name: column("Event Name", "Order Shipped", "The name of every event. Fill in this or Event Name Column."),
    event_column_name: column(
      "Event Name Column",
      "event",
      "The column with the name of the event. Fill in this or Event Name.",
    ),
    user_column_name: column("User Column", "user_id", "The column with the user's distinct ID."),
    columns: group("More Columns", "Further columns of the table, and how they are imported.", {
      device_column_name: column("Device Column", "device_id", "The column with the ID of an anonymous device."),
      company_column_name: column(
        "Company Column",
        "company_id",
        "The column with the company's ID. Mixpanel requires it in B2B projects.",
      ),
      ...commonColumns,
    }),
    schedule,
  },
  output: oneImport,
  example: importExample({
    event_name: "Order Shipped",
    time_column_name: "shipped_at",
    insert_time_column_name: "inserted_at",
  }),
  check: (params) => {
    assertSyncMode(params);
    const { event_name, event_column_name } = params;
    if ((event_name === undefined) !== (event_column_name === undefined)) return;
    throw new InputError({
      input: "Event Name",
      got: event_name === undefined ? "nothing, as in Event Name Column" : "a value together with Event Name Column",
      expected: "a value in exactly one of Event Name and Event Name Column",
    });
  },
});
