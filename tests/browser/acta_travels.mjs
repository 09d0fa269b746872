// An acta travels: a tablet photographs and sends it, two capturistas type it blind with the keyboard,
// a verificador settles what differs, a corte publishes it, the bitácora tells its life.
//
// With the real data of 2024 at hand it is the real specimen (582 votes) in the real proceso; without,
// a drawn image in the demo. It says which.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { DRAWN } from "./drawn.mjs";
import { Installation, realData } from "./installation.mjs";
import { claim, enter, finish, openBrowser, type } from "./people.mjs";

/** The specimen as a person reads it: the header fields are blank, the votes add up to 582. */
const SPECIMEN = {
  acta: ["GUB", "B0100", "A02"],
  votes: {
    PAN: 22, PRI: 13, PRD: 50, PVEM: 2, PT: 2, MC: 224, MORENA: 35, PAN_PRI_PRD: 61, PAN_PRI: 27,
    PAN_PRD: 19, PRI_PRD: 2, PVEM_PT_MORENA: 34, PVEM_PT: 0, PVEM_MORENA: 68, PT_MORENA: 22,
    NO_REGISTRADAS: 1, NULOS: 0, TOTAL_VOTOS_ASENTADO: 582,
  },
};

const shots = process.env.PREP_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });
const shoot = (page, name) => shots && page.screenshot({ path: join(shots, `${name}.png`) });

const installation = await Installation.make();
const browsers = [];
try {
  const night = realData() ? realNight() : demoNight();
  await installation.serve();
  const passwords = addPeople(night);
  enrolTablet();
  const sent = installation.sim("capture", "--image", night.image, "--acta", night.acta, "--as-is");
  assert.match(sent, /acuse/i, `the tablet says that the acuse verified: ${sent}`);

  const [ana, luis, eva] = await Promise.all([openBrowser(), openBrowser(), openBrowser()]);
  browsers.push(ana, luis, eva);
  await enter(ana.page, installation.url, "ana", passwords.ana);
  await enter(luis.page, installation.url, "luis", passwords.luis);
  await enter(eva.page, installation.url, "eva", passwords.eva);

  const fields = await claim(ana.page, installation.url);
  await type(ana.page, fields, night.typed);
  await shoot(ana.page, "captura-tecleada");
  await finish(ana.page);
  await shoot(ana.page, "captura-guardada");

  // The second person must see nothing of the first: the same form, empty.
  const first = fields.find((field) => night.typed[field] > 0 && !field.startsWith("TOTAL_"));
  await claim(luis.page, installation.url);
  const shown = await luis.page.$$eval("#captura input.value", (all) => all.map((f) => f.value));
  assert.deepEqual([...new Set(shown)], [""], "the second capture starts empty");
  await shoot(luis.page, "captura");
  const wrong = { ...night.typed, [first]: String(Number(night.typed[first]) + 5) };
  await type(luis.page, fields, wrong);
  assert.match(await luis.page.innerText("#aviso-suma"), /A12/, "a sum that differs warns");
  await finish(luis.page);

  // They differ in one field: the third person sees both beside the image and keeps one with one key.
  await eva.page.goto(`${installation.url}/verificacion`);
  await eva.page.press("#siguiente", "Enter");
  const cells = eva.page.locator(`fieldset.choice[data-campo="${first}"] label.side`);
  await cells.first().waitFor();
  await shoot(eva.page, "verificacion");
  assert.equal(await eva.page.locator("fieldset.choice").count(), 1, "only what differs is asked");
  const texts = await cells.allInnerTexts();
  const right = texts.findIndex((text) => text.split(/\s+/).includes(night.typed[first]));
  await cells.nth(right).click();
  await eva.page.locator("label.chip").first().click();
  const turn = eva.page.url();
  await eva.page.click("#resolver");
  await eva.page.waitForURL((to) => to.href !== turn);

  checkCorte(night);
  checkBitacora(night);
  for (const { complaints } of browsers) assert.deepEqual(complaints, [], "no error in a console");
  console.log("1 passed, 0 failed");
} finally {
  await Promise.all(browsers.map((browser) => browser.close()));
  await installation.end();
}

/** The real proceso of Ciudad de México and the real specimen. */
function realNight() {
  const data = realData();
  console.log(`real data of ${data}: the specimen of 582 votes`);
  const folder = join(installation.folder, "proceso");
  installation.prep(
    "proceso", "from-results", "--entidad", "9", "--id", "cdmx-2024", "--out", folder,
    `GUB=${join(data, "computos_gobierno.csv")}`,
  );
  installation.prep("proceso", "check", folder);
  installation.prep("proceso", "import", folder);
  const casilla = ordinaryCasilla(folder);
  const typed = Object.entries(SPECIMEN.votes).map(([field, votes]) => [field, String(votes)]);
  return {
    proceso: "cdmx-2024",
    image: join(data, "acta_muestra_A02.jpg"),
    acta: `GUB/${casilla}/A02`,
    typed: Object.fromEntries(typed),
    total: 582,
  };
}

/** The demo and an image made here. */
function demoNight() {
  console.log("SKIPPED: no real data here; a drawn image in the demo instead");
  const folder = join(installation.folder, "proceso");
  installation.prep("demo", "--out", folder, "--distritos", "1", "--casillas", "20");
  installation.prep("proceso", "import", folder);
  const image = join(installation.folder, "acta.jpg");
  writeFileSync(image, Buffer.from(DRAWN, "base64"));
  const columns = readFileSync(join(folder, "elecciones/GUB.ambitos.csv"), "utf8").split("\n")[1];
  const printed = columns.split(",").at(-1).trim().split(" ");
  const typed = Object.fromEntries(printed.map((field, index) => [field, String(index + 3)]));
  Object.assign(typed, { NO_REGISTRADAS: "1", NULOS: "0" });
  const total = Object.values(typed).reduce((sum, votes) => sum + Number(votes), 0);
  typed.TOTAL_VOTOS_ASENTADO = String(total);
  const acta = `GUB/${ordinaryCasilla(folder)}/A02`;
  return { proceso: "demo-1", image, acta, typed, total };
}

function ordinaryCasilla(folder) {
  const rows = readFileSync(join(folder, "casillas.csv"), "utf8").split("\n").map((l) => l.split(","));
  const row = rows.find((cells) => cells[1] === "B" && Number(cells[7]) > 590);
  return `09${row[0]}${row[1]}${row[2]}${row[3]}`;
}

function addPeople({ proceso }) {
  const add = (username, role) =>
    installation.prepJson("user", "add", username, "--name", `${role} de prueba`, "--role", role)
      .one_time_password;
  const passwords = {
    ana: add("ana", "capturista"),
    luis: add("luis", "capturista"),
    eva: add("eva", "verificador"),
  };
  add("adm", "administrador");
  add("coo", "coordinador");
  installation.prep("ejercicio", "begin", "simulacro-1", "--proceso", proceso, "--by", "adm");
  installation.prep("ejercicio", "open", `${proceso}/simulacro-1`, "--by", "coo");
  return passwords;
}

function enrolTablet() {
  const { code } = installation.prepJson("device", "enroll", "Tableta de prueba");
  installation.sim("enroll", "--server", installation.url, "--code", code);
}

function checkCorte({ image, acta, typed, total }) {
  const out = join(installation.folder, "cortes");
  installation.prep("corte", "publish", "--out", out);
  const pointer = readdirSync(out, { recursive: true }).find((name) => name.endsWith("actual.json"));
  const { folder } = JSON.parse(readFileSync(join(out, pointer), "utf8"));
  const corte = join(out, dirname(pointer), folder);
  const file = readdirSync(join(corte, "GUB")).find((name) => /GUB_\d+\.csv$/.test(name));
  const lines = readFileSync(join(corte, "GUB", file), "utf8").split("\r\n");
  const names = lines.findIndex((line) => line.includes("CLAVE_CASILLA"));
  const values = lines[names + 1].split(",");
  const row = Object.fromEntries(lines[names].split(",").map((name, at) => [name, values[at]]));
  const [, casilla, tipo] = acta.split("/");
  assert.equal(row.CLAVE_CASILLA, casilla);
  assert.equal(row.CLAVE_ACTA, `${casilla}${tipo}`);
  assert.match(row.CLAVE_ACTA, /A02$/);
  for (const [field, votes] of Object.entries(typed)) assert.equal(row[field], votes, field);
  assert.equal(row.TOTAL_VOTOS_CALCULADO, String(total));
  assert.equal(row.CONTABILIZADA, "1");
  const sha256 = createHash("sha256").update(readFileSync(image)).digest("hex");
  assert.equal(row.CODIGO_INTEGRIDAD, sha256, "the published hash is that of the photograph");
  assert.deepEqual([row.ORIGEN, row.DIGITALIZACION], ["CASILLA", "MOVIL"]);
  assert.equal(lines.filter((line) => /^09\d{4}/.test(line)).length, 1, "one row and no other");
}

function checkBitacora({ acta }) {
  assert.match(installation.prep("bitacora", "verify"), /correcta/);
  const life = installation.prep("acta", "show", acta);
  console.log(life);
  assert.ok(life.split("\n").length > 8, "the life of the acta is told");
}
