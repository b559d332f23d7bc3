/** What purchases need to know, and what they return. */
import type { FailedRecord } from "../errors";
import type { IngestTuning } from "../ingest/engine/options";
import type { IngestResult } from "../results";

/** Where an order has what its events need: names of fields, or paths such as `customer.id`. */
export interface OrderFields {
  orderId: string;
  distinctId: string;
  time: string;
  revenue: string;
  /** A list of objects, one for each line item. */
  items: string;
  /** Tells several refunds of one order apart. */
  refundId: string;
}

/** The names of the events. */
export interface OrderEventNames {
  order: string;
  item: string;
  refund: string;
  refundItem: string;
}

export interface OrderOptions
  extends Pick<IngestTuning, "concurrency" | "rateShare" | "resumeFrom" | "validateOnly" | "onProgress"> {
  fields?: Partial<OrderFields>;
  names?: Partial<OrderEventNames>;
  /** Whether all orders are refunds, also those with a positive amount. Otherwise, only those with a negative one are. */
  refunds?: boolean;
  /** Time zone of times that state none. UTC by default. */
  zone?: string;
  /** Whether the amounts are also added to the users' profiles, each order once. */
  profileRevenue?: boolean;
  /** Whether an outage is an error, also where a later run can go on. */
  failOnOutage?: boolean;
  /** Overrides the client's project ID. Amounts for profiles go to the project of the client's token, which must be the same. */
  projectId?: string;
}

/** Why an order was rejected. */
export interface RejectedOrder extends Omit<FailedRecord, "index"> {
  /** Position of the order in the input, from 0. */
  position: number;
  /** Null if the order has none. */
  order_id: string | null;
  /** Position of the line item whose event was rejected, from 0; null if it is the order's own event, or its profile. */
  item: number | null;
}

/** An order that an outage or the time limit kept out of Mixpanel, in whole or in part: send it again as it is. */
export interface HeldOrder {
  position: number;
  order_id: string;
  message: string;
}

/** The counts of a run. `received` is the sum of `imported`, `rejected` and `held`. */
export interface OrdersResult extends Pick<IngestResult, "batches" | "retries" | "bytes" | "duration_ms"> {
  /** Orders that this run read. */
  received: number;
  /** Orders that are complete in Mixpanel. */
  imported: number;
  rejected: number;
  held: number;
  /** Events that Mixpanel accepted, those of line items included. */
  events: number;
  /** Orders whose amount was added to a profile. */
  charges_added: number;
  /** Orders whose amount was on the profile before. */
  charges_present: number;
  /** The first 1,000 in the order of the input. */
  rejected_orders: RejectedOrder[];
  held_orders: HeldOrder[];
  /** Position of the order at which the next run begins; null if none is left. Sending an order twice changes nothing. */
  resume_from: number | null;
  stopped_by: "time" | "outage" | null;
  /** The error that ended the run. Null if it only kept some orders out: then `held_orders` say why. */
  outage: { code: string; message: string } | null;
}
