import { render } from "preact";
import { App } from "./app.tsx";
import { startLive } from "./state/traces.ts";
import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/shell.css";
import "./style/traces.css";
import "./style/trace.css";
import "./style/views.css";
import "./style/map.css";

const root = document.getElementById("page");
if (root !== null) {
  render(<App />, root);
  startLive();
}
