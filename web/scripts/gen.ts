/** Write src/model/api.gen.ts, the types of the API, from openapi.json: `npm run gen`. With --check, only compare. */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { compile } from "json-schema-to-typescript";

const SOURCE = "openapi.json";
const TARGET = "src/model/api.gen.ts";
const BANNER = `/* Made from ${SOURCE} by \`npm run gen\`. Do not edit: change the Python models and run \`make gen\`. */`;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

const NAMES_TO_SCHEMAS = new Set(["properties", "patternProperties", "$defs", "definitions"]);
const DATA = new Set(["const", "default", "enum", "example", "examples"]);

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const mapValues = (object: JsonObject, change: (value: Json) => Json): JsonObject =>
  Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));

/** The schema without titles, which would make every field a type of its own, and with references into `$defs`. */
function plain(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(plain);
  if (!isObject(schema)) return schema;
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "title" || key === "discriminator") continue;
    // A tuple, in the older words that json-schema-to-typescript knows.
    if (key === "prefixItems") kept.items = plain(value);
    else if (key === "$ref" && typeof value === "string")
      kept[key] = value.replace("#/components/schemas/", "#/$defs/");
    else if (NAMES_TO_SCHEMAS.has(key) && isObject(value)) kept[key] = mapValues(value, plain);
    else kept[key] = DATA.has(key) ? value : plain(value);
  }
  return kept;
}

function schemasOf(openapi: Json): JsonObject {
  const components = isObject(openapi) ? openapi.components : undefined;
  const schemas = isObject(components) ? components.schemas : undefined;
  if (!isObject(schemas)) throw new Error(`${SOURCE} has no components.schemas`);
  return Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const schemas = mapValues(schemasOf(JSON.parse(readFileSync(SOURCE, "utf8"))), plain);
const names = Object.keys(schemas);
const everything = {
  $defs: schemas,
  type: "object",
  properties: Object.fromEntries(names.map((name) => [name, { $ref: `#/$defs/${name}` }])),
  required: names,
  additionalProperties: false,
};
const types = await compile(everything as never, "Schemas", {
  additionalProperties: false,
  bannerComment: BANNER,
  format: false,
});

const biome = spawnSync(
  process.execPath,
  ["node_modules/@biomejs/biome/bin/biome", "format", `--stdin-file-path=${TARGET}`],
  { input: types, encoding: "utf8", stdio: ["pipe", "pipe", "inherit"] },
);
if (biome.status !== 0) throw new Error(`Biome could not format ${TARGET}`);

if (!process.argv.includes("--check")) {
  writeFileSync(TARGET, biome.stdout);
} else if (!existsSync(TARGET) || readFileSync(TARGET, "utf8") !== biome.stdout) {
  console.error(`${TARGET} is not what ${SOURCE} says. Run: make gen`);
  process.exitCode = 1;
}
