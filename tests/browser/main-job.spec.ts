import { readFileSync } from "node:fs";
import { expect, test, type Download, type Page } from "@playwright/test";
import { realSizedSchema } from "../bench/schema.mjs";
import { Server } from "./postgres.ts";

let server: Server;
test.beforeAll(async () => {
  server = await Server.start();
});
test.afterAll(() => server.stop());

const canvas = (page: Page) => page.getByRole("application", { name: "Drawing" });
const card = (page: Page, table: string) => page.getByRole("group", { name: new RegExp(`^${table},`) });

async function open(page: Page, name: string, text: string): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("banner").getByRole("button", { expanded: false }).first().click();
  await page.getByRole("menuitem", { name: "Import files…" }).click();
  await (await chooser).setFiles({ name, mimeType: "application/sql", buffer: Buffer.from(text) });
}

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), "utf8");
}

/** Downloads one file of the export dialog by its title. */
async function exported(page: Page, title: RegExp): Promise<string> {
  await page.keyboard.press("Control+e");
  const dialog = page.getByRole("dialog", { name: "Export" });
  await dialog.getByRole("option", { name: title }).click();
  const download = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Download this" }).click();
  const text = await textOf(await download);
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  return text;
}

test("a schema of real size is read, drawn on, judged, mended, kept and exported", async ({ page }) => {
  test.setTimeout(240_000);
  const schema = realSizedSchema(400);
  await page.goto("./");
  await open(page, "platform.sql", schema);

  // The report tells every statement's end; nothing is lost on the way.
  await expect(page.getByRole("button", { name: /^0 not readable|not readable/ })).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Open as a new document" }).click();
  await expect(canvas(page)).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("401 tables", { timeout: 60_000 });

  // Draw a tenant-scoped table where there is room, and name it.
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or run a command" }).fill("New tenant-scoped table");
  await page.keyboard.press("Enter");
  const name = page.getByRole("textbox", { name: "Table name" });
  await expect(name).toBeFocused();
  await name.fill("shipments");
  await name.press("Enter");
  await expect(card(page, "shipments")).toBeVisible();
  await expect(page.getByRole("contentinfo")).toContainText("402 tables");

  // A column of a name that must not stay: a finding appears, its fix is applied, undone, and done again.
  await card(page, "shipments").click({ position: { x: 60, y: 16 } });
  await page.keyboard.press("Shift+Enter");
  const column = page.getByRole("textbox", { name: "Column name" });
  await expect(column).toBeFocused();
  await column.fill("shipToCity");
  await column.press("Enter");
  await page.getByRole("button", { name: /^Score/ }).click();
  const findings = page.getByRole("complementary", { name: "Findings" });
  await findings.getByRole("textbox", { name: "Filter findings" }).fill("shipments.shipToCity");
  const finding = findings.getByRole("button", { name: /shipments\.shipToCity.*snake/ });
  await expect(finding).toBeVisible();
  await finding.click();
  await findings.getByRole("button", { name: /^Apply fix/ }).click();
  await expect(finding).toHaveCount(0);
  await canvas(page).focus();
  await page.keyboard.press("Control+z");
  await expect(finding).toBeVisible();
  await page.keyboard.press("Control+Shift+z");
  await expect(finding).toHaveCount(0);
  await findings.getByRole("button", { name: "Close findings" }).click();

  // All is as it was after a reload.
  await expect(page.getByText("Saved on this device")).toBeVisible();
  const before = await exported(page, /init\.sql/);
  expect(before).toContain("ship_to_city");
  await page.reload();
  await expect(page.getByRole("contentinfo")).toContainText("402 tables", { timeout: 60_000 });
  expect(await exported(page, /init\.sql/)).toBe(before);

  // What is exported loads into PostgreSQL, and holds what was drawn.
  server.psql("postgres", "CREATE DATABASE exported");
  server.psql("exported", before);
  expect(server.psql("exported", "SELECT count(*) FROM pg_tables WHERE tablename = 'shipments'")).toBe("1");
});

test("a relationship is drawn from a column, and the migration goes up, down and up", async ({ page }) => {
  test.setTimeout(120_000);
  const base = `CREATE TABLE organizations (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), name text NOT NULL);
CREATE TABLE teams (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), org_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE, label text NOT NULL);
CREATE TABLE badges (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), org_id uuid NOT NULL REFERENCES organizations ON DELETE CASCADE, team_id uuid NOT NULL);
CREATE INDEX teams_org_id_idx ON teams (org_id);`;
  await page.goto("./");
  await open(page, "teams.sql", base);
  await page.getByRole("button", { name: "Open as a new document" }).click();
  await expect(card(page, "badges")).toBeVisible();

  // From the row team_id of badges to the card teams, with the relationship tool.
  const from = await card(page, "badges").boundingBox();
  const to = await card(page, "teams").boundingBox();
  if (!from || !to) throw new Error("the cards are not on the canvas");
  await canvas(page).focus();
  await page.keyboard.press("r");
  await page.mouse.move(from.x + 60, from.y + 32 + 24 * 2 + 12);
  await page.mouse.down();
  await page.mouse.move(to.x + 60, to.y + 40, { steps: 8 });
  await page.mouse.up();
  await expect(page.getByRole("contentinfo")).toContainText("3 relationships");

  // The key carries the tenant column, so that no row points into another organization.
  await page.getByRole("button", { name: "Migration" }).click();
  const files = page.getByRole("region", { name: "Files" });
  await expect(files).toBeVisible();
  await page.getByRole("button", { name: "Single file" }).click();
  const up = page.waitForEvent("download");
  await files.getByRole("button", { name: "Download this" }).click();
  const upText = await textOf(await up);
  expect(upText).toMatch(/FOREIGN KEY \(org_id, team_id\)\s+REFERENCES teams \(org_id, id\)/);
  await files.getByRole("tab", { name: /down/ }).click();
  const down = page.waitForEvent("download");
  await files.getByRole("button", { name: "Download this" }).click();
  const downText = await textOf(await down);

  server.psql("postgres", "CREATE DATABASE teams");
  server.psql("teams", base);
  const keys = () => server.psql("teams", "SELECT count(*) FROM pg_constraint WHERE contype = 'f'");
  expect(keys()).toBe("2");
  server.psql("teams", upText);
  expect(keys()).toBe("3");
  server.psql("teams", downText);
  expect(keys()).toBe("2");
  server.psql("teams", upText);
  expect(keys()).toBe("3");
});
