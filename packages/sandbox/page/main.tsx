/** The page that a sandbox serves at its root. */
import { render } from "preact";
import { SandboxRoom } from "./SandboxRoom";
import "./page.css";

const page = document.getElementById("page");
if (page !== null) render(<SandboxRoom call={fetch} base="/_sandbox" />, page);
