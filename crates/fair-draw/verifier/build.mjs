// Puts the sources and the vendored curves into one page: node verifier/build.mjs [--check]
//
// The modules are joined in order of dependency, without their import and export words, inside one function; the
// page's own policy allows that one script and that one style by their hashes, and nothing else.
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

const here = new URL(".", import.meta.url);
const MODULES = ["bytes", "zip", "charter", "draw", "log", "verify", "words", "failures", "page"];
const VENDORED = "vendor/noble-curves-2.4.0.js";

const read = (path) => readFileSync(new URL(path, here), "utf8");
const sha256 = (content, encoding) => createHash("sha256").update(content).digest(encoding);

/** Hash over the hashes of everything the page is made of, in order of their paths. */
function sourcesHash() {
  const inFolder = (folder) => readdirSync(new URL(folder, here)).map((name) => folder + name);
  const isSource = (path) => /\.(js|mjs|css|html)$/.test(path);
  const paths = ["build.mjs", ...inFolder("src/"), ...inFolder("vendor/")].filter(isSource).sort();
  return sha256(paths.map((path) => sha256(read(path), "hex")).join(""), "hex");
}

function joinModules() {
  const joined = MODULES.map((name) => read(`src/${name}.js`))
    .join("\n")
    .replace(/^import [^;]*;\n/gm, "")
    .replace(/^export /gm, "");
  const names = [...joined.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map((match) => match[1]);
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  if (twice.length > 0) throw new Error(`two modules declare ${twice.join(", ")}`);
  return `\n${read(VENDORED)}\n(() => {\n"use strict";\n${joined}})();\n`;
}

export function buildPage() {
  const parts = { SCRIPT: joinModules(), STYLE: `\n${read("src/page.css")}`, SOURCES: sourcesHash() };
  if (parts.SCRIPT.includes("</script")) throw new Error("the script would end its own element");
  const hash = (content) => `'sha256-${sha256(content, "base64")}'`;
  parts.CSP = `default-src 'none'; script-src ${hash(parts.SCRIPT)}; style-src ${hash(parts.STYLE)}; img-src data:; base-uri 'none'; form-action 'none'`;
  const page = read("src/page.html").replace(/\{\{([A-Z]+)\}\}/g, (_, name) => parts[name]);
  return { page, csp: parts.CSP };
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { page, csp } = buildPage();
  if (process.argv.includes("--check")) {
    const current = read("verifier.html") === page && read("csp.txt") === csp;
    if (!current) throw new Error("verifier.html is out of date: run node verifier/build.mjs");
  } else {
    writeFileSync(new URL("verifier.html", here), page);
    writeFileSync(new URL("csp.txt", here), csp);
  }
}
