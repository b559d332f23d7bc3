/** POST /groups: updates of group profiles. */

import type { RouteFamily } from "../context";
import { updateGroup } from "../ingest/profileUpdates";
import { receiveUpdates } from "./profiles";

/** Registers /groups. */
export const groups: RouteFamily = (app, context) => {
  app.route({
    method: ["GET", "POST"],
    url: "/groups",
    config: {
      operation: {
        operationId: "group-set-property",
        also: [
          "group-set-property-once",
          "group-delete-property",
          "group-remove-from-list-property",
          "group-union",
          "group-batch-update",
          "delete-group",
        ],
        family: "ingestion",
        credentials: "open",
        projectIn: "none",
        limits: ["ingestion"],
      },
      rawBody: true,
    },
    handler: async (request, reply) => receiveUpdates(request, reply, context, updateGroup),
  });
};
