/** The page: a banner, three rooms, and one of them open. */
import { render } from "preact";
import { SandboxRoom } from "../../sandbox/page/SandboxRoom";
import { ActionsRoom } from "./actions/ActionsRoom";
import { TriggersRoom } from "./triggers/TriggersRoom";
import "./page.css";

const page = document.getElementById("page");
if (page !== null) {
  render(
    <main>
      <ActionsRoom />
      <TriggersRoom />
      <SandboxRoom call={fetch} base="/api/sandbox" />
    </main>,
    page,
  );
}
