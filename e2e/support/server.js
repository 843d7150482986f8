// Starts the server under test on a free port with a data folder of its own, and stops exactly that process.
import { spawn } from "node:child_process";
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
  demo: { variable: "MAMORI_BIN", words: ({ data, listen }) => ["demo", "--data", data, "--listen", listen] },
};

/** Starts `gallery` (every component), `mamori` (a demo without companies, its clock can be moved) or `demo` (with them). */
export async function startServer(name) {
  const { variable, words } = PROGRAMS[name];
  const program = process.env[variable];
  if (!program) throw new Error(`Set ${variable} to the program under test, for example target/debug/${name === "gallery" ? "examples/gallery" : name}.`);
  const data = mkdtempSync(join(tmpdir(), "mamori-e2e-"));
  const listen = `127.0.0.1:${await freePort()}`;
  const args = words({ data, listen });
  const child = spawn(program, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
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
  return { url, data, program, stop, pid: child.pid, log: () => log };
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
