// Reads a file of this machine into the form, so that what is sent can be seen before.

import { byId } from "../assets/dom.js";

const text = byId("archivo", HTMLTextAreaElement);
const file = byId("disco", HTMLInputElement);
byId("del-disco", HTMLElement).hidden = false;

file.addEventListener("change", async () => {
  const chosen = file.files?.item(0);
  if (!chosen) return;
  const bytes = await chosen.arrayBuffer();
  try {
    text.value = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    // Spreadsheets of Windows save in its own code page unless they are asked for UTF-8.
    text.value = new TextDecoder("windows-1252").decode(bytes);
  }
  text.focus();
});
