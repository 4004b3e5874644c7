import { resolve } from "node:path";
import { expect, test } from "@playwright/test";
import { firstLoad, LIMIT } from "../../.ci/sizes.mjs";

test("the page starts under its content policy, from any path", async ({ page }) => {
  const problems: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });

  await page.goto("./");

  await expect(page).toHaveTitle("Cadastre");
  await expect(page.getByText("Loading Cadastre")).toHaveCount(0);
  expect(problems).toEqual([]);
});

test("the first page load fetches only what the size count counts, within the limit", async ({ page, baseURL }) => {
  const fetched = new Set<string>();
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith("data:") && !url.startsWith("blob:")) fetched.add(url.replace(baseURL ?? "", "") || "index.html");
  });

  await page.goto("./", { waitUntil: "networkidle" });

  const counted = await firstLoad(resolve(import.meta.dirname, "../../dist"));
  const paths = counted.map((file) => file.path);
  expect([...fetched].filter((path) => !paths.includes(path))).toEqual([]);
  expect(counted.reduce((sum, file) => sum + file.brotli, 0)).toBeLessThan(LIMIT);
});
