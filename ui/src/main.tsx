import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import "./design/fonts.css";
import "./design/tokens.css";
import "./design/base.css";
import { App } from "./app/App";
import { begin } from "./app/beginning";

const root = document.getElementById("root");
if (root) {
  void begin().then((beginning) => {
    createRoot(root).render(
      <StrictMode>
        <App {...beginning} />
      </StrictMode>,
    );
  });
}
