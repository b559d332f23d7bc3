import { MixpanelClient } from "../../../src/mixpanel/client";
import { fakeTime } from "../../support/fakeTime";
import type { LocalServer } from "../../support/localServer";

/** A client that imports to a local server. */
export const importTo = ({ url }: LocalServer): MixpanelClient =>
  new MixpanelClient({
    credentials: { username: "user.1", password: "secret-1" },
    projectId: "12",
    apiHost: url,
    transport: fakeTime().options,
  });
