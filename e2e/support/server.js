// Starts the server under test on a free port with a data folder of its own, and stops exactly that process.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** A port of the loopback that is free now. */
export const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const ROOT = join(import.meta.dirname, "..", "..");

/** The programs that can be tested: where they are, and how they are started. */
const PROGRAMS = {
  gallery: { variable: "GALLERY_BIN", words: ({ listen }) => [listen] },
  mamori: { variable: "MAMORI_BIN", words: ({ data, listen }) => ["demo", "--empty", "--data", data, "--listen", listen] },
  watched: { variable: "MAMORI_BIN", words: ({ data, listen, collect }) => ["demo", "--empty", "--data", data, "--listen", listen, "--collect", collect] },
  demo: { variable: "MAMORI_BIN", words: ({ data, listen }) => ["demo", "--data", data, "--listen", listen] },
  house: { variable: "MAMORI_BIN", words: () => ["serve"], settings: ofAHouse },
};

/** The configuration of a place of its own, as environment variables. */
function ofAHouse({ data, listen }) {
  return {
    MAMORI_SERVER__LISTEN: listen,
    MAMORI_SERVER__METRICS_LISTEN: "",
    MAMORI_DATABASE__URL: `sqlite:${join(data, "mamori.sqlite")}`,
    MAMORI_KEYS__MASTER: join(data, "master.key"),
    MAMORI_KEYS__ORGANISER: join(data, "organiser.key"),
    MAMORI_KEYS__DEVICES: join(data, "devices.key"),
  };
}

/**
 * Starts `gallery` (every component), `mamori` (a demo without companies, its clock can be moved), `watched` (the same,
 * taking lines of appliances over TLS), `demo` (with companies) or
 * `house` (no demo: the machine's clock, a second factor, and nobody has an account yet).
 */
export async function startServer(name) {
  const { variable, words, settings = () => ({}) } = PROGRAMS[name];
  const program = process.env[variable];
  if (!program) throw new Error(`Set ${variable} to the program under test, for example target/debug/${name === "gallery" ? "examples/gallery" : "mamori"}.`);
  const data = mkdtempSync(join(tmpdir(), "mamori-e2e-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const collect = `127.0.0.1:${await freePort()}`;
  const args = words({ data, listen, collect });
  // What commands print is read in English here.
  const env = { ...process.env, LC_ALL: "en_US.UTF-8", ...settings({ data, listen }) };
  const child = spawn(program, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (bytes) => { log += bytes; });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    if (child.exitCode === null) child.kill("SIGTERM");
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  const url = `http://${listen}`;
  try {
    await answers(url, child);
  } catch (error) {
    await stop();
    throw new Error(`${program} ${args.join(" ")}: ${error.message}\n${log}`);
  }
  /** Another command of the same program on the same place; gives what it printed. */
  const run = (...words) => execFileSync(program, words, { cwd: ROOT, env, encoding: "utf8", maxBuffer: 256 << 20 });
  return { url, collect, data, program, run, stop, pid: child.pid, log: () => log };
}

async function answers(url, child) {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
    try {
      await fetch(url, { redirect: "manual" });
      return;
    } catch {
      await pause(50);
    }
  }
  throw new Error("it did not answer within 90 s");
}
