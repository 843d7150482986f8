// Bytes, text and hashes. SHA-256 and HMAC are WebCrypto's.

/** A step that does not hold: its name, a code for the words, and what the words need. */
export class Failure extends Error {
  constructor(step, code, data = {}) {
    super(`${step}: ${code}`);
    this.step = step;
    this.code = code;
    this.data = data;
  }
}

export function toHex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Reads lower-case hex only, so that a value has one spelling. */
export function fromHex(text) {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function isHex(text, bytes) {
  return typeof text === "string" && text.length === 2 * bytes && /^[0-9a-f]*$/.test(text);
}

export function utf8(text) {
  return new TextEncoder().encode(text);
}

/** The text of UTF-8 bytes, a byte order mark included; null if they are not UTF-8. */
export function text(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Index of the first byte that differs, or -1. */
export function firstDifference(left, right) {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    if (left[at] !== right[at]) return at;
  }
  return left.length === right.length ? -1 : shorter;
}

export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

export async function sha256Hex(bytes) {
  return toHex(await sha256(bytes));
}

/** A function that gives HMAC-SHA256 under a key. */
export async function hmac(key) {
  const imported = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (bytes) => new Uint8Array(await crypto.subtle.sign("HMAC", imported, bytes));
}

/** True unless a surrogate stands alone, which UTF-8 cannot write. */
export function isWellFormed(value) {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(value);
}

/** JSON that others read the same way: null for anything that is not JSON or holds lone surrogates. */
export function parseJson(source) {
  try {
    const value = JSON.parse(source, (key, inner) => {
      if (!isWellFormed(key) || (typeof inner === "string" && !isWellFormed(inner))) throw new SyntaxError("surrogate");
      return inner;
    });
    return { value };
  } catch {
    return null;
  }
}

/** Text that can stand between '|' and in a line: as the charter wants draw ids and frame ids. */
export function isPlain(value) {
  return value !== "" && value.trim() === value && !/[|\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff]/.test(value);
}
