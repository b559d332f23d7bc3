import { InputError } from "../errors";
import type { PrivacyRequest } from "./types";

/** Only the CCPA knows kinds of disclosure. @param input the label of the input @throws InputError for one of another law */
export function assertDisclosure(
  input: string,
  { compliance_type, disclosure_type }: Pick<PrivacyRequest, "compliance_type" | "disclosure_type">,
): void {
  if (disclosure_type === undefined || compliance_type === "CCPA") return;
  throw new InputError({
    input,
    got: `${disclosure_type} for a ${compliance_type} request`,
    expected: "nothing",
    fix: "Leave it empty, or set Compliance Type to CCPA.",
  });
}
