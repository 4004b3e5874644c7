// What the page costs at size, in headless Chromium without GPU: `node tests/bench/browser.mjs [--sizes 25,1401] [schema.sql]`.
// Prints figures; asserts nothing, because machines are noisy. Needs the built site in dist/, or in the folder SITE names.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { env } from "node:process";
import { parseArgs } from "node:util";
import { chromium } from "@playwright/test";
import { firstLoad } from "../../.ci/sizes.mjs";
import { realSizedSchema } from "./schema.mjs";

const { values, positionals } = parseArgs({ options: { sizes: { type: "string" } }, allowPositionals: true });
const given = positionals[0];
const site = env.SITE ?? "dist";
const SIZES = (values.sizes ?? "25,100,250,500,1000,1401").split(",").map(Number);
const FRAMES = 90;

function row(name, figure, goal = "") {
  console.log(`  ${name.padEnd(46)} ${String(figure).padStart(24)}   ${goal}`);
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
const mounted = (page) => page.evaluate(() => document.querySelectorAll("*").length);
const painted = (page) => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
const settle = (page) => page.waitForTimeout(600);
const canvasOf = (page) => page.getByRole("application", { name: "Drawing" });

async function bring(page, text) {
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
  await canvasOf(page).waitFor();
  await painted(page);
  row("open to first picture", milliseconds(Date.now() - started), "under 1 s");
  await page.waitForFunction(() => performance.getEntriesByName("full review", "measure").length > 0, null, { timeout: 60_000 }).catch(() => {});
  row("full review", milliseconds(await lastMeasure(page, "full review")), "under 500 ms");
  await settle(page);
}

/** A point of a selected card. Far away cards are painted, not elements: there it is a filled patch of the layer they are on. */
async function selectedCard(page) {
  const card = page.locator(".card.is-selected").first();
  const place = (await card.count()) > 0 ? await card.boundingBox() : null;
  if (place) return { x: Math.max(place.x + 12, 260), y: place.y + Math.min(14, place.height / 2) };
  return farCard(page, { x: 300, y: 160, right: 1060, bottom: 740 });
}

/** A point of a card that is painted, within a part of the screen. */
function farCard(page, part) {
  return page.evaluate((part) => {
    const layer = document.querySelector("canvas.blocks");
    if (!layer) return null;
    const box = layer.getBoundingClientRect();
    const scale = layer.width / box.width;
    const context = layer.getContext("2d");
    for (let y = part.y - box.y; y < part.bottom - box.y; y += 3) {
      for (let x = part.x - box.x; x < part.right - box.x; x += 3) {
        const patch = context.getImageData(x * scale, y * scale, 5, 5).data;
        if (patch.every((value, at) => at % 4 !== 3 || value === 255)) return { x: box.x + x + 2, y: box.y + y + 2 };
      }
    }
    return null;
  }, part);
}

/** Takes hold of a selected card, or of all that are, and drags. */
async function drag(page, name, goal, from) {
  from ??= await selectedCard(page);
  if (!from) return row(name, "no card to take hold of");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  row(name, await frames(page, (at) => page.mouse.move(from.x + at * 2, from.y + Math.sin(at / 8) * 40)), goal);
  await page.mouse.up();
  await settle(page);
  await page.keyboard.press("Control+z");
  await settle(page);
}

/** Selects up to so many of the cards in view, as a user with the shift key does. */
async function choose(page, count) {
  await page.keyboard.press("Escape");
  const box = await canvasOf(page).boundingBox();
  if (count === 1) {
    await page.keyboard.press("ArrowRight");
    return settle(page);
  }
  // A frame drawn over the ground takes whatever it touches.
  await page.mouse.move(box.x + 6, box.y + 6);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width - 340, box.y + box.height - 80, { steps: 4 });
  await page.mouse.up();
  await settle(page);
}

/** Selects about a hundred tables in a frame at fit, and zooms to 100 % around one of them; gives how many, and where that one is. */
async function hundred(page) {
  await canvasOf(page).focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Shift+1");
  await settle(page);
  const box = await canvasOf(page).boundingBox();
  const words = page.getByText(/of [\d,]+ tables selected/);
  let count = 0;
  let part = { x: 0, y: 0, right: 0, bottom: 0 };
  for (let side = 0.12; side < 0.6 && count < 90; side += 0.03) {
    await page.keyboard.press("Escape");
    const [x, y] = [box.x + box.width * 0.35, box.y + box.height * 0.3];
    await page.mouse.move(x, y);
    await page.mouse.down();
    part = { x, y, right: x + box.width * side, bottom: y + box.height * side };
    await page.mouse.move(part.right, part.bottom, { steps: 3 });
    await page.mouse.up();
    await page.waitForTimeout(120);
    count = (await words.count()) > 0 ? Number.parseInt((await words.first().textContent()).replace(/,/g, ""), 10) : 0;
  }
  const card = count > 0 ? ((await farCard(page, part)) ?? (await selectedCard(page))) : null;
  if (!card) return { count: 0 };
  await page.mouse.move(card.x, card.y);
  await page.keyboard.down("Control");
  for (let step = 0; step < 120 && !(await page.getByRole("button", { name: /^Zoom to 100/ }).textContent()).startsWith("100"); step += 1) {
    await page.mouse.wheel(0, -8);
    await page.waitForTimeout(16);
  }
  await page.keyboard.up("Control");
  await settle(page);
  return { count, card };
}

/** From the key's own time to the frame that shows what it did. */
async function renames(page) {
  await page.evaluate(() => {
    window.renamed = [];
    addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Enter") return;
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => window.renamed.push(performance.now() - event.timeStamp);
          channel.port2.postMessage(0);
        });
      },
      true,
    );
  });
  const reviews = [];
  for (let at = 0; at < 7; at += 1) {
    await page.keyboard.press("F2");
    await page.keyboard.type(`renamed_${at}`);
    await page.keyboard.press("Enter");
    await settle(page);
    reviews.push(await lastMeasure(page, "review after an edit"));
  }
  const spread = (times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return `${milliseconds(sorted[Math.floor(sorted.length / 2)])} / ${milliseconds(sorted.at(-1))}`;
  };
  row("rename, Enter to paint, median / worst of 7", spread(await page.evaluate(() => window.renamed)), "under 50 ms");
  row("review after a rename, median / worst of 7", spread(reviews), "under 16 ms");
}

async function figures(page, text) {
  await bring(page, text);
  const box = await canvasOf(page).boundingBox();
  const center = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const pan = (at) => page.mouse.wheel(at % 2 ? 14 : 18, Math.sin(at / 9) * 24);
  const zoom = async (name, by, goal) => {
    await page.keyboard.down("Control");
    row(name, await frames(page, (at) => page.mouse.wheel(0, at % 20 < 10 ? by : -by)), goal);
    await page.keyboard.up("Control");
    await settle(page);
  };
  console.log("  frame times: median / 95th percentile / worst");
  row("elements of the page at fit", await mounted(page), "under 3,000");
  await page.mouse.move(center.x, center.y);
  row("pan at fit", await frames(page, pan), "95th under 25 ms");
  await settle(page);
  await zoom("zoom at fit", -10, "95th under 25 ms");
  await canvasOf(page).focus();
  await page.keyboard.press("Shift+1");
  await settle(page);
  await choose(page, 100);
  await drag(page, "drag what a frame took at fit", "95th under 25 ms");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: /^Zoom to 100/ }).click();
  await settle(page);
  row("elements of the page at 100 %", await mounted(page), "under 3,000");
  await page.mouse.move(center.x, center.y);
  row("pan at 100 %", await frames(page, pan), "95th under 16.7 ms");
  await settle(page);
  await zoom("zoom at 100 %", -6, "");
  await canvasOf(page).focus();
  await choose(page, 1);
  await drag(page, "drag one table at 100 %", "95th under 16.7 ms");
  const some = await hundred(page);
  if (some.count > 0) await drag(page, `drag ${some.count} tables at 100 %`, "95th under 16.7 ms", some.card);
  await page.keyboard.press("Control+a");
  await settle(page);
  await drag(page, "drag all tables at 100 %", "");
  await canvasOf(page).focus();
  await choose(page, 1);
  await renames(page);
  const heap = await page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);
  const wasm = await page.evaluate(() => window.pageMemory?.buffer.byteLength ?? 0);
  if (heap) row("memory: JavaScript heap + WebAssembly", `${Math.round(heap / 1e6)} + ${Math.round(wasm / 1e6)} MB`, "under 150 MB");

  // What is stored opens again on the next visit.
  await page.waitForTimeout(1500);
  const started = Date.now();
  await page.reload({ waitUntil: "commit" });
  await canvasOf(page).waitFor();
  await painted(page);
  row("a visit to the first picture of what is stored", milliseconds(Date.now() - started), "under 1 s");
}

const port = await freePort();
const server = spawn("node", [".ci/serve.mjs", "--root", site, "--port", String(port)], { stdio: "ignore" });
const browser = await chromium.launch({
  executablePath: env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-precise-memory-info"],
});
try {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const files = await firstLoad(site);
  row("first page load, brotli", `${Math.round(files.reduce((sum, file) => sum + file.brotli, 0) / 1000)} kB`, "under 800 kB");
  const texts = given && existsSync(given) ? [[given, readFileSync(given)]] : [];
  if (texts.length === 0 || values.sizes) texts.push(...SIZES.map((size) => [`${size} tables, generated`, Buffer.from(realSizedSchema(size))]));
  for (const [name, text] of texts) {
    console.log(`\n${name} (${(text.length / 1e6).toFixed(1)} MB)`);
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    // The page's own memory is the first module's that brings one.
    await page.addInitScript(() => {
      for (const name of ["instantiate", "instantiateStreaming"]) {
        const own = WebAssembly[name].bind(WebAssembly);
        WebAssembly[name] = async (...given) => {
          const made = await own(...given);
          window.pageMemory ??= (made.instance ?? made).exports.memory;
          return made;
        };
      }
    });
    await page.goto(`http://127.0.0.1:${port}/`);
    await figures(page, text);
    await context.close();
  }
} finally {
  await browser.close();
  server.kill();
}
