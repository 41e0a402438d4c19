// Open BPMN files in bpmn-moddle and, in one headless browser, in bpmn-js, and print what they say as JSON.
//
// Usage: node open_files.mjs FOLDER_OF_PACKAGES BROWSER < cases.json
// A case is {"file": path, "ids": [id, ..]}; `ids` names elements whose graphics are looked for in all diagrams.

import { readFileSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, browserPath] = process.argv.slice(2);
const require = createRequire(pathToFileURL(join(resolve(packages), "package.json")));
const cases = JSON.parse(readFileSync(0, "utf8"));

const moddlePackage = require("bpmn-moddle");
const BpmnModdle = moddlePackage.BpmnModdle ?? moddlePackage;

const words = (warning) => `${warning.message} ${warning.error?.message ?? ""}`.split("\n")[0].trim();

async function inModdle(text) {
  try {
    const { warnings, elementsById } = await new BpmnModdle().fromXML(text);
    const elements = Object.values(elementsById)
      .filter((item) => item.$instanceOf("bpmn:FlowNode") || item.$instanceOf("bpmn:SequenceFlow"))
      .map((item) => [item.id, item.$type, item.name ?? null, item.sourceRef?.id ?? null, item.targetRef?.id ?? null]);
    return { warnings: warnings.map(words), elements };
  } catch (error) {
    return { error: String(error.message), warnings: [], elements: [] };
  }
}

// Runs in the page. A file opens at its first diagram; the others are opened in turn.
async function inViewer([text, ids]) {
  window.viewer ??= new BpmnJS({ container: document.body, width: 1200, height: 800 });
  const brief = (warning) => `${warning.message} ${warning.error?.message ?? ""}`.split("\n")[0].trim();
  const found = new Set();
  const look = () => {
    const registry = window.viewer.get("elementRegistry");
    for (const id of ids) {
      const box = registry.getGraphics(id)?.querySelector(".djs-visual")?.getBBox();
      if (box && box.width + box.height > 0) found.add(id);
    }
  };
  try {
    const { warnings } = await window.viewer.importXML(text);
    look();
    for (const diagram of window.viewer.getDefinitions().diagrams.slice(1)) {
      await window.viewer.open(diagram).then(look, () => {});
    }
    return { warnings: warnings.map(brief), drawn: [...found] };
  } catch (error) {
    return { error: String(error.message), warnings: (error.warnings ?? []).map(brief), drawn: [] };
  }
}

const { chromium } = require("playwright-core");
const profile = mkdtempSync(join(tmpdir(), "profile-"));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: browserPath,
  headless: true,
  offline: true,
  chromiumSandbox: false,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const answers = [];
try {
  const page = context.pages()[0] ?? (await context.newPage());
  await page.setContent("<!doctype html><title>viewer</title><body></body>");
  await page.addScriptTag({ path: require.resolve("bpmn-js/dist/bpmn-navigated-viewer.development.js") });
  for (const { file, ids } of cases) {
    const text = readFileSync(file, "utf8");
    answers.push({ moddle: await inModdle(text), viewer: await page.evaluate(inViewer, [text, ids]) });
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true });
}
process.stdout.write(JSON.stringify(answers));
