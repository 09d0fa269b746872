// A whole installation in a temporary folder: the real programs, started as a new user would.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const bin = process.env.PREP_BIN_DIR ?? "target/debug";

/** A port that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Installation {
  static async make() {
    const port = await freePort();
    return new Installation(mkdtempSync(join(tmpdir(), "prep-browser-")), port);
  }

  constructor(folder, port) {
    this.folder = folder;
    this.url = `http://127.0.0.1:${port}`;
    this.env = {
      ...process.env,
      PREP_DATA_DIR: join(folder, "data"),
      PREP_LISTEN: `127.0.0.1:${port}`,
      PREP_SIM_DIR: join(folder, "tablet"),
      PREP_LOG: "error",
    };
    delete this.env.PREP_CONFIG;
  }

  /** Runs `prep` and gives what it printed; throws with its complaint. */
  prep(...args) {
    return this.#run("prep", args);
  }

  /** Runs `prep` with `--json` and gives the answer. */
  prepJson(...args) {
    return JSON.parse(this.#run("prep", [...args, "--json"]));
  }

  /** Runs `prep-sim`. */
  sim(...args) {
    return this.#run("prep-sim", args);
  }

  #run(program, args) {
    return execFileSync(join(bin, program), args, { env: this.env, encoding: "utf8" });
  }

  /** Starts the servers and waits until they are ready. */
  async serve() {
    this.server = spawn(join(bin, "prep"), ["serve"], { env: this.env, stdio: "inherit" });
    for (;;) {
      const ready = await fetch(`${this.url}/health/ready`).catch(() => undefined);
      if (ready?.ok) return;
      if (this.server.exitCode !== null) throw new Error("prep serve ended");
      await new Promise((done) => setTimeout(done, 20));
    }
  }

  /** Ends the servers as an operator would and removes everything. */
  async end() {
    if (this.server) {
      const gone = new Promise((done) => this.server.once("exit", done));
      this.server.kill("SIGTERM");
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The folder of real databases, if this machine has it. */
export function realData() {
  const folder = process.env.PREP_REAL_DATA ?? "../shared/data/cdmx2024";
  return existsSync(join(folder, "acta_muestra_A02.jpg")) ? folder : undefined;
}
