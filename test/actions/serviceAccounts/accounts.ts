import { authorized, type ExpectedRequest, JSON_BODY } from "../../support/expectedRequest";

/** The organization of the connections in the tests. */
export const ORGANIZATION = "9876543";

export const OWN_USER = 98_000;

export const account = {
  id: 55,
  username: "reporter.x9y8z7.mp-service-account",
  created: "2024-01-31T12:00:00Z",
  expires: "2027-01-31T00:00:00Z",
  last_used: "2024-02-01T08:30:00Z",
  creator: 12,
  user: 98_765,
};

export const ofOrganization = (method: string, rest = ""): ExpectedRequest => ({
  method,
  host: "mixpanel.com",
  path: `/api/app/organizations/${ORGANIZATION}/service-accounts${rest}`,
  headers: method === "POST" ? { ...authorized, ...JSON_BODY } : authorized,
});
