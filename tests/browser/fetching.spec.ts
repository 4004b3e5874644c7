import { expect, test } from "@playwright/test";

test("a part whose code cannot be fetched says so, and can be asked for again", async ({ page }) => {
  await page.route("**/split_editing*.wasm", (route) => route.abort());
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  const alert = page.getByRole("alert").filter({ hasText: "could not be fetched" });
  await expect(alert).toBeVisible();
  await expect(page.getByRole("group", { name: /^meetings,/ })).toBeVisible();

  await page.unroute("**/split_editing*.wasm");
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("8 tables, 51 columns, 13 relationships")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Score \d+/ })).toBeVisible();
});

test("whoever has begun can finish offline", async ({ page, context }) => {
  await page.goto("./");
  const everything = page.waitForResponse((response) => response.url().includes("split_export"));
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await (await everything).finished();
  await context.setOffline(true);

  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export" });
  await dialog.getByRole("option", { name: /init\.sql/ }).click();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download this" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.sql$/);
});
