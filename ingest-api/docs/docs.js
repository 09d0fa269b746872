// Shows openapi.json with nothing but the browser: no library, no other host.
"use strict";

const METHODS = ["get", "put", "post", "patch", "delete", "head", "options"];

function element(name, text, ...children) {
  const node = document.createElement(name);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

function table(heads, rows) {
  const head = element("tr");
  for (const text of heads) {
    const cell = element("th", text);
    cell.scope = "col";
    head.append(cell);
  }
  const body = element("tbody");
  for (const row of rows) {
    body.append(element("tr", "", ...row.map((text) => element("td", text))));
  }
  return element("table", "", element("thead", "", head), body);
}

function schemaName(schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  const options = schema.oneOf || schema.anyOf;
  if (options) return options.map(schemaName).join(" | ");
  if (schema.type === "array") return `${schemaName(schema.items)}[]`;
  return [].concat(schema.type || "").join(" | ");
}

function contents(content) {
  return Object.entries(content || {})
    .map(([type, media]) => `${type} ${schemaName(media.schema)}`)
    .join(", ");
}

function operation(method, path, op) {
  const verb = element("span", method.toUpperCase());
  verb.className = "method";
  const summary = element("summary", "", verb, element("code", path), ` — ${op.summary || ""}`);
  const box = element("details", "", summary);
  box.id = op.operationId;
  if (op.description) box.append(element("p", op.description));
  if (op.parameters && op.parameters.length) {
    const rows = op.parameters.map((p) => [p.name, p.in, p.required ? "sí" : "no", p.description || ""]);
    box.append(element("h3", "Parámetros"), table(["nombre", "en", "obligatorio", "qué es"], rows));
  }
  if (op.requestBody) box.append(element("h3", "Cuerpo"), element("p", contents(op.requestBody.content)));
  const rows = Object.entries(op.responses).map(([status, r]) => [status, r.description || "", contents(r.content)]);
  box.append(element("h3", "Respuestas"), table(["estado", "cuándo", "cuerpo"], rows));
  return box;
}

function render(doc) {
  const place = document.getElementById("document");
  place.replaceChildren(element("p", doc.info.description));
  for (const tag of doc.tags) {
    place.append(element("h2", `${tag.name}: ${tag.description}`));
    for (const [path, item] of Object.entries(doc.paths)) {
      for (const method of METHODS) {
        const op = item[method];
        if (op && (op.tags || []).includes(tag.name)) place.append(operation(method, path, op));
      }
    }
  }
  place.append(element("h2", "Tipos"));
  for (const [name, schema] of Object.entries(doc.components.schemas)) {
    const text = element("pre", JSON.stringify(schema, null, 2));
    place.append(element("details", "", element("summary", name), text));
  }
}

fetch("/openapi.json")
  .then((answer) => answer.json())
  .then(render)
  .catch((error) => {
    document.getElementById("document").textContent = `No se pudo leer el documento: ${error}`;
  });
