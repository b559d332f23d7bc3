/** The page that a sandbox serves at its root. */
import { render } from "preact";
import { ThemeSwitch } from "../../playground/page/components/Theme";
import { SandboxRoom } from "./SandboxRoom";
import "./page.css";

const page = document.getElementById("page");
if (page !== null) {
  render(
    <>
      <header class="top">
        <h1>
          Mixpanel sandbox <span>{location.host}</span>
        </h1>
        <ThemeSwitch />
      </header>
      <main>
        <SandboxRoom call={(path, init) => fetch(path, init)} base="/_sandbox" address={location.origin} />
      </main>
    </>,
    page,
  );
}
