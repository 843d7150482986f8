// An authenticator app: time-based codes (RFC 6238: SHA-1, six digits, 30 seconds) from the key that the page shows.
import { createHmac } from "node:crypto";

const SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const STEP = 30_000;

/** Base32 (RFC 4648), blanks left out. */
function bytes(key) {
  const bits = [...key.replace(/\s/g, "")].map((sign) => SIGNS.indexOf(sign).toString(2).padStart(5, "0")).join("");
  return Buffer.from(bits.match(/.{8}/g).map((byte) => Number.parseInt(byte, 2)));
}

/** The code that is shown `steps` after now; the machine's clock counts. */
export function codeAt(key, steps = 0) {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / STEP) + steps));
  const hash = createHmac("sha1", bytes(key)).update(counter).digest();
  const number = hash.readUInt32BE(hash[19] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** Six digits that are no code of these minutes. */
export function noCode(key) {
  const right = [-3, -2, -1, 0, 1, 2, 3].map((steps) => codeAt(key, steps));
  return ["000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777"].find((code) => !right.includes(code));
}
