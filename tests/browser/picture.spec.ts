import { readFile } from "node:fs/promises";
import { expect, test, type Page } from "@playwright/test";

/** Saves the picture and gives back its bytes. */
async function saved(page: Page, kind: string): Promise<Buffer> {
  await page.getByRole("radio", { name: kind, exact: true }).check();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: `Save ${kind}` }).click();
  return readFile(await (await download).path());
}

test("the drawing is saved as PNG, SVG and PDF, and copied", async ({ page }) => {
  test.setTimeout(120_000);
  await page.goto("./");
  await page.getByRole("button", { name: /Open the sample/ }).click();
  await expect(page.getByRole("group", { name: /^meetings,/ })).toBeVisible();
  await page.keyboard.press("Control+Shift+e");
  const dialog = page.getByRole("dialog", { name: "Picture" });
  await expect(dialog.getByRole("img", { name: "Preview" })).toBeVisible();

  const svg = (await saved(page, "SVG")).toString();
  expect(svg).toContain("<title>meetings</title>");
  expect(svg).toMatch(/<text [^>]*>starts_at<\/text>/);
  const shown = await page.evaluate((text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("parsererror").length, svg);
  expect(shown).toBe(0);

  const pdf = await saved(page, "PDF");
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.toString("latin1")).toContain("(starts_at) Tj");

  // The size of a PNG stands in its head; at 3 times it is three times as wide as at once.
  const width = (png: Buffer) => png.readUInt32BE(16);
  await page.getByRole("radio", { name: "PNG", exact: true }).check();
  await page.getByRole("radio", { name: "1×" }).check();
  const once = width(await saved(page, "PNG"));
  await page.getByRole("radio", { name: "3×" }).check();
  const thrice = width(await saved(page, "PNG"));
  expect(Math.abs(thrice - 3 * once)).toBeLessThanOrEqual(3);

  await page.getByRole("button", { name: "Copy picture" }).click();
  await expect(page.getByText("Picture copied").first()).toBeVisible();
  const kinds = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap((item) => item.types));
  expect(kinds).toContain("image/png");
});
