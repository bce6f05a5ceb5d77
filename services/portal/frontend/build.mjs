// Builds what the pages load: one script and the line that runs before it, one style sheet, one sprite of icons, each named by its content, and a manifest.
import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const portal = dirname(here);
const out = join(portal, "static");
const browsers = ["chrome100", "firefox100", "safari15"];

/** Tabler without the rules no page uses: 635 kB of them would be fetched for nothing. */
async function styles() {
  const tabler = await readFile(join(here, "node_modules/@tabler/core/dist/css/tabler.min.css"), "utf8");
  const [purged] = await new PurgeCSS().purge({
    content: [join(portal, "templates/**/*.html"), join(here, "src/*.js")],
    css: [{ raw: tabler }],
    defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
    variables: true,
    keyframes: true,
    fontFace: true,
    // Words our own sheets use for other things than Tabler does.
    blocklist: [/^theme-/, /data-bs-/, /^steps?\b/, /^timeline/, /^empty/, /^chips?/, /^search/, /^icon/, /^menu/, /^page-/, /^bar\b/, /^frame/, /^path/],
  });
  const names = (await readdir(join(here, "src/styles"))).sort();
  const own = await Promise.all(names.map((name) => readFile(join(here, "src/styles", name), "utf8")));
  return (await transform([purged.css, ...own].join("\n"), { loader: "css", minify: true, target: browsers })).code;
}

async function script(name) {
  const result = await build({
    entryPoints: [join(here, "src", name)],
    bundle: true,
    minify: true,
    format: "iife",
    target: browsers,
    write: false,
    legalComments: "none",
  });
  return result.outputFiles[0].text;
}

/** Only the icons listed in icons.json, as symbols a page refers to by name. */
async function sprite() {
  const names = JSON.parse(await readFile(join(here, "icons.json"), "utf8"));
  const symbols = await Promise.all(names.map(async (name) => {
    const file = join(here, "node_modules/@tabler/icons/icons/outline", `${name}.svg`);
    const shapes = (await readFile(file, "utf8")).match(/<(?!svg|\/svg)[^>]+>/g).filter((shape) => !shape.includes('d="M0 0h24v24H0z"'));
    return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75" `
      + `stroke-linecap="round" stroke-linejoin="round">${shapes.join("")}</symbol>`;
  }));
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>`;
}

async function publish(name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  const extension = extname(name);
  const file = `${name.slice(0, -extension.length)}.${hash}${extension}`;
  await writeFile(join(out, file), text);
  return [name, file];
}

const [css, js, scripted, icons, favicon] = await Promise.all([styles(), script("app.js"), script("scripted.js"), sprite(), readFile(join(here, "src/favicon.svg"), "utf8")]);
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const files = await Promise.all(
  Object.entries({ "app.css": css, "app.js": js, "scripted.js": scripted, "icons.svg": icons, "favicon.svg": favicon }).map(([name, text]) => publish(name, text)),
);
await writeFile(join(out, "manifest.json"), JSON.stringify(Object.fromEntries(files), null, 2));
