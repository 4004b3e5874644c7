// What the page costs at size, in headless Chromium without GPU: `node tests/bench/browser.mjs [schema.sql]`.
// Prints figures; asserts nothing, because machines are noisy. Needs the built site in dist/.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { argv, env } from "node:process";
import { chromium } from "@playwright/test";
import { firstLoad } from "../../.ci/sizes.mjs";
import { realSizedSchema } from "./schema.mjs";

const given = argv[2];
const text = given && existsSync(given) ? readFileSync(given) : Buffer.from(realSizedSchema(1401));
const FRAMES = 90;

function row(name, figure, goal = "") {
  console.log(`  ${name.padEnd(46)} ${String(figure).padStart(22)}   ${goal}`);
}

function milliseconds(value) {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}

async function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** Times between frames while `step` is called once a frame: median, 95th percentile and worst. */
async function frames(page, step) {
  await page.evaluate(() => {
    window.frameTimes = [];
    let last = performance.now();
    const tick = (now) => {
      window.frameTimes.push(now - last);
      last = now;
      window.frameTimer = requestAnimationFrame(tick);
    };
    window.frameTimer = requestAnimationFrame(tick);
  });
  for (let at = 0; at < FRAMES; at += 1) {
    await step(at);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  const times = await page.evaluate(() => {
    cancelAnimationFrame(window.frameTimer);
    return window.frameTimes.slice(1);
  });
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))];
  return `${milliseconds(at(0.5))} / ${milliseconds(at(0.95))} / ${milliseconds(times.at(-1))}`;
}

const lastMeasure = (page, name) => page.evaluate((name) => performance.getEntriesByName(name, "measure").at(-1)?.duration ?? Number.NaN, name);
const mounted = (page) => page.evaluate(() => document.querySelectorAll("main.canvas *").length);

const port = await freePort();
const site = spawn("node", [".ci/serve.mjs", "--root", "dist", "--port", String(port)], { stdio: "ignore" });
const browser = await chromium.launch({
  executablePath: env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await new Promise((resolve) => setTimeout(resolve, 300));
  await page.goto(`http://127.0.0.1:${port}/`);
  console.log(`\nThe page, ${given ?? "generated schema"} (${(text.length / 1e6).toFixed(1)} MB)`);
  const files = await firstLoad("dist");
  row("first page load, brotli", `${Math.round(files.reduce((sum, file) => sum + file.brotli, 0) / 1000)} kB`, "under 800 kB");

  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("banner").getByRole("button", { expanded: false }).first().click();
  await page.getByRole("menuitem", { name: "Import files…" }).click();
  const accept = page.getByRole("button", { name: "Open as a new document" });
  let started = Date.now();
  await (await chooser).setFiles({ name: "schema.sql", mimeType: "application/sql", buffer: text });
  await accept.waitFor({ timeout: 120_000 });
  row("text to model, arranged, report on the page", milliseconds(Date.now() - started), "under 3 s");

  started = Date.now();
  await accept.click();
  await page.getByRole("application", { name: "Canvas" }).waitFor();
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  row("open to first picture", milliseconds(Date.now() - started), "under 1 s");
  row("full review", milliseconds(await lastMeasure(page, "full review")), "under 500 ms");
  row("elements on the canvas at fit", await mounted(page), "under 3,000");

  const box = await page.getByRole("application", { name: "Canvas" }).boundingBox();
  const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  console.log("\nFrame times: median / 95th percentile / worst (30 ms at the 95th percentile)");
  const pan = (at) => page.mouse.wheel(at % 2 ? 14 : 18, Math.sin(at / 9) * 24);
  const settle = () => page.waitForTimeout(600);
  await page.mouse.move(center.x, center.y);
  row("pan at fit", await frames(page, pan));
  await page.keyboard.down("Control");
  row("zoom from fit to 100 %", await frames(page, () => page.mouse.wheel(0, -10)));
  await page.keyboard.up("Control");
  await page.getByRole("button", { name: /^Zoom to 100/ }).click();
  await settle();
  row("elements on the canvas at 100 %", await mounted(page), "under 3,000");
  await page.mouse.move(center.x, center.y);
  row("pan at 100 %", await frames(page, pan));
  await settle();

  // Drag the table in the middle of the view, which the keyboard finds.
  await page.getByRole("application", { name: "Canvas" }).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowRight");
  await settle();
  const card = page.locator(".card.is-selected").first();
  const place = await card.boundingBox();
  if (place) {
    await page.mouse.move(place.x + 40, place.y + 14);
    await page.mouse.down();
    row("drag one table at 100 %", await frames(page, (at) => page.mouse.move(place.x + 40 + at * 2, place.y + 14 + Math.sin(at / 8) * 40)));
    await page.mouse.up();
  }
  await settle();
  // A rename is the edit that concerns most rules. The first times hold the browser's own compiling.
  const renames = { paint: [], review: [] };
  for (let at = 0; at < 7; at += 1) {
    await page.keyboard.press("F2");
    await page.keyboard.type(`renamed_${at}`);
    started = Date.now();
    await page.keyboard.press("Enter");
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    renames.paint.push(Date.now() - started);
    renames.review.push(await lastMeasure(page, "review after an edit"));
    await settle();
  }
  const spread = (times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `${milliseconds(sorted[Math.floor(sorted.length / 2)])} / ${milliseconds(sorted.at(-1))}`;
  };
  row("rename, Enter to paint, median / worst of 7", spread(renames.paint));
  row("review after a rename, median / worst of 7", spread(renames.review), "under 16 ms");
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  if (heap) row("JavaScript heap", `${Math.round(heap / 1e6)} MB`);
} finally {
  await browser.close();
  site.kill();
}
