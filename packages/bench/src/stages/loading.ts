import { PINNING } from "../cores";
import { bundles, loadOnce } from "../load";
import type { Stage } from "./stage";

/** Loads bundles, each time in a process of its own. */
export async function loadingStage(): Promise<Stage> {
  const files = await bundles();
  return {
    async measure(_topic, { label, contestant }) {
      const file = files[contestant];
      if (file === undefined) throw new Error(`${label}: there is no bundle ${contestant}.`);
      const { ms, cpuMs, heapMb } = loadOnce(file, [], PINNING.contestant);
      return {
        records: 1,
        seconds: ms / 1000,
        cpuSeconds: cpuMs / 1000,
        baseBytes: 0,
        overBaseBytes: heapMb * 2 ** 20,
        stolen: 0,
      };
    },
    close: async () => {},
  };
}
