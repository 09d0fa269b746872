// The pictures of docs/manuales, taken from the real pages: run it again when a page changes.
//
//   cargo build --workspace --bins && node tests/browser/manuals.mjs
//
// PREP_PICTURES=FOLDER puts them somewhere else than docs/img/desk.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Installation } from "./installation.mjs";
import { claim, enter, finish, openBrowser, type } from "./people.mjs";

const SIZE = { width: 1280, height: 720 };
const out = process.env.PREP_PICTURES ?? "docs/img/desk";
mkdirSync(out, { recursive: true });

const installation = await Installation.make();
const browsers = [];
try {
  const passwords = await prepare();
  const acta = send();
  const people = {};
  for (const name of ["ana", "beto", "vera"]) {
    const browser = await openBrowser();
    browsers.push(browser);
    await browser.page.setViewportSize(SIZE);
    await enter(browser.page, installation.url, name, passwords[name]);
    people[name] = browser.page;
  }
  await capture(people.ana, acta);
  await capture(people.beto, { ...acta, values: { ...acta.values, ...slip(acta) }, quiet: true });
  await verify(people.vera);
  await practise(people.ana);
  console.log(`pictures in ${out}`);
} finally {
  await Promise.allSettled(browsers.map((browser) => browser.close()));
  await installation.end();
}

/** The demo with its simulacro open; everybody's one-time password. */
async function prepare() {
  const folder = join(installation.folder, "proceso");
  installation.prep("demo", "--out", folder, "--distritos", "1", "--casillas", "20");
  installation.prep("proceso", "import", folder);
  await installation.serve();
  const add = (username, role, name) =>
    installation.prepJson("user", "add", username, "--name", name, "--role", role).one_time_password;
  const passwords = {
    ana: add("ana", "capturista", "Ana de Prueba"),
    beto: add("beto", "capturista", "Beto de Prueba"),
    vera: add("vera", "verificador", "Vera de Prueba"),
  };
  add("adm", "administrador", "Administración");
  add("coo", "coordinador", "Coordinación");
  installation.prep("ejercicio", "begin", "simulacro-1", "--proceso", "demo-1", "--by", "adm");
  installation.prep("ejercicio", "open", "demo-1/simulacro-1", "--by", "coo");
  return passwords;
}

/** Draws an acta filled in by hand and sends it from a tablet; what it says, by field. */
function send() {
  const drawn = join(installation.folder, "actas");
  const proceso = join(installation.folder, "proceso");
  installation.sim("actas", "--proceso", proceso, "--out", drawn, "--eleccion", "GUB", "--sample", "8", "--format", "jpeg", "--dpi", "110");
  const truths = readdirSync(drawn)
    .filter((name) => name.endsWith("A02.json"))
    .map((name) => ({ image: join(drawn, name.replace(".json", ".jpg")), ...JSON.parse(readFileSync(join(drawn, name), "utf8")) }));
  const plain = truths.find(({ fields }) => fields.every((field) => field.value.number !== undefined));
  assert.ok(plain, "one of the actas has a number everywhere");
  const { code } = installation.prepJson("device", "enroll", "Tableta de prueba");
  installation.sim("enroll", "--server", installation.url, "--code", code);
  installation.sim("capture", "--image", plain.image, "--acta", plain.acta, "--as-is");
  const values = Object.fromEntries(plain.fields.map(({ campo, value }) => [campo, String(value.number)]));
  return { values, fields: plain.fields.map(({ campo }) => campo) };
}

/** The first field typed with another last digit. */
function slip({ values, fields }) {
  const [first] = fields;
  return { [first]: String(Number(values[first]) + 1) };
}

function shoot(page, name) {
  return page.screenshot({ path: join(out, `${name}.png`) });
}

async function capture(page, { values, quiet }) {
  if (!quiet) {
    await page.goto(`${installation.url}/captura`);
    await shoot(page, "captura-fila");
  }
  const fields = await claim(page, installation.url);
  const half = Math.floor(fields.length / 2);
  await type(page, fields.slice(0, half), values);
  if (!quiet) {
    await page.getByText("Borrador guardado").waitFor();
    await shoot(page, "captura");
    await page.keyboard.press("+");
    await shoot(page, "captura-mas");
    await page.keyboard.press("-");
  }
  await type(page, fields.slice(half), values);
  await finish(page);
}

async function verify(page) {
  await page.goto(`${installation.url}/verificacion`);
  await page.press("#siguiente", "Enter");
  await page.waitForSelector("#verificacion");
  await page.waitForFunction(() => document.querySelector("#imagen")?.complete);
  await shoot(page, "verificacion");
}

/** A made-up acta that is the same in every picture; the page tells what it says, and then one slip is made. */
async function practise(page) {
  const address = `${installation.url}/practica/captura/0000000c`;
  await page.goto(`${installation.url}/practica`);
  await shoot(page, "practica");
  await page.goto(address);
  const fields = await page.$$eval("#captura input.value", (all) => all.map((field) => field.dataset.campo));
  const told = await finishPractice(page, fields, () => "999");
  await page.goto(address);
  await type(page, fields.slice(0, 3), Object.fromEntries(fields.map((field, at) => [field, told[at]])));
  await shoot(page, "practica-captura");
  await page.goto(address);
  await finishPractice(page, fields, (field, at) => (at === 2 ? String(Number(told[at]) + 50) : told[at]));
  await shoot(page, "practica-resultado");
}

/** Types an acta of practice and gives what the page says that it says, field by field. */
async function finishPractice(page, fields, value) {
  await type(page, fields, Object.fromEntries(fields.map((field, at) => [field, value(field, at)])));
  await page.keyboard.press("Enter");
  await page.waitForSelector("#otra");
  return page.$$eval("table:first-of-type tbody tr td:first-of-type", (cells) => cells.map((cell) => cell.textContent));
}
