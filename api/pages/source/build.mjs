// Builds what the service ships: `node build.mjs FOLDER`. The same sources and locked packages give the same bytes everywhere.
//
// Every file is named after its content, so that browsers may keep it for ever; `files.json` says which file a page's script and style are.

import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = dirname(fileURLToPath(import.meta.url));
const target = resolve(process.argv[2] ?? join(source, "..", "static"));
const PAGES = ["login", "review"];

await mkdir(target, { recursive: true });
for (const old of await readdir(target)) await rm(join(target, old));

const built = await build({
  absWorkingDir: source,
  entryPoints: [...PAGES.map((page) => `pages/${page}.ts`), ...PAGES.map((page) => `styles/${page}.css`), "pictures/icon.svg"],
  outdir: target,
  entryNames: "[name]-[hash]",
  chunkNames: "shared-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2022"],
  loader: { ".svg": "copy" },
  minify: true,
  legalComments: "eof",
  charset: "utf8",
  metafile: true,
  logLevel: "warning",
});

const files = {};
for (const [path, output] of Object.entries(built.metafile.outputs)) {
  if (output.entryPoint) files[basename(output.entryPoint).replace(/\.ts$/, ".js")] = basename(path);
}
const sorted = Object.fromEntries(Object.entries(files).sort(([one], [other]) => (one < other ? -1 : 1)));
await writeFile(join(target, "files.json"), JSON.stringify(sorted, null, 1) + "\n");
