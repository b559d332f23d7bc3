/** Small triggers of the tests' own, converted as the platform gets them. */
import { component, input, pollingTrigger, type TriggerPayload, trigger } from "@prismatic-io/spectral";
import { asComponent, type Trigger } from "../../src/bundle";

type Definitions = Parameters<typeof component>[0]["triggers"];

/** Converts one trigger. */
export function converted(definition: NonNullable<Definitions>[string]): Trigger {
  const own = component({
    key: "own",
    public: false,
    display: { label: "Own", description: "Own", iconPath: "icon.png" },
    connections: [{ key: "none", display: { label: "None", description: "None" }, inputs: {} }],
    triggers: { own: definition },
  });
  const { own: only } = asComponent(own).triggers;
  if (only === undefined) throw new Error("The component has no trigger.");
  return only;
}

/** What a webhook trigger's perform does. */
type Perform = Parameters<typeof trigger>[0]["perform"];

export const webhook = (perform: Perform, more: object = {}): Trigger =>
  converted(
    trigger({
      display: { label: "Own", description: "Own" },
      inputs: { word: input({ label: "Word", type: "string" }) },
      scheduleSupport: "invalid",
      synchronousResponseSupport: "invalid",
      perform,
      ...more,
    }),
  );

/** Items of a source, and where the next page begins. */
export interface Page {
  items: unknown[];
  next?: object | undefined;
  state: Record<string, unknown>;
}

/** A polling trigger with batching on request. */
export const polling = (
  read: (state: Record<string, unknown>, cursor: unknown, isBatching: boolean) => Page | Promise<Page>,
): Trigger =>
  converted(
    pollingTrigger({
      display: { label: "Own", description: "Own" },
      inputs: {},
      triggerResolverSupport: "valid",
      batchConfig: { batchSize: 10, concurrentBatchLimit: 1 },
      triggerResolver: {
        resolveItems: (_context, { payload }) => (Array.isArray(payload.body.data) ? payload.body.data : []),
        getNextPaginationState: (_context, { payload }) => payload.paginationState ?? null,
      },
      perform: async (context, payload: TriggerPayload) => {
        const page = await read(context.polling.getState(), payload.paginationState, context.batch?.enabled === true);
        context.polling.setState(page.state);
        const paginationState = page.next === undefined ? undefined : { ...page.next };
        return {
          payload: { ...payload, body: { data: page.items }, paginationState },
          polledNoChanges: page.items.length === 0 && page.next === undefined,
        };
      },
    }),
  );
