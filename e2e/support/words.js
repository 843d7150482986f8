// The words of the product, from the same files as the product: no test holds a copy of a label.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "..", "..", "locales");

function messages(language) {
  const found = new Map();
  for (const file of readdirSync(join(FOLDER, language))) {
    for (const line of readFileSync(join(FOLDER, language, file), "utf8").split("\n")) {
      const [, key, text] = line.match(/^([a-z][a-z0-9-]*) = (.+)$/) ?? [];
      if (key) found.set(key, text);
    }
  }
  return found;
}

const ALL = { ja: messages("ja"), en: messages("en") };

/** `words("ja")("calls-start")`; values fill what stands in braces. */
export const words = (language) => (key, values = {}) => {
  const text = ALL[language].get(key);
  if (text === undefined) throw new Error(`locales/${language} has no message ${key} on one line`);
  return text.replace(/\{ \$(\w+) \}/g, (_, name) => values[name] ?? "");
};
