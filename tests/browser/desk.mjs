// A night at the desk: two people ask for an acta at the same moment, a browser dies in the middle of
// a captura and another goes on, a supervisor takes a turn back and stops the fila, two people say that
// an image is of another acta and a supervisor finds which one. All in real browsers against a real
// server. It prints how long the next acta takes from the last Enter.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DRAWN } from "./drawn.mjs";
import { Installation } from "./installation.mjs";
import { claim, comeBack, enter, finish, openBrowser, type } from "./people.mjs";

// Enough for the race, the measure, the browser that dies and the image of another acta.
const ACTAS = 15;
const MEASURED = 11;
const LOOK_MS = 400;
/** DESIGN: from the last Enter to the next acta ready to type, on loopback. */
const GOAL_MS = 150;
/** How many bare requests may stand in for it on a busy machine. */
const BARE_SHARE = 40;
const shots = process.env.PREP_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const shoot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`) });

const installation = await Installation.make();
const browsers = [];
const open = async () => {
  const browser = await openBrowser();
  browsers.push(browser);
  return browser;
};
try {
  const { fields, actas } = await prepare();
  const passwords = addPeople();
  const { code } = installation.prepJson("device", "enroll", "Tableta de prueba");
  installation.sim("enroll", "--server", installation.url, "--code", code);
  actas.slice(0, ACTAS).forEach((acta, n) => photograph(acta, n));

  const [ana, luis, sara] = [await open(), await open(), await open()];
  await enter(ana.page, installation.url, "ana", passwords.ana);
  await enter(luis.page, installation.url, "luis", passwords.luis);
  await enter(sara.page, installation.url, "sara", passwords.sara);

  await race(ana.page, luis.page);
  await measure(ana.page, fields);
  const again = await killed(ana, fields);
  await takenBack(luis.page, sara.page);
  await stopped(luis.page, sara.page);
  await identified(again.page, luis.page, sara.page, actas[ACTAS]);
  // A lost turn answers 409, which browsers write down.
  const heard = [luis, sara, again].flatMap(({ complaints }) => complaints);
  assert.deepEqual(heard.filter((line) => !line.includes("409")), [], "no error in a console");
  assert.match(installation.prep("bitacora", "verify"), /correcta/);
  console.log("6 passed, 0 failed");
} finally {
  await Promise.allSettled(browsers.map((browser) => browser.close()));
  await installation.end();
}

/** The demo, imported and served; its ordinary actas and what they print. */
async function prepare() {
  const folder = join(installation.folder, "proceso");
  installation.prep("demo", "--out", folder, "--distritos", "1", "--casillas", "40");
  installation.prep("proceso", "import", folder);
  await installation.serve();
  const columns = readFileSync(join(folder, "elecciones/GUB.ambitos.csv"), "utf8").split("\n")[1];
  const printed = columns.split(",").at(-1).trim().split(" ");
  const rows = readFileSync(join(folder, "casillas.csv"), "utf8").split("\n").map((l) => l.split(","));
  const ordinary = rows.filter((cells) => ["B", "C"].includes(cells[1]));
  const actas = ordinary.map(([seccion, tipo, id, ext]) => `GUB/09${seccion}${tipo}${id}${ext}/A02`);
  assert.ok(actas.length > ACTAS, "the demo has enough ordinary casillas");
  return { fields: printed, actas };
}

function addPeople() {
  const add = (username, role) =>
    installation.prepJson("user", "add", username, "--name", `${role} de prueba`, "--role", role)
      .one_time_password;
  const passwords = {
    ana: add("ana", "capturista"),
    luis: add("luis", "capturista"),
    sara: add("sara", "supervisor"),
  };
  add("adm", "administrador");
  add("coo", "coordinador");
  installation.prep("ejercicio", "begin", "simulacro-1", "--proceso", "demo-1", "--by", "adm");
  installation.prep("ejercicio", "open", "demo-1/simulacro-1", "--by", "coo");
  return passwords;
}

/** A photograph of `acta`; each has a comment of its own, since the same bytes twice are an incident. */
function photograph(acta, n) {
  const image = join(installation.folder, `acta-${n}.jpg`);
  const drawn = Buffer.from(DRAWN, "base64");
  const comment = Buffer.from([0xff, 0xfe, 0x00, 0x04, 0x30, 0x30 + n]);
  writeFileSync(image, Buffer.concat([drawn.subarray(0, 2), comment, drawn.subarray(2)]));
  installation.sim("capture", "--image", image, "--acta", acta, "--as-is");
}

/** Two people ask at the same moment: each gets an acta, and not the same. */
async function race(one, other) {
  await Promise.all([one, other].map((page) => page.goto(`${installation.url}/captura`)));
  await Promise.all([one, other].map((page) => page.press("#siguiente", "Enter")));
  await Promise.all([one, other].map((page) => page.waitForSelector("#captura input.value")));
  const [first, second] = await Promise.all([one, other].map((page) => page.innerText("h1")));
  assert.notEqual(first, second, "two people are given two actas");
}

/**
 * From the last Enter of one acta to the next one ready to type: its first field focused, its image there
 * to be drawn. Beside it, in the same page, how long the server takes for a file that it has in memory.
 */
async function measure(page, fields) {
  const times = [];
  let ahead = 0;
  page.on("request", (request) => (ahead += /\/proxima\/[0-9a-f]+$/.test(request.url()) ? 1 : 0));
  for (let n = 0; n < MEASURED; n += 1) {
    const shown = await page.$$eval("#captura input.value", (all) => all.map((f) => f.dataset.campo));
    await type(page, shown, values(fields));
    // People look once more before they finish.
    await page.waitForTimeout(LOOK_MS);
    times.push(await lastEnter(page));
  }
  const bare = await page.evaluate(bareRequests, 30);
  const [median, most] = [0.5, 0.99].map((share) => quantile(times, share));
  console.log(`from the last Enter to the next acta ready: median ${median} ms, p99 ${most} ms of ${times.join(", ")}; ` +
    `${ahead} images fetched ahead; a bare request takes ${bare} ms`);
  assert.ok(ahead > 0, "the next image is fetched ahead");
  // On a quiet machine the design's figure; on a busy one, whatever slows a bare request slows this.
  assert.ok(median < Math.max(GOAL_MS, BARE_SHARE * bare), "the next acta is there at once");
}

/** Presses Enter on what was typed; milliseconds until the next acta is ready. */
async function lastEnter(page) {
  await page.evaluate(() => {
    const turn = location.href;
    const clock = () => {
      const pressed = performance.now();
      const ready = () => {
        const image = document.querySelector("#imagen");
        const isNext = location.href !== turn && document.activeElement?.dataset?.orden === "0";
        const isDrawn = image instanceof HTMLImageElement && image.complete && image.naturalWidth > 0;
        if (isNext && isDrawn) document.body.dataset.waited = String(performance.now() - pressed);
        else setTimeout(ready, 1);
      };
      ready();
    };
    delete document.body.dataset.waited;
    addEventListener("keydown", clock, { capture: true, once: true });
  });
  await page.keyboard.press("Enter");
  const waited = await page.waitForFunction(() => document.body.dataset.waited);
  return Math.round(Number(await waited.jsonValue()));
}

/** Median of some requests for the stylesheet, in ms, one after the other. */
async function bareRequests(count) {
  const address = document.querySelector("link[rel=stylesheet]").href;
  const times = [];
  for (let n = 0; n < count; n += 1) {
    const begun = performance.now();
    await (await fetch(address, { cache: "no-store" })).arrayBuffer();
    times.push(performance.now() - begun);
  }
  return Math.round(times.sort((a, b) => a - b)[Math.floor(count / 2)]);
}

function quantile(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

function values(fields) {
  const typed = Object.fromEntries(fields.map((field, index) => [field, String(index + 3)]));
  Object.assign(typed, { NO_REGISTRADAS: "1", NULOS: "0" });
  const total = Object.values(typed).reduce((sum, votes) => sum + Number(votes), 0);
  return { ...typed, TOTAL_VOTOS_ASENTADO: String(total) };
}

/** The browser dies in the middle of a captura; in another one the same person goes on where they were. */
async function killed(browser, fields) {
  const { page } = browser;
  const place = await page.innerText("h1");
  for (const text of ["11", "12", "13"]) {
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
  }
  await page.getByText("Borrador guardado").waitFor();
  const session = await page.context().newCDPSession(page);
  await Promise.race([session.send("Browser.crash").catch(() => undefined), page.context().waitForEvent("close")]);

  const again = await open();
  await comeBack(again.page, installation.url, "ana");
  await again.page.goto(`${installation.url}/captura`);
  assert.equal(await again.page.innerText("h1"), place, "the same acta");
  const shown = await again.page.$$eval("#captura input.value", (all) => all.map((f) => f.value));
  assert.deepEqual(shown.slice(0, 4), ["11", "12", "13", ""], "and what was typed of it");
  const at = await again.page.evaluate(() => Number(document.activeElement?.dataset?.orden));
  assert.equal(at, 3, "the focus is where they were");
  await shoot(again.page, "captura-retomada");
  const left = await again.page.$$eval("#captura input.value", (all) => all.slice(3).map((f) => f.dataset.campo));
  await type(again.page, left, values(fields));
  await finish(again.page);
  return again;
}

/** A supervisor takes the turn of somebody who went away; their page says so and loses nothing sent. */
async function takenBack(person, supervisor) {
  await supervisor.goto(`${installation.url}/cola`);
  await shoot(supervisor, "fila");
  await supervisor.fill("#motivo-devolver", "se fue a cenar");
  await supervisor.getByRole("row", { name: /luis/ }).getByRole("button").click();
  await supervisor.getByText("Se devolvió 1 acta").waitFor();
  await person.reload();
  assert.match(await person.innerText("h1"), /ya no es suyo/);
  await shoot(person, "turno-devuelto");
}

/** While the fila is stopped nobody gets anything and everybody is told why. */
async function stopped(person, supervisor) {
  await supervisor.fill("#motivo-pausa", "se fue la luz");
  await supervisor.click("#detener");
  await supervisor.waitForSelector("#detenida");
  await person.goto(`${installation.url}/captura`);
  assert.match(await person.innerText("main"), /La supervisión detuvo la fila/);
  await shoot(person, "fila-detenida");
  await supervisor.fill("#motivo-pausa", "volvió la luz");
  await supervisor.click("#reanudar");
  await supervisor.waitForSelector("#detenida", { state: "detached" });
}

/** Two people say with two keys that an image is of another acta; a supervisor finds which. */
async function identified(one, other, supervisor, acta) {
  // Each finishes what they hold or may take, until both have said it of the same acta.
  const said = new Map();
  for (let n = 0; n < 2 * ACTAS && ![...said.values()].includes(2); n += 1) {
    for (const page of [one, other]) {
      await page.goto(`${installation.url}/captura`);
      if (await page.isVisible("#siguiente")) await page.press("#siguiente", "Enter");
      if (!(await page.isVisible("#captura"))) continue;
      const place = await page.innerText("h1");
      const turn = page.url();
      await page.keyboard.press("+");
      await page.keyboard.press("2");
      await page.waitForURL((to) => to.href !== turn);
      said.set(place, (said.get(place) ?? 0) + 1);
    }
  }
  assert.ok([...said.values()].includes(2), `two people said it of one acta: ${[...said]}`);
  await supervisor.goto(`${installation.url}/identificacion`);
  await shoot(supervisor, "identificacion");
  await supervisor.getByRole("link", { name: /Ver la imagen/ }).first().click();
  const clave = acta.split("/")[1];
  await supervisor.fill("#buscar", clave);
  await supervisor.press("#buscar", "Enter");
  await supervisor.fill("#motivo-acta", "se lee en el encabezado");
  await shoot(supervisor, "identificar");
  await supervisor.locator(`button[value="${acta}"]`).click();
  await supervisor.getByText("Identificada.").waitFor();
  const life = installation.prep("acta", "show", acta);
  assert.match(life, /imagen/i, "the life of the right acta tells the image");
}
