// The page as checked in: up to date, and its one script checks a bundle by itself.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

import { buildPage } from "../build.mjs";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url));

test("verifier.html and csp.txt are what the sources give", () => {
  const { page, csp } = buildPage();
  assert.ok(read("verifier.html").toString() === page, "run node verifier/build.mjs");
  assert.equal(read("csp.txt").toString(), csp);
});

test("the page's script checks a bundle without anything beside it", async () => {
  const page = read("verifier.html").toString();
  const script = page.slice(page.indexOf("<script>") + 8, page.lastIndexOf("</script>"));
  const globals = { crypto, TextEncoder, TextDecoder, Blob, DecompressionStream, Uint8Array };
  const context = vm.createContext(globals);
  vm.runInContext(script, context);
  const bundle = new Uint8Array(read("../vectors/quicknet.zip"));
  const receipt = read("../vectors/quicknet.receipt.json").toString();
  assert.equal((await context.fairDraw.verify(bundle, receipt)).ok, true);
  bundle[bundle.length >> 1] ^= 1;
  assert.equal((await context.fairDraw.verify(bundle, receipt)).ok, false);
});

test("every part of the page that takes words names words that exist", async () => {
  const { WORDS } = await import("../src/words.js");
  const names = [...read("src/page.html").toString().matchAll(/data-words="(\w+)">([^<]*)</g)];
  assert.ok(names.length > 15);
  for (const [, name, japanese] of names) assert.equal(WORDS.ja[name], japanese, name);
});
