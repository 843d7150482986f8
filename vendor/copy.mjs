// Copies the pinned packages' files that the pages use, with their licences, into crates/web/assets/vendor.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const modules = join(import.meta.dirname, "node_modules");
const target = join(import.meta.dirname, "../crates/web/assets/vendor");
mkdirSync(join(target, "fonts"), { recursive: true });

copyFileSync(join(modules, "@digital-go-jp/design-tokens/dist/tokens.css"), join(target, "tokens.css"));
copyFileSync(join(modules, "@digital-go-jp/design-tokens/LICENSE"), join(target, "tokens.LICENSE"));
copyFileSync(join(modules, "htmx.org/dist/htmx.min.js"), join(target, "htmx.min.js"));
copyFileSync(join(modules, "htmx.org/LICENSE"), join(target, "htmx.LICENSE"));

const font = join(modules, "@fontsource/noto-sans-jp");
copyFileSync(join(font, "LICENSE"), join(target, "fonts/LICENSE"));
let faces = "";
for (const weight of ["400", "700"]) {
  const css = readFileSync(join(font, `${weight}.css`), "utf8");
  for (const [, name] of css.matchAll(/files\/([\w-]+\.woff2)/g)) copyFileSync(join(font, "files", name), join(target, "fonts", name));
  faces += css
    .replace(/\/\*[^*]*\*\/\s*/g, "")
    .replace(/src: url\(\.\/files\/([\w-]+\.woff2)\)[^;]*;/g, 'src: url("/assets/fonts/$1") format("woff2");')
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("} @", "}\n@");
}
writeFileSync(join(target, "fonts.css"), `${faces.trim()}\n`);
