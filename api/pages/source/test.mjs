// Runs tests/*.test.ts with Node's own test runner: bundled first, since this Node knows no TypeScript.

import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const source = dirname(fileURLToPath(import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "page-tests-"));
const tests = (await readdir(join(source, "tests"))).filter((name) => name.endsWith(".test.ts"));
await build({ absWorkingDir: source, entryPoints: tests.map((name) => join("tests", name)), outdir: folder, bundle: true, platform: "node", format: "esm", outExtension: { ".js": ".mjs" }, logLevel: "warning" });
const { status } = spawnSync(process.execPath, ["--test", ...tests.map((name) => join(folder, name.replace(/\.ts$/, ".mjs")))], { stdio: "inherit" });
await rm(folder, { recursive: true });
process.exit(status ?? 1);
