// The container: read mildly, then written again canonically and compared byte for byte.
import { Failure, concat, firstDifference, text, utf8 } from "./bytes.js";

export const MEMBERS = [
  ["charter.json", "charter"],
  ["charter.sig", "signature"],
  ["organiser.pub", "signature"],
  ["entries.csv", "entries"],
  ["beacon.json", "beacon"],
  ["ranking.csv", "ranking"],
  ["seats.csv", "seats"],
  ["log.jsonl", "log"],
];
const LARGEST_MEMBER = 256 * 1024 * 1024;

function crcTable() {
  const table = new Uint32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    table[byte] = value;
  }
  return table;
}
const CRC_TABLE = crcTable();

export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = CRC_TABLE[(crc ^ byte) & 255] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function view(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** What a file without a directory is, if nothing in it comes from a bundle; an altered one has its records. */
function wrongFile(bytes) {
  const data = view(bytes);
  for (let at = 0; at + 4 <= bytes.length; at += 1) {
    const signature = data.getUint32(at, true);
    if (signature === 0x04034b50 || signature === 0x02014b50) return null;
  }
  const source = text(bytes)?.replace(/^\ufeff/, "").trim();
  if (source === "") return "empty_file";
  if (source === undefined || !/^[{[]/.test(source)) return "other_file";
  let value;
  try {
    value = JSON.parse(source);
  } catch {
    return "other_file";
  }
  return value.label !== undefined && value.salt !== undefined ? "receipt_file" : "json_file";
}

/** The directory's records. A file without a usable directory fails the charter. */
function directory(bytes) {
  const data = view(bytes);
  const broken = (reason) => {
    const other = wrongFile(bytes);
    return other === null ? new Failure("charter", "not_zip", { reason }) : new Failure("charter", other, {});
  };
  let end = bytes.length - 4;
  while (end >= 0 && data.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0 || end + 22 > bytes.length) throw broken("no end of directory");
  const records = [];
  let at = data.getUint32(end + 16, true);
  for (let left = data.getUint16(end + 10, true); left > 0; left -= 1) {
    if (at + 46 > bytes.length || data.getUint32(at, true) !== 0x02014b50) throw broken("directory damaged");
    const nameEnd = at + 46 + data.getUint16(at + 28, true);
    if (nameEnd > bytes.length) throw broken("directory damaged");
    records.push({
      name: bytes.subarray(at + 46, nameEnd),
      method: data.getUint16(at + 10, true),
      crc: data.getUint32(at + 16, true),
      packed: data.getUint32(at + 20, true),
      size: data.getUint32(at + 24, true),
      offset: data.getUint32(at + 42, true),
    });
    at = nameEnd + data.getUint16(at + 30, true) + data.getUint16(at + 32, true);
  }
  return records;
}

/** Undoes deflate, stopping when more comes out than announced. */
async function inflate(packed, size) {
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > size) throw new Error("too much");
    parts.push(value);
  }
  return concat(...parts);
}

/** The bytes of one member, or the reason why they cannot be had. */
async function extract(bytes, record) {
  const data = view(bytes);
  const { offset } = record;
  if (offset + 30 > bytes.length || data.getUint32(offset, true) !== 0x04034b50) return { reason: "no local header" };
  const nameEnd = offset + 30 + data.getUint16(offset + 26, true);
  if (firstDifference(bytes.subarray(offset + 30, nameEnd), record.name) !== -1) return { reason: "two names" };
  if (record.size > LARGEST_MEMBER) return { reason: "too large" };
  const start = nameEnd + data.getUint16(offset + 28, true);
  if (start + record.packed > bytes.length) return { reason: "outside the file" };
  let content = bytes.subarray(start, start + record.packed);
  if (record.method === 8) {
    try {
      content = await inflate(content, record.size);
    } catch {
      return { reason: "cannot be decompressed" };
    }
  } else if (record.method !== 0) {
    return { reason: "unknown packing" };
  }
  if (content.length !== record.size || crc32(content) !== record.crc) return { reason: "checksum" };
  return { content };
}

/** Reads the container as far as possible; what is wrong with the set of members is kept per step. */
export async function readContainer(bytes) {
  const found = new Map();
  const layout = [];
  const places = [];
  let stranger = null;
  const records = directory(bytes);
  const isKnown = (record) => MEMBERS.some(([member]) => member === text(record.name));
  if (!records.some(isKnown)) throw new Failure("charter", "other_archive", {});
  for (const record of records) {
    const name = text(record.name) ?? "?";
    const place = MEMBERS.findIndex(([member]) => member === name);
    if (place < 0) {
      stranger ??= name;
    } else if (found.has(name)) {
      layout.push(new Failure(MEMBERS[place][1], "duplicate_member", { member: name }));
    } else {
      places.push(place);
      found.set(name, await extract(bytes, record));
    }
  }
  for (const [member, step] of MEMBERS) {
    if (!found.has(member)) layout.push(new Failure(step, "missing_member", { member }));
  }
  const sorted = [...places].sort((left, right) => left - right);
  const moved = sorted.find((place, index) => places[index] !== place);
  if (moved !== undefined) {
    const [member, step] = MEMBERS[moved];
    layout.push(new Failure(step, "member_out_of_order", { member }));
  }
  if (stranger !== null && layout.length === 0) layout.push(new Failure("charter", "unexpected_member", { name: stranger }));
  return { bytes, found, layout };
}

/**
 * The canonical container of a bundle that somebody packed again: its members in whatever order and folder, and what an
 * operating system adds passed over. `null` unless each member is there once and whole.
 */
export async function packedAgain(bytes) {
  const found = new Map();
  for (const record of directory(bytes)) {
    const path = text(record.name) ?? "?";
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (path.startsWith("__MACOSX/") || !MEMBERS.some(([member]) => member === name)) continue;
    const { content } = await extract(bytes, record);
    if (content === undefined || found.has(name)) return null;
    found.set(name, content);
  }
  if (found.size < MEMBERS.length) return null;
  return composeContainer(MEMBERS.map(([name]) => [name, found.get(name)])).bytes;
}

/** A member's bytes for a step, or the failure that belongs to that step. */
export function member(container, step, name) {
  const wrong = container.layout.find((failure) => failure.step === step);
  if (wrong) throw wrong;
  const { content, reason } = container.found.get(name);
  if (content === undefined) throw new Failure(step, "damaged_member", { member: name, reason });
  return content;
}

function commonFields(name, content) {
  const fields = new Uint8Array(26);
  const data = view(fields);
  data.setUint16(0, 20, true);
  data.setUint16(8, 0x0021, true);
  data.setUint32(10, crc32(content), true);
  data.setUint32(14, content.length, true);
  data.setUint32(18, content.length, true);
  data.setUint16(22, name.length, true);
  return fields;
}

function number32(value) {
  const bytes = new Uint8Array(4);
  view(bytes).setUint32(0, value, true);
  return bytes;
}

/** The canonical container of a list of [name, content], and where each record ends: [index, end]. */
export function composeContainer(members) {
  const local = [];
  const central = [];
  const ends = [];
  const centralEnds = [];
  let offset = 0;
  let size = 0;
  members.forEach(([memberName, content], index) => {
    const name = utf8(memberName);
    const common = commonFields(name, content);
    const record = concat(utf8("PK\x03\x04"), common, name, content);
    const attributes = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0x80, 1);
    const entry = concat(utf8("PK\x01\x02"), Uint8Array.of(20, 3), common, attributes, number32(offset), name);
    local.push(record);
    central.push(entry);
    offset += record.length;
    size += entry.length;
    ends.push([index, offset]);
    centralEnds.push([index, size]);
  });
  const count = Uint8Array.of(members.length, 0, members.length, 0);
  const end = concat(utf8("PK\x05\x06"), new Uint8Array(4), count, number32(size), number32(offset), new Uint8Array(2));
  for (const [index, at] of centralEnds) ends.push([index, offset + at]);
  return { bytes: concat(...local, ...central, end), ends };
}

/** Compares with the canonical container of the same members. */
export function checkCanonical(container) {
  const members = MEMBERS.map(([name, step]) => [name, member(container, step, name)]);
  const canonical = composeContainer(members);
  const at = firstDifference(canonical.bytes, container.bytes);
  if (at === -1) return;
  const part = canonical.ends.find(([, end]) => at < end);
  const [name, step] = MEMBERS[part ? part[0] : 0];
  throw new Failure(step, "container_not_canonical", { member: name });
}
