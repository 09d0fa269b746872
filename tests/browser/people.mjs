// People at the desk, each in a browser of their own.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";

const PASSWORD = "una frase bastante larga";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A browser with a profile of its own. */
export async function openBrowser() {
  const profile = mkdtempSync(join(tmpdir(), "prep-profile-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: FLAGS,
    viewport: { width: 1366, height: 768 },
  });
  const page = context.pages()[0] ?? (await context.newPage());
  const complaints = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  page.on("pageerror", (error) => complaints.push(String(error)));
  const close = async () => {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  };
  return { page, complaints, close };
}

/** Enters with a one-time password and puts another, as everybody does the first time. */
export async function enter(page, url, username, once) {
  const password = PASSWORD;
  await page.goto(`${url}/entrar`);
  await page.fill("#usuario", username);
  await page.fill("#contrasena", once);
  await page.click("button.primary");
  await page.fill("#actual", once);
  await page.fill("#nueva", password);
  await page.fill("#repetida", password);
  await page.click("main button.primary");
  await page.waitForURL((to) => !to.pathname.startsWith("/cuenta/contrasena"));
}

/** Takes the next acta from the queue; its fields in printed order. */
export async function claim(page, url) {
  await page.goto(`${url}/captura`);
  await page.press("#siguiente", "Enter");
  await page.waitForSelector("#captura input.value");
  return page.$$eval("#captura input.value", (all) => all.map((field) => field.dataset.campo));
}

/** Types `values` (by field; SIN DATO where there is none) and finishes, by keyboard alone. */
export async function type(page, fields, values) {
  for (const field of fields) {
    const focused = await page.evaluate(() => document.activeElement?.dataset?.campo);
    if (focused !== field) throw new Error(`focus is on ${focused} and not on ${field}`);
    await page.keyboard.type(values[field] ?? "*");
    await page.keyboard.press("Enter");
  }
}

/** Finishes what was typed: focus is on the button already. */
export async function finish(page) {
  const turn = page.url();
  await page.keyboard.press("Enter");
  await page.waitForURL((to) => to.href !== turn);
}

/** Enters again, in another browser, with the password that `enter` put. */
export async function comeBack(page, url, username) {
  await page.goto(`${url}/entrar`);
  await page.fill("#usuario", username);
  await page.fill("#contrasena", PASSWORD);
  await page.click("button.primary");
  await page.waitForURL((to) => !to.pathname.startsWith("/entrar"));
}
