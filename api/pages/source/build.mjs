// Builds what the service ships: `node build.mjs FOLDER`. The same sources and locked packages give the same bytes everywhere.
//
// Every file is named after its content, so that browsers may keep it for ever; `files.json` says which file a page's script and style are.

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(source, "..", "static"));
const PAGES = ["login", "overview", "review", "capture", "entries", "invoices", "invoice", "settings"];
const PICTURES = ["icon.svg", "icon_180.png", "icon_192.png", "icon_512.png", "icon_maskable.png"];
const STATIC = "/static";

await mkdir(target, { recursive: true });
for (const old of await readdir(target)) await rm(join(target, old));

const common = {
  absWorkingDir: source,
  outdir: target,
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: STATIC,
  bundle: true,
  target: ["es2022"],
  loader: { ".svg": "copy", ".png": "copy", ".wasm": "file", ".md": "text" },
  minify: true,
  legalComments: "eof",
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
};

// A worker is one file, and those who start it know its address.
const look = await build({ ...common, entryPoints: ["capture/look/look_worker.ts"], format: "iife" });
const pages = await build({
  ...common,
  entryPoints: [...PAGES.map((page) => `pages/${page}.ts`), ...PAGES.map((page) => `styles/${page}.css`), ...PICTURES.map((name) => `pictures/${name}`)],
  splitting: true,
  format: "esm",
  define: { LOOK_WORKER: JSON.stringify(`${STATIC}/${named(look)["look_worker.js"]}`) },
});
const files = { ...named(look), ...named(pages) };
const shell = ["/capture", "/capture.webmanifest", ...[...loaded(pages, files["capture.js"]), files["capture.css"], files["look_worker.js"], files["capture-page.md"], files["icon.svg"]].map((name) => `${STATIC}/${name}`)];
const service = await build({ ...common, entryPoints: ["capture/service_worker.ts"], format: "iife", define: { SHELL: JSON.stringify(shell) } });
Object.assign(files, named(service));
const sorted = Object.fromEntries(Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)));
await writeFile(join(target, "files.json"), JSON.stringify(sorted, null, 1) + "\n");

/** What was asked for -> the name of the built file. */
function named({ metafile }) {
  const outputs = Object.entries(metafile.outputs).filter(([, output]) => output.entryPoint);
  return Object.fromEntries(outputs.map(([path, output]) => [basename(output.entryPoint).replace(/\.ts$/, ".js"), basename(path)]));
}

/** A built script and the files that it needs, scripts and others; what is loaded on demand (help) is not among them. */
function loaded({ metafile }, name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const [, output] = Object.entries(metafile.outputs).find(([path]) => basename(path) === name);
  for (const { path, kind } of output.imports) if (kind !== "dynamic-import") loaded({ metafile }, basename(path), found);
  return found;
}
