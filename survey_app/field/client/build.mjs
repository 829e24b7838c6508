// Writes ../static from src: bundles, the precache list, and the hash of the sources in sources.sha256.
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";

const OUT = "../static";
const PLAIN = ["index.html", "manifest.webmanifest", "icon.svg", "style.css"];
const options = { bundle: true, minify: true, format: "esm", target: "chrome90", charset: "utf8", legalComments: "none", logLevel: "warning" };
const hash = (bytes) => createHash("sha256").update(bytes).digest("hex");

rmSync(OUT, { recursive: true, force: true });
mkdirSync(OUT);
for (const name of PLAIN) copyFileSync(`src/${name}`, `${OUT}/${name}`);
await build({ ...options, entryPoints: ["src/main.js"], outdir: OUT, splitting: true, chunkNames: "part-[hash]" });
const files = readdirSync(OUT).sort().map((name) => ({ url: `/field/${name}`, revision: hash(readFileSync(`${OUT}/${name}`)).slice(0, 16) }));
await build({
  ...options, format: "iife", entryPoints: ["src/sw.js"], outdir: OUT,
  define: { "self.__FILES": JSON.stringify(files), "process.env.NODE_ENV": '"production"' },
});

const sources = [...readdirSync("src", { recursive: true, withFileTypes: true })].filter((entry) => entry.isFile())
  .map((entry) => `${entry.parentPath}/${entry.name}`);
const listed = [...sources, "build.mjs", "package-lock.json"].sort().map((path) => `${hash(readFileSync(path))}  ${path}\n`).join("");
writeFileSync(`${OUT}/sources.sha256`, listed);
