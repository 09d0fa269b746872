// Every sample of every page in a real browser: axe (WCAG 2.2 AA, contrast included) in both themes,
// no sideways scroll and no small target at both sizes, nothing that the closed policy refuses.
//
// The samples are written by `PREP_PAGES_OUT=FOLDER cargo test -p web-verifier --lib`.
// PREP_PICTURES=FOLDER keeps a picture of each at each size and theme, to be looked at.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { DRAWN } from "./drawn.mjs";
import { openBrowser } from "./people.mjs";

const out = process.env.PREP_PAGES_OUT ?? "target/pages";
const pictures = process.env.PREP_PICTURES;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const ORIGIN = "http://pages.invalid";
const SIZES = [
  { width: 1366, height: 768 },
  { width: 1024, height: 768 },
];
const THEMES = ["light", "dark"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
// The policy of web-verifier/src/access/headers.rs.
const POLICY =
  "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'";
const TYPES = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", html: "text/html; charset=utf-8" };
const LEAST_TARGET_PX = 44;

/** Answers for the server: samples and assets from the folder, a drawing for every image. */
function answer(route) {
  const { pathname } = new URL(route.request().url());
  // What a monitor is told while it is open: nothing yet.
  if (pathname === "/monitor/cambios") return undefined;
  const ending = pathname.split(".").at(-1);
  if (/^\/(assets\/[^/]+|[0-9]+\.html)$/.test(pathname)) {
    const headers = { "content-type": TYPES[ending], "content-security-policy": POLICY };
    return route.fulfill({ body: readFileSync(join(out, pathname)), headers });
  }
  if (route.request().resourceType() === "image") {
    return route.fulfill({ body: Buffer.from(DRAWN, "base64"), contentType: "image/jpeg" });
  }
  return route.fulfill({ status: 204 });
}

/** What is smaller than a finger or a tired hand needs, and what sticks out at the side. */
function measure(least) {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(
      (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
    );
    faults.push(`scrolls sideways: ${wide.slice(0, 3).map((e) => e.outerHTML.slice(0, 90))}`);
  }
  // A link inside a line of text is as high as the line; everything else is a target.
  const targets = document.querySelectorAll("button, select, input:not([type=hidden]), a.button, summary");
  for (const target of targets) {
    // A choice is as large as what is clicked with it. Eighteen fields have to stand on one screen
    // and are reached by the keypad: they may be four pixels lower.
    const choice = target.matches("[type=radio], [type=checkbox]") ? (target.closest(".side") ?? target.closest("label")) : null;
    const box = (choice ?? target).getBoundingClientRect();
    const needed = target.matches("input.value") ? least - 4 : least;
    if (box.width > 0 && box.height + 0.5 < needed) {
      faults.push(`${Math.round(box.height)} px high: ${target.outerHTML.slice(0, 90)}`);
    }
  }
  return faults;
}

async function axeFaults(page) {
  // Evaluated by the driver, not by the page, so that the page's policy stays closed.
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => globalThis.axe.run({ runOnly: values }), RULES);
  return violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 120)} (${node.any[0]?.message ?? rule.help})`),
  );
}

const index = readFileSync(join(out, "index.tsv"), "utf8").trim().split("\n");
if (pictures) mkdirSync(pictures, { recursive: true });
const { page, complaints, close } = await openBrowser();
await page.route("**/*", answer);
let faults = 0;
let looked = 0;
for (const line of index) {
  const [file, template, shows] = line.split("\t");
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    for (const [n, size] of SIZES.entries()) {
      await page.setViewportSize(size);
      await page.goto(`${ORIGIN}/${file}`, { waitUntil: "load" });
      const found = [...(await page.evaluate(measure, LEAST_TARGET_PX)), ...complaints.splice(0)];
      if (n === 0) found.push(...(await axeFaults(page)));
      if (pictures) {
        const name = `${file.slice(0, 3)}-${template.split("/").at(-1).slice(0, -5)}-${size.width}-${theme}.png`;
        await page.screenshot({ path: join(pictures, name) });
      }
      for (const fault of found) console.error(`${template} (${shows}), ${theme}, ${size.width}: ${fault}`);
      faults += found.length;
      looked += 1;
    }
  }
}
await close();
if (faults > 0) {
  console.error(`${faults} faults`);
  process.exit(1);
}
console.log(`ok: ${index.length} samples, ${looked} views, no violation`);
