import { readFileSync } from "node:fs";
import { expect, test, type Page } from "@playwright/test";

const library = readFileSync(new URL("../native/golden/isolation.sql", import.meta.url), "utf8");

async function open(page: Page): Promise<void> {
  await page.goto("./");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("banner").getByRole("button", { expanded: false }).first().click();
  await page.getByRole("menuitem", { name: "Import files…" }).click();
  await (await chooser).setFiles({ name: "library.sql", mimeType: "application/sql", buffer: Buffer.from(library) });
  await page.getByRole("button", { name: "Open as a new document" }).click();
}

async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill(name);
  await page.getByRole("option", { name }).first().click();
}

test("a leak path is named, drawn, and gone with the key that leaves the tenant out", async ({ page }) => {
  await open(page);
  const path = page.getByRole("button", { name: "loans to copies" });
  await path.click();
  await expect(path).toHaveAttribute("aria-expanded", "true");
  await expect(page.getByText("loans.copy_id", { exact: true })).toBeVisible();
  await expect(page.getByText("Deleting the row of copies deletes that of loans.")).toBeVisible();
  await page.getByRole("button", { name: "Show the key" }).click();
  await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("Foreign key");
});

test("a leak path is closed by a key that carries the tenant, and opened again by undo", async ({ page }) => {
  await open(page);
  const path = page.getByRole("button", { name: "loans to copies" });
  await path.click();
  const change = page.getByRole("img", { name: "What the fix changes in the SQL" });
  await expect(change).toContainText("REFERENCES copies (organization_id, id)");
  await page.getByRole("button", { name: "Close the path" }).click();
  await expect(path).toHaveCount(0);
  await expect(page.getByText("The path is closed: its keys carry the tenant.").first()).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(path).toHaveCount(1);
});

test("a deletion is followed from the tenant and from a user", async ({ page }) => {
  await open(page);
  await expect(page.getByText("Leak paths")).toBeVisible();
  await command(page, "Follow a deletion");
  const dialog = page.getByRole("dialog", { name: "Follow a deletion" });
  await expect(dialog.getByRole("status")).toContainText("Rows of 5 other tables go with it.");
  await dialog.getByRole("combobox", { name: "Table" }).selectOption({ label: "users" });
  await expect(dialog.getByRole("status")).toContainText("It fails while there are rows that stop it.");
  await dialog.getByRole("button", { name: /loans_reader_id_fkey/ }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("complementary", { name: "Inspector" })).toContainText("Foreign key");
});

test("row security is read cell by cell, by keyboard too, and generated for all tables in one undo step", async ({ page }) => {
  await open(page);
  await expect(page.getByText("Leak paths")).toBeVisible();
  await command(page, "Show row security");
  const grid = page.getByRole("grid", { name: /Row security/ });
  await expect(page.getByText("7 of 7 tables with a border have a gap")).toBeVisible();
  await grid.getByRole("gridcell", { name: "app, UPDATE: reads its own, writes any tenant" }).click();
  const cell = page.getByRole("complementary", { name: "Cell" });
  await expect(cell).toContainText("a row can be moved into another tenant");
  await grid.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  await expect(cell).toContainText("own_copies asks for the tenant of the session");

  const generate = page.getByRole("region", { name: "Generate policies" });
  await expect(generate).toContainText("CREATE POLICY tenant_isolation ON organizations");
  await generate.getByRole("button", { name: "Down" }).click();
  await expect(generate).toContainText("DROP POLICY tenant_isolation ON organizations");
  await generate.getByRole("checkbox", { name: "Generate for loans" }).uncheck();
  await generate.getByRole("button", { name: "Generate for 6 tables" }).click();
  await expect(page.getByText("Row security is generated for 6 tables.").first()).toBeVisible();
  await expect(generate.getByRole("heading", { name: "Generate for 0 tables" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(generate).toContainText("ON organizations");
});
