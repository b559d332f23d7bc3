import type { FailedRecord } from "../errors";
import type { MixpanelEvent } from "../ingest/completeEvent";
import type { RecordWatch } from "../ingest/engine/options";
import type { IngestResult } from "../results";
import type { Charge, OrderEvents } from "./readOrder";
import type { HeldOrder, RejectedOrder } from "./types";

interface Order {
  position: number;
  orderId: string;
  /** Position of its own event among the events of the chunk. */
  first: number;
  charge?: Charge;
}

const NOT_SENT = "not sent: the run ended before its turn";
const UNCONFIRMED = "Mixpanel reported neither that it stored all events of the request, nor which it did not";
const NO_CHARGE = "its events are stored, but its amount is not on the profile yet";

/** Orders that are sent together. Mixpanel and the engine speak of events by their position; here each has its order. */
export class Chunk {
  readonly events: MixpanelEvent[] = [];
  readonly rejectedOrders: RejectedOrder[] = [];
  /** The engine's state if a run ended with an error. */
  stopped: IngestResult | undefined;
  private readonly orders: Order[] = [];
  /** For each event, the position of its order in `orders`. */
  private readonly owners: number[] = [];
  private readonly rejected = new Set<number>();
  private readonly held = new Map<number, string>();

  get size(): number {
    return this.orders.length;
  }

  get counts() {
    const { size, rejected } = this;
    const held = this.heldOrders().length;
    return { rejected: rejected.size, held, imported: size - rejected.size - held };
  }

  add(position: number, { orderId, events, charge }: OrderEvents): void {
    const at = this.orders.push({ position, orderId, first: this.events.length, charge }) - 1;
    for (const event of events) {
      this.events.push(event);
      this.owners.push(at);
    }
  }

  /** Follows the events of the chunk until each has an outcome. @returns what to call after the run */
  watchEvents(): { watch: RecordWatch; end(result: IngestResult): void } {
    const watched = this.watch(this.owners, (index, order) => (index === order.first ? null : index - order.first - 1));
    return {
      watch: watched.watch,
      end: ({ unconfirmed_requests }) => {
        watched.end(NOT_SENT);
        for (const { first, last } of unconfirmed_requests)
          for (let index = first; index <= last; index++) this.hold(this.owners[index], UNCONFIRMED);
      },
    };
  }

  /** The charges of the orders whose events are all stored. */
  charges(): Charge[] {
    return this.complete().flatMap(({ charge }) => (charge === undefined ? [] : [charge]));
  }

  /** Follows charges, each of which is of an order of the chunk. */
  watchCharges(charges: readonly Charge[]): { watch: RecordWatch; end(): void } {
    const owners = charges.map((charge) => this.orders.findIndex((order) => order.charge === charge));
    const watched = this.watch(owners, () => null);
    return { watch: watched.watch, end: () => watched.end(NO_CHARGE) };
  }

  /** Orders to send again, in the order of the input. A rejected one must be corrected first. */
  heldOrders(): HeldOrder[] {
    return this.orders.flatMap(({ position, orderId }, at) => {
      const message = this.rejected.has(at) ? undefined : this.held.get(at);
      return message === undefined ? [] : [{ position, order_id: orderId, message }];
    });
  }

  private complete(): Order[] {
    return this.orders.filter((_, at) => !this.rejected.has(at) && !this.held.has(at));
  }

  private hold(owner: number | undefined, message: string): void {
    if (owner !== undefined && !this.held.has(owner)) this.held.set(owner, message);
  }

  private watch(owners: readonly number[], itemOf: (index: number, order: Order) => number | null) {
    const open = new Set(owners.keys());
    const watch: RecordWatch = {
      rejected: (records) => {
        for (const record of records) this.reject(owners[record.index], record, itemOf);
      },
      held: (records) => {
        for (const { index, message } of records) this.hold(owners[index], message);
      },
      settled: (indexes) => {
        for (const index of indexes) open.delete(index);
      },
      stopped: (result) => {
        this.stopped = result;
      },
    };
    return {
      watch,
      end: (message: string) => {
        for (const index of open) this.hold(owners[index], message);
      },
    };
  }

  private reject(
    owner: number | undefined,
    { index, ...reason }: FailedRecord,
    itemOf: (index: number, order: Order) => number | null,
  ): void {
    const order = owner === undefined ? undefined : this.orders[owner];
    if (owner === undefined || order === undefined) return;
    this.rejected.add(owner);
    this.rejectedOrders.push({
      position: order.position,
      order_id: order.orderId,
      item: itemOf(index, order),
      ...reason,
    });
  }
}
