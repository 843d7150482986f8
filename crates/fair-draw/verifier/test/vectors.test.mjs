// The page's own implementation against the vectors that the Rust tests use.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";

const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url));
vm.runInThisContext(file("verifier/vendor/noble-curves-2.4.0.js").toString());

const bytes = await import("../src/bytes.js");
const charter = await import("../src/charter.js");
const draw = await import("../src/draw.js");
const { composeContainer, readContainer } = await import("../src/zip.js");
const { verify } = await import("../src/verify.js");
const { failureText, momentText, outcome, standingText, successText } = await import("../src/page.js");
const { FAILURES } = await import("../src/failures.js");
const { WORDS } = await import("../src/words.js");

const vectors = JSON.parse(file("vectors/draw-v1.json"));
const bundle = (name) => new Uint8Array(file(`vectors/${name}`));
const code = (action) => {
  try {
    action();
  } catch (error) {
    return error.code;
  }
  return null;
};

test("labels, list, key, ranking, seats and the lifted entry", async () => {
  const vector = vectors.draw;
  const charterHash = await bytes.sha256(bytes.utf8(vector.charter_text));
  assert.equal(bytes.toHex(charterHash), vector.charter_hash);
  const labels = await Promise.all(vector.receipts.map((receipt) => draw.labelOf({ draw_id: vector.draw_id, ...receipt })));
  assert.equal(labels[0], vector.first_label);
  const lines = labels.map((label, index) => `${label},${vector.receipts[index].frame}\n`).sort();
  const list = bytes.utf8(lines.join(""));
  assert.equal(await bytes.sha256Hex(list), vector.list_hash);
  const entries = draw.parseEntries(list, vector.frames);
  const key = await draw.drawKey(charterHash, await bytes.sha256(list), bytes.fromHex(vector.randomness));
  assert.equal(bytes.toHex(key), vector.draw_key);
  const ranking = await draw.rankEntries(key, entries);
  const number = ({ label }) => labels.indexOf(label) + 1;
  assert.deepEqual(ranking.map(number), vector.ranking);
  const seats = draw.redraw(ranking, vector, new Set(), new Set());
  assert.deepEqual(seats.map(number), vector.seats);
  const seated = new Set(seats.map(({ label }) => label));
  assert.deepEqual(ranking.filter(({ label }) => !seated.has(label)).map(number), vector.waiting);
  const declined = labels[vector.declined - 1];
  seated.delete(declined);
  assert.deepEqual(draw.redraw(ranking, vector, seated, new Set([declined])).map(number), [vector.lifted]);
});

test("the published round verifies, the next one does not", async () => {
  const { round, signature, randomness } = vectors.draw;
  assert.deepEqual(charter.QUICKNET, vectors.quicknet);
  assert.equal(await draw.roundVerifies(vectors.quicknet.public_key, round, signature), true);
  assert.equal(await draw.roundVerifies(vectors.quicknet.public_key, round + 1, signature), false);
  assert.equal(await bytes.sha256Hex(bytes.fromHex(signature)), randomness);
});

test("rounds follow from times", () => {
  for (const { at, round } of vectors.round_at) {
    assert.equal(charter.roundAt(vectors.quicknet, charter.seconds(at)), round, at);
  }
});

test("balls as text and randomness", async () => {
  const text = draw.encodeBalls(vectors.balls.permutations);
  assert.equal(text, vectors.balls.text);
  assert.equal(await bytes.sha256Hex(bytes.utf8(text)), vectors.balls.randomness);
});

test("some other file is no altered record", async () => {
  const receipt = file("vectors/quicknet.receipt.json").toString();
  const other = composeContainer([["word/document.xml", bytes.utf8("x")]]).bytes;
  const cases = [
    ["", "empty_file"],
    ["\ufeff \n", "empty_file"],
    [receipt, "receipt_file"],
    ["[1]", "json_file"],
    ["{ no", "other_file"],
    ["%PDF-1.7", "other_file"],
  ].map(([content, name]) => [bytes.utf8(content), name]);
  for (const [content, name] of [...cases, [other, "other_archive"]]) {
    const report = await verify(content);
    assert.equal(report.failed, "charter", name);
    assert.equal(report.steps[0].code, name);
    assert.equal(outcome(report), "wrong_file");
  }
  const whole = bundle("quicknet.zip");
  assert.equal(outcome(await verify(whole)), "ok");
  assert.equal((await verify(whole.slice(0, 900))).steps[0].code, "not_zip");
  whole[0] ^= 1;
  assert.equal(outcome(await verify(whole)), "failed");
});

test("lists in another form are refused for the same reason", () => {
  for (const { name, text, code: expected } of vectors.entries_refused) {
    assert.equal(code(() => draw.parseEntries(bytes.utf8(text), vectors.draw.frames)), expected, name);
  }
});

test("charters that break a rule are refused for the same reason", async () => {
  const container = await readContainer(bundle("quicknet.zip"));
  const base = JSON.parse(bytes.text(container.found.get("charter.json").content));
  for (const { name, set, code: expected } of vectors.charters_refused) {
    const changed = bytes.utf8(charter.canonicalJson({ ...base, ...set }));
    assert.equal(code(() => charter.parseCharter(changed)), expected, name);
  }
});

test("bundles written by the other implementation verify", async () => {
  for (const name of vectors.bundles) {
    const report = await verify(bundle(name));
    assert.equal(report.ok, true, `${name}: ${JSON.stringify(report)}`);
    assert.equal(report.steps.length, 7);
    for (const language of ["ja", "en"]) {
      for (const { step } of report.steps) assert.doesNotMatch(successText(language, step, report.facts), /[{}]|undefined/);
    }
  }
});

test("a receipt is found in its draw and refused elsewhere", async () => {
  const receipt = file("vectors/quicknet.receipt.json").toString();
  const report = await verify(bundle("quicknet.zip"), receipt);
  assert.equal(report.ok, true, JSON.stringify(report));
  assert.ok(report.facts.applicant.line > 0 && report.facts.applicant.rank > 0);
  assert.ok(standingText("ja", report.facts.applicant).length > 0);
  const refused = async (name, changed) => {
    const { failed, steps } = await verify(bundle(name), changed);
    assert.equal(failed, "receipt");
    return steps.at(-1).code;
  };
  assert.equal(await refused("balls.zip", receipt), "other_draw");
  assert.equal(await refused("quicknet.zip", receipt.replace("R0007", "R0008")), "receipt_label");
  assert.equal(await refused("quicknet.zip", "R0007"), "receipt_not_json");
  assert.equal(await refused("quicknet.zip", receipt.replace("R0007", "R|07")), "receipt_field");
  const stranger = { draw_id: "2026-A", receipt: "R9999", frame: "it", salt: "0".repeat(32) };
  stranger.label = await draw.labelOf(stranger);
  assert.equal(await refused("quicknet.zip", JSON.stringify(stranger)), "not_listed");
});

async function membersOf(name) {
  const container = await readContainer(bundle(name));
  return [...container.found].map(([member, { content }]) => [member, content]);
}

async function expectFailure(members, { name, step, code: expected }) {
  const report = await verify(composeContainer(members).bytes);
  const last = report.steps.at(-1);
  assert.deepEqual([report.failed, last.code], [step, expected], name);
  for (const language of ["ja", "en"]) assert.doesNotMatch(failureText(language, last), /[{}]|undefined/, name);
}

test("altered bundles fail at the step they concern", async () => {
  for (const change of vectors.tampered) {
    const members = await membersOf(change.bundle);
    const altered = members.map(([member, content]) => {
      if (member !== change.member) return [member, content];
      const before = bytes.text(content);
      const after = change.find === null ? change.replace : before.replace(change.find, () => change.replace);
      assert.notEqual(after, before, change.name);
      return [member, bytes.utf8(after)];
    });
    await expectFailure(altered, change);
  }
});

test("bundles with other members fail at the step they concern", async () => {
  for (const change of vectors.containers) {
    let members = await membersOf("quicknet.zip");
    const place = (name) => members.findIndex(([member]) => member === name);
    if (change.drop) members = members.filter(([member]) => member !== change.drop);
    if (change.repeat) members.push(members[place(change.repeat)]);
    if (change.add) members.push([change.add, bytes.utf8("hello\n")]);
    if (change.rename) members[place(change.rename)][0] = change.to;
    if (change.swap) {
      const [left, right] = change.swap.map(place);
      [members[left], members[right]] = [members[right], members[left]];
    }
    await expectFailure(members, change);
  }
});

test("each byte of a bundle flipped fails and names the step", async () => {
  const original = bundle("nobody.zip");
  for (let index = 0; index < original.length; index += 1) {
    const altered = original.slice();
    altered[index] ^= 1 << (index % 8);
    const report = await verify(altered);
    assert.equal(report.ok, false, `byte ${index}`);
    assert.equal(report.steps.at(-1).ok, false);
    assert.equal(report.steps.at(-1).step, report.failed);
  }
});

test("whatever the bytes, the check ends with a named step", async () => {
  const original = bundle("balls.zip");
  let seed = 1;
  const random = (below) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const altered = original.slice(0, round % 3 === 0 ? random(original.length) : original.length);
    for (let change = 0; change < 4 && altered.length > 0; change += 1) {
      const start = round % 2 === 0 ? Math.max(0, altered.length - 500) : 0;
      altered[start + random(altered.length - start)] ^= 1 + random(255);
    }
    const { ok, failed, steps } = await verify(altered);
    assert.ok(ok ? altered.every((byte, at) => byte === original[at]) : steps.at(-1).step === failed);
  }
});

test("a bundle packed again with deflate is read, and then refused for its container", async () => {
  const packed = new Uint8Array(file("vectors/repacked.zip"));
  const report = await verify(packed);
  assert.deepEqual([report.failed, report.steps.at(-1).code], ["charter", "container_not_canonical"]);
  assert.deepEqual([report.ok, report.repacked, outcome(report)], [false, true, "repacked"]);
});

test("times are told with weekday and Japanese year", () => {
  assert.equal(momentText("ja", "2026-04-20T09:00:00+09:00"), "2026年（令和8年）4月20日（月）09:00:00（日本時間）");
  assert.equal(momentText("en", "2026-04-20T00:00:00Z"), "Monday 20 April 2026, 00:00:00 (Z)");
});

test("every failure and every word is there in both languages", () => {
  const sources = ["zip", "charter", "draw", "log", "verify"].map((name) => file(`verifier/src/${name}.js`).toString()).join("");
  const called = [...sources.matchAll(/(?:fail\(|refuse\([a-z]+, |new Failure\((?:"\w+"|step|MEMBERS\[place\]\[1\]), )"(\w+)"/g)];
  assert.ok(called.length > 50);
  for (const [, name] of called) assert.equal(FAILURES[name]?.length, 2, name);
  assert.deepEqual(Object.keys(WORDS.ja).sort(), Object.keys(WORDS.en).sort());
  const braces = (text) => [...text.matchAll(/\{\w+\}/g)].map(([whole]) => whole).sort();
  const sentences = Object.keys(WORDS.ja).filter((name) => typeof WORDS.ja[name] === "string" && name !== "moment");
  for (const name of sentences) assert.deepEqual(braces(WORDS.ja[name]), braces(WORDS.en[name]), name);
  for (const [name, [ja, en]] of Object.entries(FAILURES)) assert.deepEqual(braces(ja), braces(en), name);
});
