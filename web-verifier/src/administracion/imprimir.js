// The button that prints: only where a script can do so.

import { byId } from "../assets/dom.js";

const button = byId("imprimir", HTMLButtonElement);
button.hidden = false;
button.addEventListener("click", () => window.print());
