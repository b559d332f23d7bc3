import { InputError } from "../../../src/mixpanel/errors";
import { connectionWith, PASSWORD, PROJECT_ID, USERNAME } from "../../support/connection";
import { authorized, type ExpectedRequest, expectRequest } from "../../support/expectedRequest";
import { runAction } from "../../support/harness";
import { type SentRequest, useWire } from "../../support/wire";
import { account, ORGANIZATION, OWN_USER, ofOrganization } from "./accounts";

interface OwnAccount {
  key: string;
  params(id: number | string): Record<string, unknown>;
  /** The label of the input that the error names. */
  input: string;
  request(id: number): ExpectedRequest;
}

const connection = connectionWith({
  username: USERNAME,
  password: PASSWORD,
  projectId: PROJECT_ID,
  organizationId: ORGANIZATION,
});

/** Tests that an action does nothing to the service account that the connection itself uses. */
export function describeOwnAccount({ key, params, input, request }: OwnAccount): void {
  describe(`M4: ${key} and the connection's own account`, () => {
    const wire = useWire();
    const ask = async (id: number | string, { user, accounts }: { user?: unknown; accounts: object[] }) => {
      wire.current.replyAlways(({ method, path }: SentRequest) => {
        if (path === "/api/app/me") return { body: { status: "ok", results: { user_id: user, organizations: {} } } };
        return { body: method === "GET" ? { status: "ok", results: accounts } : { status: "ok" } };
      });
      return runAction(key, { connection, params: params(id) });
    };
    const reads = () => wire.current.requests.filter(({ method }) => method === "GET");
    const others = () => wire.current.requests.filter(({ method }) => method !== "GET");

    test("goes on with another account, after it asked who the own one is", async () => {
      const own = { ...account, id: 7, user: OWN_USER, username: USERNAME };
      expect(await ask(55, { user: OWN_USER, accounts: [account, own] })).toMatchObject({
        value: { data: { status: "ok", results: {} } },
      });
      const [written] = others();
      if (written === undefined) throw new Error("nothing was sent");
      expectRequest(written, request(55));
      expect(
        reads()
          .map(({ path }) => path)
          .sort(),
      ).toEqual(["/api/app/me", ofOrganization("GET").path]);
      expect(reads().map(({ headers }) => headers.authorization)).toEqual(Array(2).fill(authorized.authorization));
    });

    test.each([
      ["whose user Mixpanel says it is", { user: OWN_USER }, { user: OWN_USER }],
      ["whose user comes as text", { user: OWN_USER }, { user: String(OWN_USER) }],
      ["that has its user name", { user: undefined }, { user: undefined, username: USERNAME }],
    ])("refuses the account %s", async (_what, me, own) => {
      const { error } = { error: undefined, ...(await ask(55, { ...me, accounts: [{ ...account, ...own }] })) };
      expect(error).toBeInstanceOf(InputError);
      expect(error).toMatchObject({ input, message: expect.stringContaining("Set Allow Own Account to true") });
      expect(others()).toEqual([]);
    });

    test("refuses it under another spelling of its ID", async () => {
      const accounts = [{ ...account, user: OWN_USER }];
      expect(await ask(`00${account.id}`, { user: OWN_USER, accounts })).toMatchObject({ error: { input } });
      expect(others()).toEqual([]);
    });

    test("does nothing if it cannot find out", async () => {
      wire.current.replyAlways(({ path }) =>
        path === "/api/app/me" ? { status: 500, body: "" } : { body: { status: "ok", results: [account] } },
      );
      expect(await runAction(key, { connection, params: params(55) })).toMatchObject({
        error: { code: "server_error" },
      });
      expect(others()).toEqual([]);
    });

    test("takes it where the step allows it, without a question", async () => {
      wire.current.reply({ body: { status: "ok" } });
      const given = { ...params(55), allowOwnAccount: "true" };
      expect(await runAction(key, { connection, params: given })).toMatchObject({ value: expect.anything() });
      expectRequest(wire.current.request, request(55));
    });
  });
}
