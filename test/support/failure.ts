import { MixpanelError } from "../../src/mixpanel/errors";

/** The error that a promise is rejected with. @throws Error where it is not rejected, or not with one of the client's errors */
export async function failureOf(promise: Promise<unknown>): Promise<MixpanelError> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof MixpanelError) return error;
    throw error;
  }
  throw new Error("the call was expected to fail, and did not");
}

/** The error that a function throws. @throws Error where it throws none of the client's errors */
export function thrownBy(run: () => unknown): MixpanelError {
  try {
    run();
  } catch (error) {
    if (error instanceof MixpanelError) return error;
    throw error;
  }
  throw new Error("the function was expected to throw, and did not");
}
