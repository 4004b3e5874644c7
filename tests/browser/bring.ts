import type { Locator, Page } from "@playwright/test";

/** The bar at the top of the page. */
export const banner = (page: Page): Locator => page.getByRole("banner").first();

/** A table on the canvas. */
export const card = (page: Page, table: string): Locator => page.getByRole("group", { name: new RegExp(`^${table},`) });

/** Brings a file through the menu, up to the report on what was read. */
export async function bring(page: Page, name: string, content: string | Buffer): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await banner(page).getByRole("button", { expanded: false }).first().click();
  await page.getByRole("menuitem", { name: "Import files…" }).click();
  await (await chooser).setFiles({ name, mimeType: "application/octet-stream", buffer: Buffer.from(content) });
}

/** Brings a file and opens it as a document of its own. */
export async function open(page: Page, name: string, content: string): Promise<void> {
  await bring(page, name, content);
  await page.getByRole("button", { name: "Open as a new document" }).click();
}
