// A night as supervisors see it: a wall that changes by itself and keeps its place while the server is
// away, an aviso that stands above the pages of who it is for until they say so, a call that becomes an
// incidencia. Real browsers against a real server.

import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Installation } from "./installation.mjs";
import { enter, openBrowser } from "./people.mjs";

const PATIENCE_MS = 30_000;
const TEXT = "A las 23:00 cambia el turno de captura.";
const shots = process.env.PREP_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const shoot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`) });

const installation = await Installation.make();
const browsers = [];
const inside = async (username, once) => {
  const browser = await openBrowser();
  browsers.push(browser);
  await enter(browser.page, installation.url, username, once);
  return browser.page;
};
const go = (page, path) => page.goto(`${installation.url}${path}`);
try {
  installation.prep("demo", "--distritos", "2", "--casillas", "12");
  const add = (username, role) =>
    installation.prepJson("user", "add", username, "--name", `${role} de prueba`, "--role", role)
      .one_time_password;
  const passwords = {
    pantalla: add("pantalla", "monitor"),
    sara: add("sara.r", "supervisor"),
    ana: add("ana.p", "capturista"),
  };
  await installation.serve();
  const wall = await inside("pantalla", passwords.pantalla);
  const sara = await inside("sara.r", passwords.sara);
  const ana = await inside("ana.p", passwords.ana);

  await changesByItself(wall, sara);
  await standsUntilKnown(sara, ana);
  await seenTo(sara);
  await outlivesTheServer(wall);
  console.log("ok");
} finally {
  for (const browser of browsers) await browser.close();
  await installation.end();
}

/** Figures are told as they change; nobody loads the page again. */
async function changesByItself(wall, sara) {
  await go(wall, "/monitor/pared");
  await wall.evaluate(() => (document.body.dataset.same = "yes"));
  const before = await wall.textContent("#vivo .help");
  await go(sara, "/monitor");
  await shoot(sara, "monitor");
  await go(sara, "/monitor/distritos");
  // Two distritos, and what belongs to none.
  assert.equal(await sara.locator(".tiles li").count(), 3);
  await shoot(sara, "distritos");
  // An hour in minutes: what says of when it is changes within a minute.
  await wall.waitForFunction(
    (before) => document.querySelector("#vivo .help")?.textContent !== before,
    before,
    { timeout: 2 * PATIENCE_MS + 10_000 },
  );
  assert.equal(await wall.evaluate(() => document.body.dataset.same), "yes");
  await shoot(wall, "pared");
}

async function standsUntilKnown(sara, ana) {
  await go(sara, "/avisos");
  await sara.fill("#texto", TEXT);
  await sara.selectOption("#rol", "capturista");
  await sara.click("#enviar");
  await sara.waitForSelector("td.words a");
  await shoot(sara, "avisos");
  await go(ana, "/captura");
  assert.match(await ana.textContent(".told"), /cambia el turno/);
  await shoot(ana, "aviso");
  await ana.click(".told button");
  await ana.waitForURL(`${installation.url}/captura`);
  assert.equal(await ana.locator(".told").count(), 0);
  await sara.click("td.words a");
  await sara.waitForSelector("h1");
  assert.match(await sara.textContent("main"), /capturista de prueba \(ana\.p\)/);
  await shoot(sara, "aviso-enterados");
}

async function seenTo(sara) {
  await go(sara, "/incidencias");
  await sara.fill("#quien", "Operadora del CATD");
  await sara.fill("#que", "No enciende la tableta");
  await sara.click("#registrar");
  await sara.waitForSelector("#asignar");
  await sara.fill("#motivo-cerrar", "Se cambió por otra");
  await sara.click("#cerrar");
  await sara.waitForSelector("#reabrir");
  await shoot(sara, "incidencia");
}

/** The server goes and comes back: the wall says so, keeps what it shows and goes on by itself. */
async function outlivesTheServer(wall) {
  const gone = new Promise((done) => installation.server.once("exit", done));
  const began = Date.now();
  installation.server.kill("SIGTERM");
  await gone;
  const took = Date.now() - began;
  assert.ok(took < 15_000, `open monitors do not hold the end back: ${took} ms`);
  await wall.waitForSelector("#sin-linea:not([hidden])", { timeout: PATIENCE_MS });
  assert.ok(await wall.isVisible("#vivo .number"));
  await shoot(wall, "sin-linea");
  await installation.serve();
  await wall.waitForSelector("#sin-linea", { state: "hidden", timeout: 2 * PATIENCE_MS });
  assert.ok(await wall.isVisible("#vivo .number"));
}
